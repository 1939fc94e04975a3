// Schedules of faults on the real engine: runs that fail, then runs without faults that adopt the stores that exist.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { existingStores, expectMessage } from "./support/messages.ts";
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
    what: "lost responses, a list that fails, and a 403 after the commit",
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
    what: "rate limits with several Retry-After values, and stores that are not found for a while",
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
    what: "lost requests, then deletions without a response",
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

testMatrix("P39 $what: in the end the state has exactly the stores that exist", schedules, async ({ runs }) => {
  await using stack = await createStack({
    program: programOf({}),
    behaviour: { provisioning: { status: "initializing", reads: 2, end: "available" } },
  });
  const { emulator, workspace } = stack;
  for (const { command, faults } of runs) {
    for (const fault of faults) emulator.faults.add(fault);
    await workspace[command]();
    emulator.faults.clear();
    expectNamesOnce(stack);
  }

  await upUntilSuccess(stack);

  const existing = emulator.stores.list().map(({ id }) => id);
  const inState = (await workspace.resources(STORE_TYPE)).map(({ id, initErrors }) => ({
    id,
    errors: initErrors ?? [],
  }));
  expect(inState.sort(byId)).toEqual(existing.map((id) => ({ id, errors: [] })).sort(byId));
  expect(existing).toHaveLength(names.length);
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

const ordersAs = (resource: string, more: string, options = "{}") => `
  const { IntegrationStore } = require("pulumi-vercel-marketplace");
  new IntegrationStore("${resource}", { integration: "neon", name: "orders", metadata: { region: "iad1" }, ${more} }, ${options});
`;

test("P39 P46 a resource that is renamed without an alias, and adopts its store, keeps it", async () => {
  await using stack = await createStack({ program: ordersAs("orders", "") });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();

  await workspace.writeProgram(ordersAs("purchases", ""));
  expectMessage((await workspace.up()).output, "store-exists", "orders", `adopt: "${store?.id}"`);
  await workspace.writeProgram(ordersAs("purchases", `adopt: "${store?.id}"`));
  const { code, output } = await workspace.up();

  expect(code).toBe(0);
  // Information has no code.
  expect(output).toContain(`orders (${store?.id}) was not deleted`);
  expect(emulator.stores.list().map(({ id }) => id)).toEqual([store?.id]);
  expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual([store?.id]);
});

test("P39 a replacement that a resource option causes deletes the store", exhaustive, async () => {
  const options = '{ replaceOnChanges: ["forceDestroy"] }';
  await using stack = await createStack({
    program: ordersAs("orders", "allowReplacement: true, forceDestroy: false", options),
  });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [old] = emulator.stores.list();

  await workspace.writeProgram(ordersAs("orders", "allowReplacement: true, forceDestroy: true", options));
  expect((await workspace.up()).code).toBe(0);

  const [store] = emulator.stores.list();
  expect(emulator.stores.list()).toHaveLength(1);
  expect(store?.id).not.toBe(old?.id);
  expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual([store?.id]);
});

/** What a user does: runs again, and adopts the stores that exist. */
async function upUntilSuccess(stack: Stack): Promise<void> {
  const { emulator, workspace } = stack;
  await workspace.refresh();
  const adopted: Record<string, string> = {};
  for (let round = 0; ; round += 1) {
    const { code, output } = await workspace.up();
    if (code === 0) return;
    if (round > names.length)
      throw new Error(`The runs do not end although the existing stores are adopted:\n${output}`);
    for (const id of existingStores(output)) {
      const name = String(emulator.stores.list().find((store) => store.id === id)?.name);
      expectMessage(output, "store-exists", name, id);
      adopted[name] = id;
    }
    await workspace.writeProgram(programOf(adopted));
  }
}

function expectNamesOnce({ emulator }: Stack): void {
  const existing = emulator.stores.list().map(({ name }) => name);
  expect(existing).toEqual([...new Set(existing)]);
}

function byId(a: { id?: string | undefined }, b: { id?: string | undefined }): number {
  return String(a.id).localeCompare(String(b.id));
}
