// A few schedules of faults on the real engine: runs that go wrong, then a clean one that adopts where it is asked to.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "./support/matrix.ts";
import { createStack, STORE_TYPE, type Stack } from "./support/stack.ts";

const CREATE = "POST /v1/storage/stores/integration/direct";
const BY_ID = "GET /v1/storage/stores/:id";
const LIST = "GET /v1/storage/stores";

const names = ["orders", "users", "cache"];

/** Three stores, which the engine creates at the same time. */
function programOf(adopted: Readonly<Record<string, string>>): string {
  const stores = names.map((name) => {
    const adopt = adopted[name] === undefined ? "" : `, adopt: "${adopted[name]}"`;
    return `new IntegrationStore("${name}", {
      integration: "neon", name: "${name}", metadata: { region: "iad1" }, timeouts: { create: 3 }${adopt} });`;
  });
  return `const { IntegrationStore } = require("pulumi-vercel-marketplace");\n${stores.join("\n")}`;
}

interface FaultyRun {
  command: "up" | "refresh" | "destroy";
  faults: FaultGiven[];
}

interface Schedule {
  what: string;
  always?: true;
  runs: FaultyRun[];
}

const schedules: Schedule[] = [
  {
    what: "answers that are lost, a list that fails, and a server that refuses what it has done",
    always: true,
    runs: [
      {
        command: "up",
        faults: [
          { route: CREATE, at: "after-commit", kind: "reset" },
          { route: CREATE, at: "after-commit", kind: "null-store" },
          { route: CREATE, at: "after-commit", kind: "status", status: 403 },
          { route: LIST, at: "before-commit", kind: "status", status: 503, skip: 1, times: 2 },
        ],
      },
    ],
  },
  {
    what: "rate limits in every form, and stores that are not found for a while",
    runs: [
      {
        command: "up",
        faults: [
          { route: CREATE, at: "before-commit", kind: "status", status: 429, retryAfter: "0.2", times: 2 },
          { route: "*", at: "before-commit", kind: "status", status: 429, retryAfter: "-3", skip: 5 },
          { route: BY_ID, at: "before-commit", kind: "status", status: 404, times: 3 },
          { route: `${BY_ID}/secrets`, at: "before-commit", kind: "status", status: 500, times: 12 },
        ],
      },
      { command: "refresh", faults: [{ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: 2 }] },
    ],
  },
  {
    what: "nothing but lost requests, then deletions without an answer",
    runs: [
      { command: "up", faults: [{ route: CREATE, at: "before-commit", kind: "truncated", times: 3 }] },
      { command: "up", faults: [{ route: CREATE, at: "after-commit", kind: "not-json", times: 3 }] },
      {
        command: "destroy",
        faults: [
          { route: "DELETE /v1/storage/stores/integration/:id", at: "after-commit", kind: "reset" },
          { route: "DELETE /v1/storage/stores/integration/:id", at: "before-commit", kind: "status", status: 502 },
        ],
      },
    ],
  },
];

testMatrix("P39 $what: in the end the state holds the stores there are", schedules, async ({ runs }) => {
  await using stack = await createStack({
    program: programOf({}),
    behaviour: { provisioning: { status: "initializing", reads: 2, end: "available" } },
  });
  const { emulator, workspace } = stack;
  for (const { command, faults } of runs) {
    for (const fault of faults) emulator.faults.add(fault);
    await workspace[command]();
    emulator.faults.clear();
    await noStoreTwice(stack);
  }

  await upUntilWell(stack);

  const made = emulator.stores.list().map(({ id }) => id);
  const held = (await workspace.resources(STORE_TYPE)).map(({ id, initErrors }) => ({ id, errors: initErrors ?? [] }));
  expect(held.sort(byId)).toEqual(made.map((id) => ({ id, errors: [] })).sort(byId));
  expect(made).toHaveLength(names.length);
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

const ordersAs = (resource: string, more: string, options = "{}") => `
  const { IntegrationStore } = require("pulumi-vercel-marketplace");
  new IntegrationStore("${resource}", { integration: "neon", name: "orders", metadata: { region: "iad1" }, ${more} }, ${options});
`;

test("P39 a resource that gets another logical name, and adopts its store as the message says, keeps it", async () => {
  await using stack = await createStack({ program: ordersAs("orders", "") });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();

  await workspace.writeProgram(ordersAs("purchases", ""));
  expect((await workspace.up()).output).toContain(`set adopt: "${store?.id}"`);
  await workspace.writeProgram(ordersAs("purchases", `adopt: "${store?.id}"`));
  const { code, output } = await workspace.up();

  expect(code).toBe(0);
  expect(output).toContain(`orders (${store?.id}) was not deleted: another resource of the program has it now.`);
  expect(emulator.stores.list().map(({ id }) => id)).toEqual([store?.id]);
  expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual([store?.id]);
});

test("P39 a replacement that the engine decides on its own still deletes the store", exhaustive, async () => {
  const options = '{ replaceOnChanges: ["forceDestroy"] }';
  await using stack = await createStack({ program: ordersAs("orders", "forceDestroy: false", options) });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [old] = emulator.stores.list();

  await workspace.writeProgram(ordersAs("orders", "forceDestroy: true", options));
  expect((await workspace.up()).code).toBe(0);

  const [store] = emulator.stores.list();
  expect(emulator.stores.list()).toHaveLength(1);
  expect(store?.id).not.toBe(old?.id);
  expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual([store?.id]);
});

/** What a person does: runs again, and adopts what a message names. */
async function upUntilWell(stack: Stack): Promise<void> {
  const { workspace } = stack;
  await workspace.refresh();
  const adopted: Record<string, string> = {};
  for (let round = 0; ; round += 1) {
    const { code, output } = await workspace.up();
    if (code === 0) return;
    if (round > names.length) throw new Error(`The messages lead nowhere:\n${output}`);
    for (const [, name = "", id = ""] of output.matchAll(
      /A store named (\w+) already exists in .*? set adopt: "(\w+)"/gs,
    )) {
      adopted[name] = id;
    }
    await workspace.writeProgram(programOf(adopted));
  }
}

async function noStoreTwice({ emulator }: Stack): Promise<void> {
  const there = emulator.stores.list().map(({ name }) => name);
  expect(there).toEqual([...new Set(there)]);
}

function byId(a: { id?: string | undefined }, b: { id?: string | undefined }): number {
  return String(a.id).localeCompare(String(b.id));
}
