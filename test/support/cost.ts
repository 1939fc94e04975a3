// Documents as the engine prints them (`pulumi preview --json`, `pulumi stack export`), reduced to what `cost` reads, and
// the command itself. test/e2e/cost.test.ts runs the command on what the real engine prints.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../provider/bin/pulumi-vercel-marketplace.js", import.meta.url));

export const plans = {
  free: { id: "free_v3", name: "Free", type: "subscription", cost: "" },
  launch: { id: "launch_v3", name: "Launch", type: "subscription", cost: "$19.00/month" },
  scale: { id: "scale_v1", name: "Scale", type: "subscription", cost: "$69.00/month" },
  usage: { id: "paid", name: "Pay as you go", type: "subscription", cost: "$0.20 per 100K commands" },
  prepaid: { id: "prepay", name: "Prepaid", type: "prepayment", cost: "from $10" },
  shared: { id: "team_pro", name: "Pro", type: "subscription", cost: "$25.00/month", scope: "installation" },
};

type Properties = Record<string, unknown>;

/** A store in a state or a step. `more` replaces members of the resource. */
export function store(name: string, billingPlan: unknown, more: Properties = {}): Properties {
  const properties = {
    name: `shop-dev-${name}`,
    integrationConfigurationId: "icfg_1",
    integrationSlug: "neon",
    productSlug: "neon",
    billingPlan,
  };
  return {
    urn: `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/vercel:IntegrationStore::${name}`,
    type: "pulumi-nodejs:dynamic/vercel:IntegrationStore",
    id: `ir_${name}`,
    inputs: properties,
    outputs: properties,
    ...more,
  };
}

/** As a preview shows a store that will be: without id and outputs. */
export function planned(name: string, billingPlan: unknown, more: Properties = {}): Properties {
  return store(name, billingPlan, { id: undefined, outputs: undefined, ...more });
}

export function step(op: string, oldState: Properties | undefined, newState: Properties | undefined): Properties {
  return { op, urn: (newState ?? oldState)?.urn, oldState, newState, detailedDiff: null };
}

export function preview(steps: readonly Properties[], more: Properties = {}): string {
  const same = steps.filter(({ op }) => op === "same").length;
  return JSON.stringify({ steps, duration: 1_000_000, changeSummary: { same }, ...more }, undefined, 4);
}

export function exported(resources: readonly Properties[]): string {
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }, undefined, 4);
}

export interface CostRun {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs `cost` with nothing in its environment. */
export function runCost(args: readonly string[], input = ""): Promise<CostRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, "cost", ...args], { env: {} });
    const run = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        run[stream] += text;
      });
    }
    // A command that fails at once does not read its input.
    child.stdin.on("error", () => undefined).end(input);
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...run, code }));
  });
}
