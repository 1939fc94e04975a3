// Which of two resources has a store: by the token in the state, whatever run was interrupted in between.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreState } from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  checked,
  createStore,
  emulate,
  failureOf,
  neon,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

interface Resource {
  id: string;
  state: StoreState;
}

const withoutToken = ({ ownerToken: _, ...state }: StoreState): StoreState => state;

/** Check and diff of a resource that the program leaves as it is. */
async function declare(run: ProcessContext, { id, state }: Resource, args = argumentsOf(state)) {
  await integrationStore.diff(run, id, state, await checked(run, args, state));
}

function argumentsOf({ adopt }: StoreState) {
  return adopt === undefined ? neon : { ...neon, adopt };
}

async function refreshed(emulator: Emulator, { id, state }: Resource): Promise<Resource> {
  const read = await integrationStore.read(processOf(emulator), id, state);
  return { id, state: read?.state ?? {} };
}

async function updated(emulator: Emulator, { id, state }: Resource): Promise<Resource> {
  const run = processOf(emulator);
  const inputs = await checked(run, { ...argumentsOf(state), forceDestroy: true }, state);
  await integrationStore.diff(run, id, state, inputs);
  return { id, state: await integrationStore.update(run, id, state, inputs) };
}

/** How the old resource of a rename came by its store. */
const beginnings = [
  { what: "created", begin: (emulator: Emulator) => createStore(processOf(emulator)) },
  {
    what: "adopted",
    begin: async (emulator: Emulator) => {
      const { id } = emulator.stores.seed({ ...neon, billingPlanId: "free_v3" });
      return createStore(processOf(emulator), { ...neon, adopt: id });
    },
  },
];

/** What happens to the new resource after the run that renamed it was interrupted. */
const interludes = [
  { later: "nothing else happens", change: async (_: Emulator, resource: Resource) => resource },
  { later: "it is refreshed", change: refreshed },
  { later: "it is updated", change: updated },
];

const renames = beginnings.flatMap((one) => interludes.map((other) => ({ ...one, ...other })));

describe("P46 a rename without alias whose run was interrupted", () => {
  test.each(renames)("deletes no store if the old resource had $what it, and $later", async ({ begin, change }) => {
    await using emulator = await emulate();
    const old = await begin(emulator);
    const adopted = await createStore(processOf(emulator), { ...neon, adopt: old.id });
    const renamed = await change(emulator, adopted);

    const run = processOf(emulator);
    const args = renamed.state.forceDestroy ? { ...argumentsOf(renamed.state), forceDestroy: true } : undefined;
    await declare(run, renamed, args);
    await integrationStore.delete(run, old.id, old.state);

    expect(emulator.stores.get(old.id)).toMatchObject({ id: old.id });
    // Afterwards the new resource is the only one.
    await integrationStore.delete(processOf(emulator), renamed.id, renamed.state);
    expect(emulator.stores.list()).toEqual([]);
  });

  test.each([
    { what: "the old one", tokens: [false, true] },
    { what: "the new one", tokens: [true, false] },
    { what: "neither", tokens: [false, false] },
  ])("deletes no store if a state has no token: $what", async ({ tokens: [old, renamed] }) => {
    await using emulator = await emulate();
    const first = await createStore(processOf(emulator));
    const second = await createStore(processOf(emulator), { ...neon, adopt: first.id });
    const state = (resource: Resource, has = false) => (has ? resource.state : withoutToken(resource.state));

    const run = processOf(emulator);
    await declare(run, { id: second.id, state: state(second, renamed) });
    const failure = await failureOf(integrationStore.delete(run, first.id, state(first, old)));

    expect(failure.code).toBe("store-may-have-owner");
    expect(emulator.stores.list()).toHaveLength(1);
    // A run that keeps neither, such as destroy, deletes the store.
    await integrationStore.delete(processOf(emulator), first.id, state(first, old));
    expect(emulator.stores.list()).toEqual([]);
  });

  test("a destroy of both resources deletes the store once", async () => {
    await using emulator = await emulate();
    const old = await createStore(processOf(emulator));
    const renamed = await createStore(processOf(emulator), { ...neon, adopt: old.id });
    emulator.journal.clear();

    const run = processOf(emulator);
    await integrationStore.delete(run, old.id, old.state);
    await integrationStore.delete(run, renamed.id, renamed.state);

    expect(emulator.stores.list()).toEqual([]);
    expect(emulator.journal.writes()).toHaveLength(1);
  });
});

describe("P46 a resource that is declared twice with one adopt", () => {
  test("is rejected for the second one, whichever comes first", async () => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ ...neon, billingPlanId: "free_v3" });
    const args = { ...neon, adopt: id };
    const first = await createStore(processOf(emulator), args);

    const after = processOf(emulator);
    await declare(after, first);
    expect(await failureOf(checked(after, args))).toMatchObject({ code: "adopt-owned" });

    const before = processOf(emulator);
    const inputs = await checked(before, args);
    await declare(before, first);
    expect(await failureOf(integrationStore.create(before, inputs))).toMatchObject({ code: "adopt-owned" });
  });

  test("is not deleted with the copy that adopted it before the diff of the first one", async () => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ ...neon, billingPlanId: "free_v3" });
    const args = { ...neon, adopt: id };
    const first = await createStore(processOf(emulator), args);
    const parallel = processOf(emulator);
    const copy = await createStore(parallel, args);
    await declare(parallel, first);

    const run = processOf(emulator);
    await declare(run, first);
    await integrationStore.delete(run, copy.id, copy.state);

    expect(emulator.stores.get(id)).toMatchObject({ id });
  });
});

describe("the owner's token of a state", () => {
  test("P46 is made by create and adopt, and is another one for each resource and each replacement", async () => {
    await using emulator = await emulate();
    const created = await createStore(processOf(emulator));
    const adopted = await createStore(processOf(emulator), { ...neon, adopt: created.id });
    const run = processOf(emulator);
    await integrationStore.delete(run, created.id, created.state);
    const replaced = await createStore(run);

    const tokens = [created, adopted, replaced].map(({ state }) => state.ownerToken);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{8}$/);
  });

  test("P46 is kept by read, update and an init failure", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing" } });
    const args = { ...neon, timeouts: { create: 0.1 } };
    const failure = await failureOf(createStore(processOf(emulator), args));
    if (!(failure instanceof PartialStateError)) throw failure;
    const { id } = failure;
    const state = failure.state() as StoreState;
    const token = state.ownerToken;
    expect(token).toMatch(/^[\w-]{8}$/);

    const again = await failureOf(integrationStore.update(processOf(emulator), id, state, state));
    if (!(again instanceof PartialStateError)) throw again;
    expect(again.state()).toMatchObject({ ownerToken: token });
    emulator.stores.edit(id, { status: "available" });
    const finished = await integrationStore.update(processOf(emulator), id, state, state);
    expect(finished.ownerToken).toBe(token);
    expect((await refreshed(emulator, { id, state: finished })).state.ownerToken).toBe(token);
  });

  test("P46 P1 is added to a state without one by a refresh or an update, which is no change", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const old = { id, state: withoutToken(state) };

    for (const next of [await refreshed(emulator, old), await updated(emulator, old)]) {
      expect(next.state.ownerToken).toMatch(/^[\w-]{8}$/);
    }
    const read = await refreshed(emulator, old);
    const run = processOf(emulator);
    expect(await integrationStore.diff(run, id, read.state, await checked(run, neon, old.state))).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("P46 P18 is not made by get, which owns nothing", async () => {
    await using emulator = await emulate();
    const { id } = await createStore(processOf(emulator));

    const read = await integrationStore.read(processOf(emulator), id, undefined);

    expect(read?.state).not.toHaveProperty("ownerToken");
  });
});

test.each([401, 403, 500])("P46 P16 a store that cannot be read (%i) is not deleted by a rename", async (status) => {
  await using emulator = await emulate();
  const old = await createStore(processOf(emulator));
  const renamed = await createStore(processOf(emulator), { ...neon, adopt: old.id });
  emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: ALWAYS });

  const run = processOf(emulator, { timings: { requestSeconds: 0.3 } });
  await declare(run, renamed);
  await integrationStore.delete(run, old.id, old.state);

  expect(emulator.stores.list()).toHaveLength(1);
});
