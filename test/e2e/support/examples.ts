// The examples, and what a user would set before running one of them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Emulator } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import { runCommand } from "../../support/command.ts";
import type { Stack } from "./stack.ts";

const folder = fileURLToPath(new URL("../../../examples/", import.meta.url));

/** The names of all examples. */
export const examples = readdirSync(folder);

/** Config by key, for examples that require some. The function may also add what must exist before. */
const settings: Record<string, (emulator: Emulator) => Record<string, string>> = {
  "paid-plan": () => ({
    integration: "paid-db",
    region: "eu-west",
    billingPlanId: "prepay",
    prepaymentAmountCents: "2500",
  }),
  "cost-guard": () => ({ billingPlanId: "launch_v3" }),
  "connect-project": (emulator) => ({ projectId: String(emulator.projects.get("web")?.id) }),
  "per-environment": (emulator) => ({ projectId: String(emulator.projects.get("web")?.id) }),
  "adopt-existing": (emulator) => ({ storeId: seedNeon(emulator, "made-by-hand").id }),
};

/** What a user would do before `pulumi up`. */
export const preparations: Record<string, (stack: Pick<Stack, "emulator" | "workspace">) => Promise<void>> = {
  "import-team": async ({ emulator, workspace }) => {
    const { id: store } = seedNeon(emulator, "shop-db");
    emulator.projects.connect({ store, project: "web", environments: ["production", "preview"], sensitive: true });
    emulator.projects.connect({ store, project: "web", environments: ["development"] });
    const cache = { integration: "upstash", product: "upstash-kv", billingPlanId: "paid" };
    emulator.stores.seed({ name: "sessions", ...cache, metadata: { primaryRegion: "fra1", eviction: true } });
    const program = join(workspace.folder, "stores.ts");
    const example = readFileSync(program, "utf8");
    const imported = await runCommand(["import", "--all", "--force"], workspace.environment, { cwd: workspace.folder });
    expect(imported.code, imported.stderr).toBe(0);
    expect(readFileSync(program, "utf8")).toBe(example);
    const flags = ["--generate-code=false", "--protect=false", "--yes"];
    expect(await workspace.pulumi(["import", "--file", "pulumi-import.json", ...flags])).toMatchObject({ code: 0 });
    expect(await workspace.refresh()).toMatchObject({ code: 0 });
  },
};

function seedNeon(emulator: Emulator, name: string) {
  return emulator.stores.seed({ name, integration: "neon", metadata: { region: "iad1" } });
}

/** Options of a workspace with a copy of an example. */
export function copyOfExample(name: string, emulator: Emulator): { copyOf: string; config: Record<string, string> } {
  const config = Object.entries(settings[name]?.(emulator) ?? {}).map(([key, value]) => [`${name}:${key}`, value]);
  return { copyOf: `${folder}${name}`, config: Object.fromEntries(config) };
}
