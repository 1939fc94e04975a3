// The examples, and what a user would set before running one of them.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Emulator } from "vercel-marketplace-emulator";

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
};

/** Options of a workspace with a copy of an example. */
export function copyOfExample(name: string, emulator: Emulator): { copyOf: string; config: Record<string, string> } {
  const config = Object.entries(settings[name]?.(emulator) ?? {}).map(([key, value]) => [`${name}:${key}`, value]);
  return { copyOf: `${folder}${name}`, config: Object.fromEntries(config) };
}
