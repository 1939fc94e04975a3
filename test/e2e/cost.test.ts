// `cost` on what the real engine prints, in a pipe as its users run it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { CostReport } from "../../provider/src/cli/cost/result.ts";
import { exhaustive } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import { createStack, type Stack } from "./support/stack.ts";

const command = fileURLToPath(new URL("../../provider/bin/pulumi-vercel-marketplace.js", import.meta.url));
const PREVIEW = "pulumi preview --json --show-sames";

interface Piped {
  code: unknown;
  report: CostReport & { version: number };
  output: string;
}

/** Runs the engine and `cost --json` in one pipe of a shell. */
async function pipe({ workspace }: Stack, engine: string, options = ""): Promise<Piped> {
  const script = `set -o pipefail; ${engine} | node ${command} cost --json ${options}`;
  const settings = { cwd: workspace.folder, env: workspace.environment };
  return await new Promise((resolve) => {
    execFile("bash", ["-c", script], settings, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, report: JSON.parse(stdout), output: `${stdout}${stderr}` });
    });
  });
}

/** Changes of the stores by the names of their resources. */
function changesIn({ stores }: CostReport): Record<string, string> {
  return Object.fromEntries(
    stores.map(({ resource, change, before, after }) => [
      resource,
      `${change}: ${[before, after].map((cost) => cost?.monthlyCents ?? cost?.plan ?? "-").join(" to ")}`,
    ]),
  );
}

const neon = (name: string, more = "") =>
  `new IntegrationStore("${name}", { integration: "neon", metadata: { region: "iad1" }, ${more} });`;
const program = (...stores: string[]) => `
  const { IntegrationStore } = require("pulumi-vercel-marketplace");
  ${stores.join("\n")}
`;
const launch = 'billingPlanId: "launch_v3", allowReplacement: true';
const usage = `new IntegrationStore("usage", { integrationConfigurationId: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
  product: "upstash-kv", billingPlanId: "paid", metadata: { primaryRegion: "iad1" } });`;
const prepaid = `new IntegrationStore("prepaid", { integration: "paid-db", billingPlanId: "prepay",
  prepaymentAmountCents: 2500, metadata: { region: "eu-west" } });`;

test("a preview that costs too much fails the pipe before anything is created", async () => {
  await using stack = await createStack({ program: program(neon("db", launch)) });
  const { code, report } = await pipe(stack, PREVIEW, "--max 18.99");
  expect(code).toBe(1);
  expect(report).toMatchObject({
    version: 1,
    source: "preview",
    stores: [{ resource: "db", name: "shop-dev-db", integration: "neon", change: "added" }],
    monthlyCents: 1900,
    differenceCents: 1900,
    isComplete: true,
    error: { code: "cost-above-maximum" },
  });
  expect(stack.emulator.journal.writes()).toEqual([]);
});

test("P27 costs of new, unchanged, replaced, read and deleted stores", exhaustive, async () => {
  const created = program(neon("free", "allowReplacement: true"), neon("db", launch), usage, prepaid);
  await using stack = await createStack({ program: created });
  const { workspace, emulator } = stack;
  const outputs: string[] = [];
  const run = async (engine: string, options?: string) => {
    const piped = await pipe(stack, engine, options);
    outputs.push(piped.output);
    return piped;
  };

  const creation = await run(PREVIEW, "--max 19");
  expect(creation).toMatchObject({ code: 0, report: { monthlyCents: 1900, prepaymentCents: 2500, isComplete: false } });
  expect(changesIn(creation.report)).toEqual({
    db: "added: - to 1900",
    free: "added: - to 0",
    prepaid: "added: - to 0",
    usage: "added: - to Pay as you go",
  });
  expect(creation.output).toContain("[cost-not-known]");
  expect(await run(PREVIEW, "--max 19 --strict")).toMatchObject({
    code: 1,
    report: { error: { code: "cost-not-known" } },
  });

  expect((await workspace.up()).code).toBe(0);
  const state = await run("pulumi stack export");
  expect(state).toMatchObject({ code: 0, report: { source: "stack", monthlyCents: 1900, isComplete: false } });
  expect(state.report.stores).toHaveLength(4);

  const db = emulator.stores.list().find(({ name }) => name === "shop-dev-db");
  const read = `IntegrationStore.get("read", "${db?.id}");`;
  await workspace.writeProgram(
    program(neon("free", launch), neon("db", `${launch}, timeouts: { create: 700 }`), prepaid, read),
  );
  const changes = {
    db: "none: 1900 to 1900",
    free: "replaced: 0 to 1900",
    prepaid: "none: 0 to 0",
    usage: "removed: Pay as you go to -",
  };
  const change = await run(PREVIEW, "--max 38");
  expect(changesIn(change.report)).toEqual(changes);
  expect(change).toMatchObject({ code: 0, report: { monthlyCents: 3800, isComplete: true, unlisted: 0 } });
  const refreshed = await run(`${PREVIEW} --refresh`);
  expect(changesIn(refreshed.report)).toEqual(changes);
  expect(refreshed).toMatchObject({ code: 0, report: { monthlyCents: 3800, isComplete: true, unlisted: 0 } });
  const incomplete = await run("pulumi preview --json");
  expect(incomplete).toMatchObject({ code: 0, report: { monthlyCents: 3800, isComplete: false, unlisted: 1 } });

  const removal = await run("pulumi destroy --preview-only --json");
  expect(removal).toMatchObject({ code: 0, report: { monthlyCents: 0, isComplete: true } });
  expect(Object.values(changesIn(removal.report)).every((text) => text.startsWith("removed"))).toBe(true);
  await expectNoCanaries(stack, outputs);
});

test("a plan that was changed at Vercel counts once a refresh has seen it", exhaustive, async () => {
  await using stack = await createStack({ program: program(neon("db")) });
  const { emulator, workspace } = stack;
  expect((await workspace.up()).code).toBe(0);
  const [db] = emulator.stores.list();
  const billingPlan = emulator.state.product("neon", "neon").plans.find(({ id }) => id === "launch_v3");
  emulator.stores.edit(String(db?.id), billingPlan === undefined ? {} : { billingPlan });
  const before = await pipe(stack, PREVIEW);
  expect(before.report).toMatchObject({ monthlyCents: 0, differenceCents: 0 });
  const refreshed = await pipe(stack, `${PREVIEW} --refresh`);
  expect(changesIn(refreshed.report)).toEqual({ db: "changed: 0 to 1900" });
  expect(refreshed.report).toMatchObject({ monthlyCents: 1900, differenceCents: 1900, isComplete: true });

  expect((await workspace.refresh()).code).toBe(0);
  expect((await pipe(stack, "pulumi stack export")).report).toMatchObject({ monthlyCents: 1900 });
  await workspace.writeProgram(program(neon("db", "timeouts: { create: 700 }")));
  expect((await pipe(stack, PREVIEW)).report).toMatchObject({
    monthlyCents: 1900,
    differenceCents: 0,
    isComplete: true,
  });
});

test("the plan of an installation counts once", exhaustive, async () => {
  await using stack = await createStack({ program: "" });
  const { emulator, workspace } = stack;
  emulator.state.editPlan("neon", "neon", "launch_v3", { scope: "installation" });
  await workspace.writeProgram(program(neon("a", launch), neon("b", launch)));
  expect((await pipe(stack, PREVIEW)).report).toMatchObject({ monthlyCents: 1900, differenceCents: 1900 });
});

test.each([
  ["that failed", 'new (require("pulumi-vercel-marketplace").IntegrationStore)("db", { integration: "neonn" });'],
  ["of a program that throws", 'throw new Error("canary");'],
])("a preview %s has no costs", exhaustive, async (_what, text) => {
  await using stack = await createStack({ program: text });
  const { code, report } = await pipe(stack, PREVIEW, "--max 50");
  expect(code).not.toBe(0);
  expect(report).toMatchObject({ error: { code: "cost-preview-failed" } });
  expect(report).not.toHaveProperty("stores");
});

test("events of a streaming preview, and a stack that does not exist, have no costs", exhaustive, async () => {
  await using stack = await createStack({ program: program(neon("db")) });
  for (const engine of [
    `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true ${PREVIEW}`,
    "pulumi stack export --stack missing",
    "pulumi preview --json --no-such-option",
  ]) {
    const { code, report } = await pipe(stack, engine);
    expect(code).toBe(1);
    expect(report).toMatchObject({ error: { code: "cost-input-invalid" } });
  }
  expect(await pipe(stack, "pulumi stack export")).toMatchObject({ code: 0, report: { stores: [], monthlyCents: 0 } });
  await stack.workspace.writeProgram("");
  expect(await pipe(stack, PREVIEW, "--max 0 --strict")).toMatchObject({ code: 0, report: { stores: [] } });
});
