// Before anything is bought, and after an unclear answer: whose store is it that the list shows?
import { describe, expect, test } from "vitest";
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
  processOf,
} from "../../support/process-context.ts";

const HOUR = 3_600_000;

test("P9 two stacks that create one name at once each make their own, and neither takes the other's", async () => {
  await using emulator = await emulate();
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

test("P9 where the server refuses a second store of one name, one of the two fails, and says so", async () => {
  await using emulator = await emulate({ duplicateNames: "conflict" });
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const race = Promise.allSettled([createStore(processOf(emulator)), createStore(processOf(emulator))]);
  await held.reached(2);
  held.release();

  const outcomes = await race;

  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(String(refused?.reason)).toContain("409 from Vercel");
  expect(emulator.stores.list()).toHaveLength(1);
});

describe.each([
  { clock: "this machine's clock", clockOffsetMs: 0 },
  { clock: "a clock three hours ahead", clockOffsetMs: 3 * HOUR },
  { clock: "a clock three hours behind", clockOffsetMs: -3 * HOUR },
])("on a server with $clock", ({ clockOffsetMs }) => {
  test("P9 a lost answer is never taken for a store that somebody made before the POST", async () => {
    await using emulator = await emulate({ clockOffsetMs });
    const context = processOf(emulator);
    await createStore(context, { ...neon, name: "first" });
    const now = Date.now() + clockOffsetMs;
    // Made after this process has listed, and before its POST.
    const other = emulator.stores.seed({ name: "shop-db", integration: "neon", createdAt: now - 60_000 });
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });

    const { id } = await createStore(context);

    expect(id).not.toBe(other.id);
    expect(emulator.stores.get(id)?.name).toBe("shop-db");
    expect(count(emulator, CREATE)).toBe(2);
  });

  test("P9 a lost POST that made nothing ends as unknown, though somebody else's store has that name", async () => {
    await using emulator = await emulate({ clockOffsetMs });
    const context = processOf(emulator);
    await createStore(context, { ...neon, name: "first" });
    const createdAt = Date.now() + clockOffsetMs - 60_000;
    emulator.stores.seed({ name: "shop-db", integration: "neon", createdAt });
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "reset" });

    expect((await failureOf(createStore(context))).message).toContain("its outcome is unknown");
  });
});

test("P7 two new stores that could be the one: none is taken, both are named", async () => {
  await using emulator = await emulate();
  const held = emulator.barriers.hold({ route: CREATE, at: "after-commit" });
  emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });
  const creating = failureOf(createStore(processOf(emulator, { timings: { postSeconds: 5 } })));
  await held.reached();
  emulator.stores.seed({ name: "shop-db", integration: "neon" });
  held.release();

  const { message } = await creating;

  expect(message).toContain("Several new stores have that name");
  for (const { id } of emulator.stores.list()) expect(message).toContain(id);
});

const namesakes = [
  { what: "of another integration", seed: { integration: "paid-db" } },
  { what: "of another team", seed: { integration: "neon", team: "acme-prod" } },
  { what: "with a name that only begins alike", seed: { integration: "neon", name: "shop-db-2" } },
];

test.each(namesakes)("a store $what does not stand in the way of a creation", async ({ seed }) => {
  await using emulator = await emulate();
  emulator.stores.seed({ name: "shop-db", ...seed });

  await createStore(processOf(emulator));

  expect(emulator.stores.list()).toHaveLength(2);
});

test("P9 a store of the same name is met before any POST: its id, its age, who uses it, and the ways out", async () => {
  await using emulator = await emulate();
  const project = { id: "spc_1", projectId: "prj_1", environments: [], environmentVariables: [], envVarPrefix: null };
  const old = emulator.stores.seed({
    name: "shop-db",
    integration: "neon",
    createdAt: Date.now() - 5 * HOUR,
    projectsMetadata: [{ ...project, name: "web" }],
  });

  const { message } = await failureOf(createStore(processOf(emulator)));

  expect(message).toBe(
    `A store named shop-db already exists in ${old.integrationConfigurationId}: ${old.id}, created 5 hours ago, used by web. ` +
      `Nothing was created. If it is this one (for example after an interrupted run), set adopt: "${old.id}". ` +
      "If it belongs to this stack under another logical name, keep that name by aliases: [{ name: … }]. " +
      "If it is another, choose another name.",
  );
  expect(emulator.journal.writes()).toEqual([]);
});

test("two creates of one name in one program: the second fails before its POST, and names the first one's store", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const inputs = await checked(context);

  const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

  const [store] = emulator.stores.list();
  expect(count(emulator, CREATE)).toBe(1);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(String(refused?.reason)).toContain(
    `was made in this run already, for another resource of the program: ${store?.id}`,
  );
});

test("a second create of one name goes ahead where the first one failed", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status: 402 });
  const context = processOf(emulator);
  const inputs = await checked(context);

  const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(emulator.stores.list()).toHaveLength(1);
});

test("a store that was deleted in this run does not stand in the way of its successor", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const first = await createStore(context);
  await integrationStore.delete(context, first.id, first.state);

  const second = await createStore(context);

  expect(second.id).not.toBe(first.id);
  expect(emulator.stores.list().map(({ id }) => id)).toEqual([second.id]);
});

describe("two resources of one program with one name, the first of which did not end well", () => {
  test("P6 a refusal by a server that made the store all the same: the second one looks again, and names it", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "status", status: 403 });
    const context = processOf(emulator);

    const outcomes = await Promise.allSettled([createStore(context), createStore(context)]);

    const [store] = emulator.stores.list();
    expect(emulator.stores.list()).toHaveLength(1);
    expect(outcomes).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    expect(String((outcomes[1] as PromiseRejectedResult).reason)).toContain(`set adopt: "${store?.id}"`);
  });

  test("P6 a POST that may still be carried out: the second one does not follow it", async () => {
    await using emulator = await emulate();
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
    const context = processOf(emulator);

    const outcomes = await Promise.allSettled([createStore(context), createStore(context)]);
    held.release();
    await expect.poll(() => emulator.stores.list().length).toBe(1);

    expect(outcomes).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    expect(String((outcomes[1] as PromiseRejectedResult).reason)).toContain(
      "was not answered clearly in this run, and may still be carried out. Nothing was created. Wait a few minutes",
    );
    expect(count(emulator, CREATE)).toBe(1);
  });
});

describe("a server that gives an old store for an externalId it has seen", () => {
  const known = { ...neon, externalId: "shop-7" };

  test("an answer whose store was there before is not taken for a new one", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    const old = emulator.stores.seed({ name: "elsewhere", integration: "neon", externalId: "shop-7" });

    const { message } = await failureOf(createStore(processOf(emulator), known));

    expect(message).toBe(
      `Vercel answered the creation of shop-db with a store that was there before: ${old.id}, named elsewhere. Nothing was ` +
        "created. Vercel may know it by its externalId: give this one another. " +
        `If it is the one that is meant, set adopt: "${old.id}".`,
    );
    expect(emulator.stores.list()).toHaveLength(1);
  });

  test("an answer whose store is older than the POST is not taken either, where no list tells what was there", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true, listStores: 403 });
    const old = emulator.stores.seed({
      name: "shop-db",
      integration: "neon",
      externalId: "shop-7",
      createdAt: Date.now() - 60_000,
    });

    const { message } = await failureOf(createStore(processOf(emulator), known));

    expect(message).toContain(`with a store that was there before: ${old.id}.`);
    expect(message).toContain(`set adopt: "${old.id}"`);
  });

  test("two resources of one program do not end with one store", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    const context = processOf(emulator);
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
    const creating = Promise.allSettled(["one", "two"].map((name) => createStore(context, { ...known, name })));
    await held.reached(2);
    held.release();

    const outcomes = await creating;

    expect(emulator.stores.list()).toHaveLength(1);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = outcomes.find((outcome) => outcome.status === "rejected");
    expect(String(refused?.reason)).toContain(emulator.stores.list()[0]?.id);
  });

  test("a store that another creation made, and whose answer was lost, is not taken by its namesake in externalId", async () => {
    await using emulator = await emulate({ dedupeByExternalId: true });
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset", match: { body: { name: "one" } } });
    const context = processOf(emulator);
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit", match: { body: { name: "two" } } });
    const two = failureOf(createStore(context, { ...known, name: "two" }));
    await held.reached();
    const lookUp = emulator.barriers.hold({ route: LIST, at: "before-commit" });
    const one = createStore(context, { ...known, name: "one" });
    await lookUp.reached();
    held.release();
    const { message } = await two;
    lookUp.release();

    const { id } = await one;
    expect(emulator.stores.list()).toMatchObject([{ id, name: "one" }]);
    expect(message).toContain(`a store that is not the one that was asked for: ${id}, named one. Nothing was created.`);
  });
});

describe.each([403, 404] as const)("a list of stores that answers %i", (listStores) => {
  test("does not keep a store from being created, and is told once for all of them", async () => {
    await using emulator = await emulate({ listStores });
    const context = processOf(emulator);

    await Promise.all(["a", "b", "c"].map((name) => createStore(context, { ...neon, name })));

    expect(emulator.stores.list()).toHaveLength(3);
    expect(context.said.warning).toHaveLength(1);
    expect(context.said.warning[0]).toContain("cannot list the team's stores");
  });

  test("P7 leaves a lost answer unknown at once, and says why", async () => {
    await using emulator = await emulate({ listStores });
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });

    const { message } = await failureOf(createStore(processOf(emulator)));

    expect(message).toContain("its outcome is unknown");
    expect(message).toContain("its list of stores is refused");
    expect(count(emulator, CREATE)).toBe(1);
  });
});

test("P26 a list that cannot be had fails all creates that wait for it together, before any POST", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: LIST, at: "before-commit", kind: "hang", times: ALWAYS });
  const context = processOf(emulator, { timings: { requestSeconds: 0.5 } });
  const names = Array.from({ length: 10 }, (_, index) => `db-${index}`);

  const outcomes = await Promise.allSettled(names.map((name) => createStore(context, { ...neon, name })));

  expect(outcomes.map(({ status }) => status)).toEqual(names.map(() => "rejected"));
  expect(emulator.journal.writes()).toEqual([]);
  // One request, and what its budget lets it repeat.
  expect(count(emulator, LIST)).toBeLessThanOrEqual(3);
});
