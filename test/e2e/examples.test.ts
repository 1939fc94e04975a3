// Every example can be created and destroyed, and so can the workspace's own root, which runs the quickstart.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { createWorkspace, type WorkspaceOptions } from "./support/workspace.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const examples = readdirSync(`${root}examples`);

/** What a user would set before running it. */
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
};

interface Life {
  /** Ends after the first `up`. */
  upOnly?: boolean;
}

async function runs(options: (emulator: Emulator) => WorkspaceOptions, { upOnly = false }: Life = {}): Promise<void> {
  await using emulator = await startEmulator();
  await using workspace = await createWorkspace({
    ...options(emulator),
    // The examples' types are checked by `npm run check`.
    environment: { ...emulator.environment(), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  const up = await workspace.up();
  expect(up.code, up.output).toBe(0);
  expect(emulator.stores.list().length).toBeGreaterThan(0);
  if (upOnly) return;
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  const destroy = await workspace.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
}

const copyOf = (name: string) => (emulator: Emulator) => {
  const config = Object.entries(settings[name]?.(emulator) ?? {}).map(([key, value]) => [`${name}:${key}`, value]);
  return { copyOf: `${root}examples/${name}`, config: Object.fromEntries(config) };
};

test.each(examples)("examples/%s goes up", async (name) => {
  await runs(copyOf(name), { upOnly: true });
});

test.each(examples)("examples/%s goes up, stays as it is, and comes down", exhaustive, async (name) => {
  await runs(copyOf(name));
});

test("`pulumi up` at the root runs the quickstart", exhaustive, async () => {
  const quickstart = ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts"].map((file) => {
    const path = `examples/quickstart/${file}`;
    return [path, readFileSync(`${root}${path}`, "utf8")];
  });
  await runs(() => ({
    files: { ...Object.fromEntries(quickstart), "Pulumi.yaml": readFileSync(`${root}Pulumi.yaml`, "utf8") },
  }));
});
