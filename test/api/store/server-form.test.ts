// What the server makes of a creation: values in a form of its own, other names, keys that it adds, answers that come late.
import type { BehaviourChange } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import type { Clock } from "../../../provider/src/vercel/clock.ts";
import {
  ALWAYS,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";

type Arguments = StoreInputs & Record<string, unknown>;

const settings: Arguments = {
  ...neon,
  name: "Shop-DB",
  metadata: { region: "iad1", size: 4, tags: ["web", "jobs"] },
};

const forms: { what: string; behaviour: BehaviourChange }[] = [
  { what: "lists in another order", behaviour: { normaliseValues: ["reorder"] } },
  { what: "strings trimmed", behaviour: { normaliseValues: ["trim"] } },
  { what: "strings in small letters", behaviour: { normaliseValues: ["lower-case"] } },
  { what: "numbers as strings", behaviour: { normaliseValues: ["numbers-as-strings"] } },
  { what: "the name in small letters", behaviour: { normaliseNames: "lower-case" } },
  { what: "further keys", behaviour: { normaliseMetadata: true } },
  {
    what: "all of it",
    behaviour: {
      normaliseValues: ["reorder", "trim", "lower-case", "numbers-as-strings"],
      normaliseNames: "lower-case",
      normaliseMetadata: true,
    },
  },
];

describe.each(forms)("P3 a server that returns $what", ({ behaviour }) => {
  const args = { ...settings, metadata: { region: "iad1", size: 4, tags: ["web", "jobs"], auth: true } };

  test("shows no change of an unchanged program, nor in a refresh, nor in an up after it", async () => {
    await using emulator = await emulate(behaviour);
    const first = processOf(emulator);
    const inputs = await checked(first, args);
    const { id, state } = await integrationStore.create(first, inputs);
    expect(state).toMatchObject({ name: args.name, metadata: args.metadata });

    const refresh = processOf(emulator);
    const read = await integrationStore.read(refresh, id, state);
    expect(read?.state).toEqual(state);
    const unchanged = { changes: false, replaces: [] };
    expect(await integrationStore.diff(refresh, id, state, read?.inputs ?? {})).toEqual(unchanged);
    const run = processOf(emulator);
    const again = await checked(run, args, read?.inputs);
    expect(await integrationStore.diff(run, id, read?.state ?? {}, again)).toEqual(unchanged);
  });

  test("P17 still shows what is changed later, and back again", async () => {
    await using emulator = await emulate(behaviour);
    const { id, state } = await createStore(processOf(emulator), args);
    const before = emulator.stores.get(id)?.metadata ?? {};
    emulator.stores.edit(id, { metadata: { ...before, region: "fra1" } });

    const drifted = await integrationStore.read(processOf(emulator), id, state);
    expect(drifted?.state.metadata).toEqual({ ...args.metadata, region: "fra1" });
    emulator.stores.edit(id, { metadata: before });
    const repaired = await integrationStore.read(processOf(emulator), id, state);
    expect(repaired?.state).toEqual(state);
  });

  test("P10 P18 lets the store be adopted by the program that created it", async () => {
    await using emulator = await emulate(behaviour);
    const { id, state } = await createStore(processOf(emulator), args);
    // Names are compared as they are: the program says the store's.
    const name = String(emulator.stores.get(id)?.name);

    const run = processOf(emulator);
    const adopted = await createStore(run, { ...args, name, adopt: id });
    const next = processOf(emulator);
    const read = await integrationStore.read(next, id, adopted.state);
    expect(read?.state).toEqual(adopted.state);
    expect(adopted.state.secrets).toEqual(state.secrets);
    const inputs = await checked(next, { ...args, name, adopt: id }, read?.inputs);
    expect(await integrationStore.diff(next, id, adopted.state, inputs)).toEqual({ changes: false, replaces: [] });
  });
});

describe("P7 a response with a new id", () => {
  test.each([undefined, "order-17"])(
    "and another name is this creation's store, with externalId %s",
    async (externalId) => {
      await using emulator = await emulate({ normaliseNames: "lower-case" });
      const args = { ...settings, ...(externalId === undefined ? {} : { externalId }) };
      const context = processOf(emulator);

      const { id, state } = await createStore(context, args);

      expect(emulator.stores.list()).toMatchObject([{ id, name: "shop-db" }]);
      expect(state).toMatchObject({ name: "Shop-DB", status: "available" });
      const run = processOf(emulator);
      expect(await integrationStore.diff(run, id, state, await checked(run, args, state))).toEqual({
        changes: false,
        replaces: [],
      });
    },
  );

  test.each([
    { what: "another one", name: "something-else" },
    { what: "none", name: undefined },
  ])("is kept whatever name it has, with one POST: $what", async ({ name }) => {
    await using emulator = await emulate(name === undefined ? { omittedFields: ["name"] } : { storeFields: { name } });
    const context = processOf(emulator);

    const { id } = await createStore(context);

    expect(emulator.stores.list()).toMatchObject([{ id }]);
    expect(context.said.warning).toHaveLength(name === undefined ? 0 : 1);
    expect(count(emulator, CREATE)).toBe(1);
  });

  test.each([-5_000, 5_000, -3_600_000])(
    "is this creation's if the local clock moves by %i ms meanwhile",
    async (step) => {
      await using emulator = await emulate();
      const clock = new SteppingClock();
      const context = processOf(emulator, { clock });
      const held = emulator.barriers.hold({ route: CREATE, at: "after-commit" });
      const creating = createStore(context, { ...neon, externalId: "order-17" });
      await held.reached();
      clock.offsetMs = step;
      held.release();

      const { id, state } = await creating;

      expect(emulator.stores.list()).toMatchObject([{ id }]);
      expect(state).not.toHaveProperty("doubtful");
    },
  );

  test("P9 and another name is doubtful with an externalId, if the server may have matched it", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    const context = processOf(emulator);
    await createStore(context, { ...neon, name: "first" });
    // Created after this process has listed.
    const other = emulator.stores.seed({ name: "elsewhere", integration: "neon", externalId: "order-17" });

    const failure = await failureOf(createStore(context, { ...neon, externalId: "order-17" }));

    if (!(failure instanceof PartialStateError)) throw failure;
    expect(failure).toMatchObject({ code: "store-doubtful", id: other.id });
    const deleting = integrationStore.delete(processOf(emulator), other.id, failure.state() as never);
    expect((await failureOf(deleting)).code).toBe("store-doubtful");
    expect(emulator.stores.get(other.id)).toMatchObject({ id: other.id });
  });
});

/** The machine's clock, which somebody sets. Its monotonic time goes on. */
class SteppingClock implements Clock {
  offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  monotonic(): number {
    return performance.now();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

describe("P44 P22 a 429 on the POST", () => {
  test.each([1, 2, 3])(
    "after the commit, %i times: the store is found by a list, and one is created",
    async (times) => {
      await using emulator = await emulate();
      const given = { kind: "status", status: 429, retryAfter: "0.1" } as const;
      if (times > 1) emulator.faults.add({ route: CREATE, at: "before-commit", ...given, times: times - 1 });
      emulator.faults.add({ route: CREATE, at: "after-commit", ...given, times: 1 });

      const { id } = await createStore(processOf(emulator));

      expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
      expect(count(emulator, CREATE)).toBe(times);
      const routes = emulator.journal.entries().map(({ method, route }) => `${method} ${route}`);
      const [firstPost, lastPost] = [routes.indexOf(CREATE), routes.lastIndexOf(CREATE)];
      expect(routes.slice(firstPost, lastPost).filter((route) => route === LIST)).toHaveLength(times - 1);
      expect(routes.slice(lastPost)).toContain(LIST);
    },
  );

  test("after the commit, and a list that fails: the POST is not repeated", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "status", status: 429, retryAfter: "0.1" });
    const context = processOf(emulator, { timings: { requestSeconds: 0.3 } });
    const inputs = await checked(context);
    // The list of the check is recent enough for the creation.
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status: 500, times: ALWAYS });

    await failureOf(integrationStore.create(context, inputs));

    expect(count(emulator, CREATE)).toBe(1);
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

describe("P18 a store that is read for the first time, from a server that adds keys", () => {
  test("is unchanged for a program without those keys, now and after the next update", async () => {
    await using emulator = await emulate({ normaliseMetadata: true });
    const created = await createStore(processOf(emulator));
    const read = await integrationStore.read(processOf(emulator), created.id, undefined);
    const imported = read?.state ?? {};
    expect(Object.keys(imported.metadata ?? {}).length).toBeGreaterThan(1);

    const run = processOf(emulator);
    const inputs = await checked(run, neon, read?.inputs);
    expect(await integrationStore.diff(run, created.id, imported, inputs)).toEqual({ changes: false, replaces: [] });
    const again = await integrationStore.read(processOf(emulator), created.id, imported);
    const next = processOf(emulator);
    const later = await checked(next, { ...neon, forceDestroy: true }, again?.inputs);
    expect(await integrationStore.diff(next, created.id, again?.state ?? {}, later)).toMatchObject({ replaces: [] });
    const updated = await integrationStore.update(next, created.id, again?.state ?? {}, later);
    expect(updated.metadata).toEqual(neon.metadata);
    const last = processOf(emulator);
    const unchanged = await checked(last, { ...neon, forceDestroy: true }, later);
    expect(await integrationStore.diff(last, created.id, updated, unchanged)).toEqual({ changes: false, replaces: [] });
  });

  test("P20 is still protected from a program that says another value", async () => {
    await using emulator = await emulate({ normaliseMetadata: true });
    const { id } = await createStore(processOf(emulator));
    const read = await integrationStore.read(processOf(emulator), id, undefined);

    const run = processOf(emulator);
    const inputs = await checked(run, { ...neon, metadata: { region: "fra1" } }, read?.inputs);
    const failure = await failureOf(integrationStore.diff(run, id, read?.state ?? {}, inputs));

    expect(failure.code).toBe("replacement-requires-consent");
  });
});

test("P6 P44 without a list, a POST that was limited is not repeated: it may have been carried out", async () => {
  await using emulator = await emulate({ listStores: 403 });
  const limit = { kind: "status", status: 429, retryAfter: "0.1", times: 1 } as const;
  emulator.faults.add({ route: CREATE, at: "after-commit", ...limit });

  const failure = await failureOf(createStore(processOf(emulator, { createWithoutList: true })));

  expect(failure.code).toBe("outcome-unknown-unlisted");
  expect(emulator.stores.list()).toHaveLength(1);
});
