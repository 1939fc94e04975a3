// Stores that become available late or never: the next run continues to poll, and they can always be destroyed.
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { expectMessage } from "./support/messages.ts";
import { CREATE_ROUTE, createStack, STORE_TYPE } from "./support/stack.ts";

test("P12 an initializing store is polled until it is available", exhaustive, async () => {
  await using stack = await createStack({
    behaviour: { provisioning: { status: "initializing", reads: 3, end: "available" } },
  });
  const { emulator, workspace } = stack;

  expect((await workspace.up()).code).toBe(0);

  expect((await workspace.outputs()).status).toBe("available");
  expect(emulator.journal.count("GET", "/v1/storage/stores/:id")).toBeGreaterThanOrEqual(3);
  expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(1);
});

const slow = {
  program: `
    const { IntegrationStore } = require("pulumi-vercel-marketplace");
    const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" }, timeouts: { create: 0.5 } });
    exports.url = db.secrets.apply((secrets) => secrets.DATABASE_URL);
  `,
  behaviour: { provisioning: { status: "initializing", reads: 1_000_000, end: "available" } },
} as const;

const resumptions = [
  { what: "the next up", refresh: false },
  { what: "an up after a refresh", refresh: true, always: true },
] as const;

testMatrix(
  "P13 P14 P28 a store that is not ready in time stays in the state; $what continues without a POST, and its values are secret",
  resumptions,
  async ({ refresh }) => {
    await using stack = await createStack(slow);
    const { emulator, workspace } = stack;

    const first = await workspace.up();
    const [store] = emulator.stores.list();
    expect(first.code).not.toBe(0);
    expectMessage(first.output, "store-not-ready", `shop-dev-db (${store?.id})`, "initializing", "`pulumi up`");
    expect((await workspace.resources(STORE_TYPE))[0]?.id).toBe(store?.id);

    // A refresh removes the engine's record of the failed initialization.
    if (refresh) expect((await workspace.refresh()).code).toBe(0);
    emulator.stores.edit(String(store?.id), { status: "available" });
    const second = await workspace.up();

    expect(second.code).toBe(0);
    expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(1);
    expect((await workspace.resources(STORE_TYPE))[0]?.outputs?.status).toBe("available");
    expect(await workspace.outputs()).toMatchObject({ url: "[secret]" });
    const values = emulator.stores.secretValues(String(store?.id));
    expect((await workspace.outputs({ showSecrets: true })).url).toBe(values.DATABASE_URL);
    const bytes = await workspace.stateBytes();
    for (const value of Object.values(values)) expect(bytes.includes(value)).toBe(false);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P13 P41 a store that never became available can be destroyed", async () => {
  await using stack = await createStack(slow);
  const { emulator, workspace } = stack;
  await workspace.up();

  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

test("P12 P41 a store whose status becomes error fails at once, stays in the state, and can be replaced without allowReplacement", async () => {
  await using stack = await createStack({
    behaviour: { provisioning: { status: "initializing", reads: 1, end: "error" } },
  });
  const { emulator, workspace } = stack;

  const failed = await workspace.up();
  expect(failed.code).not.toBe(0);
  const [broken] = await workspace.resources(STORE_TYPE);
  expectMessage(failed.output, "store-failed", `shop-dev-db (${broken?.id})`, "(error)");

  emulator.configure({ provisioning: null });
  await workspace.writeProgram(`
    const { IntegrationStore } = require("pulumi-vercel-marketplace");
    exports.id = new IntegrationStore("db", { integration: "neon", metadata: { region: "fra1" } }).id;
  `);
  const up = await workspace.up();

  expect(up.code).toBe(0);
  expect(emulator.stores.list()).toHaveLength(1);
  expect((await workspace.outputs()).id).not.toBe(broken?.id);
});

test("P12 P50 in a pipe a long wait is one line for each message, without control characters", exhaustive, async () => {
  const program = slow.program.replace("create: 0.5", "create: 4");
  await using stack = await createStack({ ...slow, program, timings: { progressSeconds: 1 } });

  const { stdout, stderr } = await stack.workspace.up();

  const lines = stdout.split("\n").filter((line) => line.includes("waiting for"));
  for (const [at, seconds] of [1, 2].entries()) {
    expect(lines[at]).toMatch(new RegExp(` shop-dev-db: waiting for Neon \\(initializing, ${seconds} s of 4 s\\)$`));
  }
  expect(lines.length).toBeLessThanOrEqual(3);
  const isControl = (byte: number) => (byte < 0x20 && byte !== 0x0a && byte !== 0x09) || byte === 0x7f;
  expect([...Buffer.from(stdout + stderr)].filter(isControl)).toEqual([]);
});
