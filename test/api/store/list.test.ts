// The list before the POST, and the search after an ambiguous response: which store belongs to a creation.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreState } from "../../../provider/src/contract/integration-store.ts";
import { codeOf, type OperationError, PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
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
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

/** The error of the only outcome that failed. */
function rejectionIn(outcomes: readonly PromiseSettledResult<unknown>[]): OperationError {
  const [only, ...others] = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(others).toEqual([]);
  return only?.reason as OperationError;
}

const HOUR = 3_600_000;

test("P9 two stacks that create one name at once each create their own store, and neither adopts the other's", async () => {
  await using emulator = await emulate({ duplicateNames: "allow" });
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const race = Promise.all([createStore(processOf(emulator)), createStore(processOf(emulator))]);
  await held.reached(2);
  held.release();

  const ids = (await race).map(({ id }) => id);

  expect(new Set(ids).size).toBe(2);
  expect(
    emulator.stores
      .list()
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort());
  expect(count(emulator, CREATE)).toBe(2);
});

test("P9 if the server rejects a second store of one name, one of the two fails, and names the other one", async () => {
  await using emulator = await emulate({ duplicateNames: "conflict" });
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const race = Promise.allSettled([createStore(processOf(emulator)), createStore(processOf(emulator))]);
  await held.reached(2);
  held.release();

  const outcomes = await race;

  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [store, ...others] = emulator.stores.list();
  expect(others).toEqual([]);
  expect(rejectionIn(outcomes)).toMatchObject({
    code: "store-exists",
    values: { id: store?.id },
    cause: { status: 409 },
  });
});

describe.each([
  { clock: "this machine's clock", clockOffsetMs: 0 },
  { clock: "a clock three hours ahead", clockOffsetMs: 3 * HOUR },
  { clock: "a clock three hours behind", clockOffsetMs: -3 * HOUR },
])("on a server with $clock", ({ clockOffsetMs }) => {
  test("P9 after a lost response no store is returned that somebody created before the POST", async () => {
    await using emulator = await emulate({ clockOffsetMs, duplicateNames: "allow" });
    const context = processOf(emulator);
    await createStore(context, { ...neon, name: "first" });
    const now = Date.now() + clockOffsetMs;
    // Created after this process has listed, and before its POST.
    const other = emulator.stores.seed({ name: "shop-db", integration: "neon", createdAt: now - 60_000 });
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });

    const { id } = await createStore(context);

    expect(id).not.toBe(other.id);
    expect(emulator.stores.get(id)?.name).toBe("shop-db");
    expect(count(emulator, CREATE)).toBe(2);
  });

  test("P9 a lost POST that created nothing has an unknown outcome, even if somebody else's store has that name", async () => {
    await using emulator = await emulate({ clockOffsetMs });
    const context = processOf(emulator);
    await createStore(context, { ...neon, name: "first" });
    const createdAt = Date.now() + clockOffsetMs - 60_000;
    emulator.stores.seed({ name: "shop-db", integration: "neon", createdAt });
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "reset" });

    expect((await failureOf(createStore(context))).code).toBe("outcome-unknown");
  });
});

test("P7 if two new stores match, none is returned and both are named", async () => {
  await using emulator = await emulate();
  const held = emulator.barriers.hold({ route: CREATE, at: "after-commit" });
  emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });
  const creating = failureOf(createStore(processOf(emulator, { timings: { postSeconds: 5 } })));
  await held.reached();
  emulator.stores.seed({ name: "shop-db", integration: "neon" });
  held.release();

  const failure = await creating;

  expect(failure.code).toBe("outcome-ambiguous");
  for (const { id } of emulator.stores.list()) expect(render(failure)).toContain(id);
});

const otherStores = [
  { what: "of another integration", seed: { integration: "paid-db" } },
  { what: "of another team", seed: { integration: "neon", team: "acme-prod" } },
  { what: "with a name that has the same beginning", seed: { integration: "neon", name: "shop-db-2" } },
];

test.each(otherStores)("P44 a store $what does not fail a creation before the POST", async ({ seed }) => {
  await using emulator = await emulate({ duplicateNames: "conflict-in-installation" });
  emulator.stores.seed({ name: "shop-db", ...seed });

  await createStore(processOf(emulator));

  expect(emulator.stores.list()).toHaveLength(2);
});

test("P44 a store of the same name fails the creation before any POST, with id, age, projects and next steps", async () => {
  await using emulator = await emulate();
  const project = { id: "spc_1", projectId: "prj_1", environments: [], environmentVariables: [], envVarPrefix: null };
  const old = emulator.stores.seed({
    name: "shop-db",
    integration: "neon",
    createdAt: Date.now() - 5 * HOUR,
    projectsMetadata: [{ ...project, name: "web" }],
  });

  const failure = await failureOf(createStore(processOf(emulator)));

  expect(failure.code).toBe("store-exists");
  const facts = [
    "shop-db",
    old.integrationConfigurationId,
    old.id,
    "5 hours ago",
    "used by web",
    "Nothing was created.",
  ];
  const nextSteps = [`set adopt: "${old.id}"`, "aliases: [{ name: … }]", "a different name"];
  for (const part of [...facts, ...nextSteps]) expect(render(failure)).toContain(part);
  expect(emulator.journal.writes()).toEqual([]);
});

test("P44 of two creations of one name in one program the second fails before its POST, with the first one's store", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const inputs = await checked(context);

  const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

  const [store] = emulator.stores.list();
  expect(count(emulator, CREATE)).toBe(1);
  const failure = rejectionIn(outcomes);
  expect(failure.code).toBe("store-name-taken");
  expect(render(failure)).toContain(store?.id);
});

test("a second creation of one name succeeds if the API rejected the first one", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status: 402 });
  const context = processOf(emulator);
  const inputs = await checked(context);

  const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(emulator.stores.list()).toHaveLength(1);
});

test("a store that was deleted in this run does not fail the creation of its replacement", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const first = await createStore(context);
  await integrationStore.delete(context, first.id, first.state);

  const second = await createStore(context);

  expect(second.id).not.toBe(first.id);
  expect(emulator.stores.list().map(({ id }) => id)).toEqual([second.id]);
});

describe("P44 two resources of one program with one name, the first of which failed", () => {
  test("P6 a 403 from a server that created the store all the same: the second one lists again, and finds it", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "status", status: 403 });
    const context = processOf(emulator);
    const inputs = await checked(context);

    const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

    const [store] = emulator.stores.list();
    expect(emulator.stores.list()).toHaveLength(1);
    expect(outcomes).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    const failure = (outcomes[1] as PromiseRejectedResult).reason as OperationError;
    expect(failure.code).toBe("store-exists");
    expect(render(failure)).toContain(`set adopt: "${store?.id}"`);
  });

  test("P6 P7 P31 a POST that may still be carried out: check has rejected the second one", async () => {
    await using emulator = await emulate();
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
    const context = processOf(emulator);

    const outcomes = await Promise.allSettled([createStore(context), createStore(context)]);
    held.release();
    await expect.poll(() => emulator.stores.list().length).toBe(1);

    const codes = outcomes.map((outcome) => outcome.status === "rejected" && codeOf(outcome.reason));
    expect(codes).toEqual(["outcome-unknown", "name-used-twice"]);
    expect(count(emulator, CREATE)).toBe(1);
  });
});

describe("a server that returns an existing store for an externalId that it knows", () => {
  const known = { ...neon, externalId: "shop-7" };

  test("a store that was listed before the POST is not accepted", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    const old = emulator.stores.seed({ name: "elsewhere", integration: "neon", externalId: "shop-7" });

    const failure = await failureOf(createStore(processOf(emulator), known));

    expect(failure.code).toBe("response-has-existing-store");
    const parts = ["shop-db", old.id, "elsewhere", "Nothing was created.", "externalId", `set adopt: "${old.id}"`];
    for (const part of parts) expect(render(failure)).toContain(part);
    expect(emulator.stores.list()).toHaveLength(1);
  });

  test("P7 a store that is older than the POST is doubtful without a list: an init failure, and forceDestroy deletes it", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true, listStores: 403 });
    const old = emulator.stores.seed({
      name: "shop-db",
      integration: "neon",
      externalId: "shop-7",
      createdAt: Date.now() - 60_000,
    });

    const failure = await failureOf(createStore(processOf(emulator, { createWithoutList: true }), known));

    if (!(failure instanceof PartialStateError)) throw failure;
    expect(failure).toMatchObject({ code: "store-doubtful", id: old.id });
    expect(render(failure)).toContain(`adopt: "${old.id}"`);
    const state = failure.state() as StoreState;
    expect(state).toMatchObject({ doubtful: true, ownerToken: expect.any(String) });
    // The next up and a refresh keep the doubt.
    const run = processOf(emulator);
    const inputs = await checked(run, known, state);
    expect(await integrationStore.diff(run, old.id, state, inputs)).toEqual({ changes: true, replaces: [] });
    expect((await failureOf(integrationStore.update(run, old.id, state, inputs))).code).toBe("store-doubtful");
    const read = await integrationStore.read(processOf(emulator), old.id, state);
    expect(read?.state.doubtful).toBe(true);
    const deleting = integrationStore.delete(processOf(emulator), old.id, state);
    expect((await failureOf(deleting)).code).toBe("store-doubtful");
    expect(emulator.stores.list()).toHaveLength(1);
    await integrationStore.delete(processOf(emulator), old.id, { ...state, forceDestroy: true });
    expect(emulator.stores.list()).toEqual([]);
  });

  test("P7 a doubtful store whose id the program adopts is completed without a write", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true, listStores: 403 });
    const seed = { name: "shop-db", integration: "neon", externalId: "shop-7", createdAt: Date.now() - 60_000 };
    const { id } = emulator.stores.seed(seed);
    const failure = await failureOf(createStore(processOf(emulator, { createWithoutList: true }), known));
    if (!(failure instanceof PartialStateError)) throw failure;
    const state = failure.state() as StoreState;
    emulator.journal.clear();

    const run = processOf(emulator);
    const inputs = await checked(run, { ...known, adopt: id }, state);
    await integrationStore.diff(run, id, state, inputs);
    const updated = await integrationStore.update(run, id, state, inputs);

    expect(updated).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(id) });
    expect(updated).not.toHaveProperty("doubtful");
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("P46 two resources of one program do not get one store", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    const context = processOf(emulator);
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
    const creating = Promise.allSettled(["one", "two"].map((name) => createStore(context, { ...known, name })));
    await held.reached(2);
    held.release();

    const outcomes = await creating;

    expect(emulator.stores.list()).toHaveLength(1);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const failure = rejectionIn(outcomes);
    expect(failure.code).toBe("response-has-owned-store");
    expect(render(failure)).toContain(emulator.stores.list()[0]?.id);
  });

  test("P46 a store whose response was lost is doubtful for another creation with the same externalId", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset", match: { body: { name: "one" } } });
    const context = processOf(emulator);
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit", match: { body: { name: "two" } } });
    const two = failureOf(createStore(context, { ...known, name: "two" }));
    await held.reached();
    const search = emulator.barriers.hold({ route: LIST, at: "before-commit" });
    const one = createStore(context, { ...known, name: "one" });
    await search.reached();
    held.release();
    const failure = await two;
    search.release();

    const { id, state } = await one;
    expect(emulator.stores.list()).toMatchObject([{ id, name: "one" }]);
    expect(failure).toMatchObject({ code: "store-doubtful", id });
    if (!(failure instanceof PartialStateError)) throw failure;
    // Neither deletes the store while a diff leaves it with the other one.
    const run = processOf(emulator);
    await integrationStore.diff(run, id, state, await checked(run, { ...known, name: "one" }, state));
    await integrationStore.delete(run, id, { ...failure.state(), forceDestroy: true });
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

describe.each([403, 404] as const)("a list of stores that returns %i", (listStores) => {
  test("P44 fails every creation before its POST, and previews with one warning and one request", async () => {
    await using emulator = await emulate({ listStores });
    const context = processOf(emulator);
    const args = ["a", "b", "c"].map((name) => ({ ...neon, name }));

    const inputs = await Promise.all(args.map((one) => checked(context, one)));
    expect(context.said.warning).toEqual([expect.stringContaining("[names-not-checked]")]);
    expect(count(emulator, LIST)).toBe(1);
    const failures = await Promise.all(inputs.map((one) => failureOf(integrationStore.create(context, one))));

    expect(failures.map(({ code }) => code)).toEqual(args.map(() => "stores-not-listed"));
    expect(failures[0]?.cause).toMatchObject({ status: listStores });
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("P44 does not fail creations with createWithoutList, and is reported once per process", async () => {
    await using emulator = await emulate({ listStores });
    const context = processOf(emulator, { createWithoutList: true });
    const args = ["a", "b", "c"].map((name) => ({ ...neon, name }));
    const inputs = await Promise.all(args.map((one) => checked(context, one)));

    await Promise.all(inputs.map((one) => integrationStore.create(context, one)));

    expect(emulator.stores.list()).toHaveLength(3);
    expect(context.said.warning).toEqual([
      expect.stringContaining("[names-not-checked]"),
      expect.stringContaining("[created-without-list]"),
    ]);
  });

  test("P7 P44 with createWithoutList a lost response leaves the outcome unknown at once, without the advice to run again", async () => {
    await using emulator = await emulate({ listStores });
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });

    const failure = await failureOf(createStore(processOf(emulator, { createWithoutList: true })));

    expect(failure).toMatchObject({ code: "outcome-unknown-unlisted", cause: { outcome: "unknown" } });
    expect(render(failure)).not.toContain("pulumi up");
    expect(count(emulator, CREATE)).toBe(1);
  });

  test("P44 after an interrupted run: a list that is refused once is requested again, and finds the store", async () => {
    await using emulator = await emulate();
    const old = emulator.stores.seed({ name: "shop-db", integration: "neon" });
    const context = processOf(emulator);
    // Neither the preview nor the check of the update could read it.
    const inputs = await uncheckedNames(emulator, context);
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status: listStores, times: 2 });

    const failure = await failureOf(integrationStore.create(context, inputs));

    expect(failure.code).toBe("store-exists");
    expect(render(failure)).toContain(old.id);
    expect(emulator.journal.writes()).toEqual([]);
  });
});

/** The inputs that check returns if it cannot list the stores. */
async function uncheckedNames(emulator: Emulator, context: ProcessContext) {
  emulator.configure({ listStores: 403 });
  const inputs = await checked(context);
  emulator.configure({ listStores: "allow" });
  return inputs;
}

test("P44 createWithoutList changes nothing while the list can be read: a store of the same name fails the creation", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ name: "shop-db", integration: "neon" });
  const context = processOf(emulator, { createWithoutList: true });

  const failure = await failureOf(integrationStore.create(context, await uncheckedNames(emulator, context)));

  expect(failure.code).toBe("store-exists");
  expect(render(failure)).toContain(id);
  expect(emulator.journal.writes()).toEqual([]);
});

const listFaults: { what: string; fault: ListFault }[] = [
  { what: "500", fault: { kind: "status", status: 500 } },
  { what: "a reset", fault: { kind: "reset" } },
  { what: "a response of another shape", fault: { kind: "other-shape", body: { stores: null } } },
  { what: "an HTML page", fault: { kind: "not-json" } },
  { what: "a truncated response", fault: { kind: "truncated" } },
];

type ListFault = FaultGiven extends infer Given
  ? Given extends { kind: infer Kind }
    ? { kind: Kind } & Omit<Given, "kind" | "at" | "route">
    : never
  : never;

test.each(listFaults)("P44 $what instead of the list fails the creation before its POST", async ({ fault }) => {
  await using emulator = await emulate();
  const context = processOf(emulator, { timings: { requestSeconds: 0.4 } });
  const inputs = await uncheckedNames(emulator, context);
  emulator.faults.add({ route: LIST, at: "before-commit", times: ALWAYS, ...fault });

  const failure = await failureOf(integrationStore.create(context, inputs));

  expect(failure.code).toMatch(/^api-/);
  expect(emulator.journal.writes()).toEqual([]);
});

test("P26 P44 a list that fails, fails all concurrent creations before any POST", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: LIST, at: "before-commit", kind: "hang", times: ALWAYS });
  const context = processOf(emulator, { timings: { requestSeconds: 0.5 } });
  const names = Array.from({ length: 10 }, (_, index) => `db-${index}`);

  const outcomes = await Promise.allSettled(names.map((name) => createStore(context, { ...neon, name })));

  expect(outcomes.map(({ status }) => status)).toEqual(names.map(() => "rejected"));
  expect(emulator.journal.writes()).toEqual([]);
  // One request and its retries.
  expect(count(emulator, LIST)).toBeLessThanOrEqual(3);
});
