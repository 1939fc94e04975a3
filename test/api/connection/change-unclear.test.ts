// A change whose response is lost, or that shows late: it is read back, and sent again only if it was not made.
import type { BehaviourChange, FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { systemClock } from "../../../provider/src/vercel/clock.ts";
import {
  CHANGE,
  change,
  changesIn,
  checked,
  connect,
  expectNoSecrets,
  PULL,
  readAgain,
  requestsIn,
  STORE,
  seedStore,
  snapshotOf,
  toWeb,
  VARIABLES,
  valuesAt,
} from "../../support/connection.ts";
import { testMatrix } from "../../support/matrix.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

const production = ["production"];
const moved = { environments: ["preview"] };
const renamed = { environments: production, envVarPrefix: "MAIN" };
const wanted: [string, Partial<ConnectionInputs>][] = [
  ["environments", moved],
  ["prefix", renamed],
  ["environments and prefix", { ...moved, envVarPrefix: "MAIN" }],
];

async function createConnection(behaviour: BehaviourChange = {}) {
  const emulator = await emulate(behaviour);
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store, { environments: production }));
  emulator.journal.clear();
  const links = () => emulator.stores.get(store.id)?.projectsMetadata ?? [];
  /** Fails unless the connection is the program's, its values are known, and no connection was removed or added. */
  const expectChanged = async (state: ConnectionState, to: Partial<ConnectionInputs>) => {
    expect(links()).toMatchObject([
      { id: made.id, environments: to.environments, envVarPrefix: to.envVarPrefix ?? null },
    ]);
    expect(state).toMatchObject({ ...to, values: valuesAt(emulator, "web") });
    expect(new Set(emulator.journal.writes().map(({ method }) => method))).toEqual(new Set(["PATCH"]));
    expect((await readAgain(processOf(emulator), made.id, state)).state).toEqual(state);
  };
  return {
    emulator,
    store,
    ...made,
    links,
    expectChanged,
    args: (given: Partial<ConnectionInputs>) => toWeb(emulator, store, given),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

const losses: { what: string; fault: Partial<FaultGiven> }[] = [
  { what: "a reset", fault: { kind: "reset" } },
  { what: "a 500", fault: { kind: "status", status: 500 } },
  { what: "a 502", fault: { kind: "status", status: 502 } },
  { what: "a 408", fault: { kind: "status", status: 408 } },
  { what: "no response", fault: { kind: "hang" } },
  { what: "an HTML page with 503", fault: { kind: "not-json", status: 503 } },
];
const quick = { timings: { requestSeconds: 0.2, settleSeconds: 2 } };

test.each(losses)(
  "P48 P42 $what before the commit: the PATCH is sent again after three responses",
  async ({ fault }) => {
    await using connection = await createConnection();
    const { emulator, id, state, args, expectChanged } = connection;
    emulator.faults.add({ route: CHANGE, at: "before-commit", ...fault } as FaultGiven);

    const changed = await change(processOf(emulator, quick), { id, state }, args(moved));

    const requests = requestsIn(emulator);
    const [first, second, ...more] = requests.flatMap((request, at) => (request === CHANGE ? [at] : []));
    expect(more).toEqual([]);
    expect(requests.slice(Number(first) + 1, second)).toEqual([STORE, STORE, STORE]);
    await expectChanged(changed, moved);
  },
);

const lost = [...losses, { what: "half a response", fault: { kind: "truncated" } as Partial<FaultGiven> }];
const afterCommit = lost.flatMap(({ what, fault }, loss) =>
  wanted.map(([changes, to], at) => ({ what, fault, changes, to, always: loss === 0 || at === 0 })),
);

testMatrix(
  "P48 P42 $what after the commit of $changes: the PATCH is not repeated",
  afterCommit,
  async ({ fault, to }) => {
    await using connection = await createConnection();
    const { emulator, id, state, args, expectChanged } = connection;
    emulator.faults.add({ route: CHANGE, at: "after-commit", ...fault } as FaultGiven);

    const changed = await change(processOf(emulator, quick), { id, state }, args(to));

    expect(count(emulator, CHANGE)).toBe(1);
    await expectChanged(changed, to);
  },
);

test("P48 P27 a PATCH that never gets through: the outcome is unknown, the state stays, and the next run makes the change", async () => {
  await using connection = await createConnection();
  const { emulator, id, state, args, links, expectChanged } = connection;
  emulator.faults.add({ route: CHANGE, at: "before-commit", kind: "reset", times: ALWAYS });

  const failure = await failureOf(change(processOf(emulator), { id, state }, args(moved)));

  expect(failure).toMatchObject({ code: "connection-change-unknown", cause: { outcome: "unknown" } });
  expect(failure).not.toBeInstanceOf(PartialStateError);
  expect(render(failure)).toContain(`shop-db in web (${id})`);
  expectNoSecrets(emulator, [render(failure), ...emulator.journal.entries().map((entry) => JSON.stringify(entry))]);
  expect(links()).toMatchObject([{ id, environments: production }]);
  const sent = requestsIn(emulator).join().split(CHANGE).slice(1, -1);
  for (const between of sent) expect(between.split(STORE).length - 1).toBeGreaterThanOrEqual(3);
  emulator.faults.clear();
  emulator.journal.clear();
  const changed = await change(processOf(emulator), { id, state }, args(moved));
  expect(count(emulator, CHANGE)).toBe(1);
  await expectChanged(changed, moved);
});

test("P48 a PATCH that takes as long as the whole wait is looked up all the same", async () => {
  await using connection = await createConnection();
  const { emulator, id, state, args, expectChanged } = connection;
  emulator.faults.add({ route: CHANGE, at: "after-commit", kind: "hang" });

  const context = processOf(emulator, { timings: { requestSeconds: 1.2, settleSeconds: 1 } });
  const changed = await change(context, { id, state }, args(moved));

  expect(count(emulator, CHANGE)).toBe(1);
  await expectChanged(changed, moved);
});

test("P48 if nothing can be read after a lost response, the next run finds the change and sends nothing", async () => {
  await using connection = await createConnection();
  const { emulator, id, state, args, expectChanged } = connection;
  const inputs = await checked(processOf(emulator), args(moved), state);
  emulator.faults.add({ route: CHANGE, at: "after-commit", kind: "reset" });
  emulator.faults.add({ route: STORE, at: "answer", kind: "status", status: 500, skip: 1, times: ALWAYS });

  const context = processOf(emulator, { timings: { rateLimitBudgetSeconds: 0.1, requestSeconds: 0.2 } });
  const failure = await failureOf(projectConnection.update(context, id, state, inputs));

  expect(failure.code).toBe("connection-change-unknown");
  expect(count(emulator, CHANGE)).toBe(1);
  emulator.faults.clear();
  const changed = await change(processOf(emulator), { id, state }, args(moved));
  expect(count(emulator, CHANGE)).toBe(1);
  await expectChanged(changed, moved);
});

const late: { shows: string; delay: NonNullable<BehaviourChange["connectionChangesAfter"]> }[] = [
  { shows: "after two responses", delay: { reads: 2 } },
  { shows: "after four responses", delay: { reads: 4 } },
  { shows: "after a while", delay: { ms: 150 } },
];

test.each(late)("P48 P16 an accepted change that shows $shows is waited for, and sent once", async ({ delay }) => {
  for (const [, to] of wanted) {
    await using connection = await createConnection({ connectionChangesAfter: delay });
    const { emulator, id, state, args, expectChanged } = connection;

    const changed = await change(processOf(emulator, quick), { id, state }, args(to));

    expect(changesIn(emulator)).toHaveLength(1);
    await expectChanged(changed, to);
  }
});

test("P48 a change whose response is lost and that shows late is sent once", async () => {
  await using connection = await createConnection({ connectionChangesAfter: { reads: 2 } });
  const { emulator, id, state, args, expectChanged } = connection;
  emulator.faults.add({ route: CHANGE, at: "after-commit", kind: "reset" });

  const changed = await change(processOf(emulator, quick), { id, state }, args(moved));

  expect(changesIn(emulator)).toHaveLength(1);
  await expectChanged(changed, moved);
});

test.each(wanted)(
  "P48 an accepted change of %s that never shows is not in the state; once it shows, the next run sends nothing",
  async (_, to) => {
    await using connection = await createConnection({ connectionChangesAfter: { ms: 60_000 } });
    const { emulator, id, state, args, expectChanged } = connection;

    const failure = await failureOf(change(processOf(emulator), { id, state }, args(to)));

    expect(failure.code).toBe("connection-change-not-shown");
    expectNoSecrets(emulator, [render(failure)]);
    expect(failure).not.toBeInstanceOf(PartialStateError);
    expect(changesIn(emulator)).toHaveLength(1);
    emulator.configure({ clockOffsetMs: 120_000 });
    const changed = await change(processOf(emulator), { id, state }, args(to));
    expect(changesIn(emulator)).toHaveLength(1);
    await expectChanged(changed, to);
  },
);

test.each([
  { what: "an accepted change", isLost: false, patches: 1 },
  { what: "a change that is sent again after its response was lost", isLost: true, patches: 2 },
])("P48 P3 $what counts as made if the server shows it in a form of its own", async ({ isLost, patches }) => {
  await using connection = await createConnection();
  const { emulator, store, id, state, args, links } = connection;
  const to = { environments: ["production", "staging"], envVarPrefix: "MAIN" };
  const inputs = await checked(processOf(emulator), args(to), state);
  const barrier = emulator.barriers.hold({ route: CHANGE, at: "after-commit" });
  if (isLost) emulator.faults.add({ route: CHANGE, at: "after-commit", kind: "reset" });

  const updating = projectConnection.update(processOf(emulator), id, state, inputs);
  await barrier.reached();
  const [link] = links();
  const live = { environments: ["production", "a custom one"], envVarPrefix: "main" };
  emulator.stores.edit(store.id, { json: { projectsMetadata: [{ ...link, ...live }] } });
  barrier.release();
  const changed = await updating;

  expect(changesIn(emulator)).toHaveLength(patches);
  expect(changed).toMatchObject({ ...to, place: live });
  const context = processOf(emulator);
  emulator.journal.clear();
  const unchanged = await checked(context, args(to), changed);
  expect(await projectConnection.diff(context, id, changed, unchanged)).toEqual({ changes: false, replaces: [] });
  expect(emulator.journal.entries()).toEqual([]);
  expect((await readAgain(processOf(emulator), id, changed)).inputs).toMatchObject(to);
});

const edits: [string, Partial<ConnectionInputs>, { environments?: string[]; prefix?: string }][] = [
  ["environments", moved, { environments: ["development"] }],
  ["prefix", renamed, { prefix: "OTHER" }],
];

test.each(edits)(
  "P48 what others change in %s after a lost request is not taken for the change",
  async (_, to, edit) => {
    await using connection = await createConnection();
    const { emulator, store, id, state, args, expectChanged } = connection;
    const inputs = await checked(processOf(emulator), args(to), state);
    emulator.faults.add({ route: CHANGE, at: "before-commit", kind: "reset" });
    const barrier = emulator.barriers.hold({ route: CHANGE, at: "after-answer" });
    const updating = projectConnection.update(processOf(emulator, quick), id, state, inputs);
    await expect.poll(() => count(emulator, CHANGE)).toBe(1);
    emulator.projects.editConnection(store.id, id, edit);
    barrier.release();

    const changed = await updating;

    expect(changesIn(emulator)).toHaveLength(2);
    await expectChanged(changed, to);
  },
);

/** Where the process is killed, and the PATCHes of both runs. */
const crashes = [
  { what: "before the PATCH", route: VARIABLES, at: "after-commit", patches: 1 },
  { what: "before the commit, which follows", route: CHANGE, at: "before-commit", patches: 1 },
  { what: "after the commit", route: CHANGE, at: "after-commit", patches: 1 },
  { what: "after the answer", route: CHANGE, at: "after-answer", patches: 1 },
  { what: "while it reads the values", route: PULL, at: "before-commit", patches: 1 },
] as const;
const crashesOfChanges = crashes.flatMap((crash) => wanted.map(([changes, to]) => ({ ...crash, changes, to })));

test.each(crashesOfChanges)(
  "P48 a process that is killed $what of $changes: the next run converges, and no PATCH is repeated",
  async ({ route, at, patches, to }) => {
    await using connection = await createConnection();
    const { emulator, id, state, args, expectChanged } = connection;
    const context = processOf(emulator);
    const barrier = emulator.barriers.hold({ route, at });
    void change(context, { id, state }, args(to)).catch(() => {});
    await barrier.reached();
    context.kill();
    barrier.release();
    await expect.poll(() => emulator.journal.entries().every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    const before = snapshotOf(emulator);

    const changed = await change(processOf(emulator), { id, state }, args(to));

    expect(changesIn(emulator)).toHaveLength(patches);
    if (route !== VARIABLES) expect(snapshotOf(emulator)).toEqual(before);
    await expectChanged(changed, to);
  },
);

test("P48 a change that the server never shows fails so, and the next run too: the PATCH is sent once by each", async () => {
  await using connection = await createConnection({ connectionChangesAfter: {} });
  const { emulator, id, state, args, links } = connection;

  for (const patches of [1, 2]) {
    const failure = await failureOf(change(processOf(emulator), { id, state }, args(moved)));
    expect(failure.code).toBe("connection-change-not-shown");
    expect(changesIn(emulator)).toHaveLength(patches);
  }
  expect(links()).toHaveLength(1);
  expect(emulator.journal.count("DELETE")).toBe(0);
});

test.each(wanted)(
  "P48 at every moment of a change of %s the project has the old variables or the new ones",
  async (_, to) => {
    await using connection = await createConnection();
    const { emulator, id, state, args } = connection;
    const variables = () =>
      emulator.projects.variables("web").map(({ id: variable, key, target }) => ({ variable, key, target }));
    const old = variables();
    const barriers = (["before-commit", "after-commit", "after-answer"] as const).map((at) =>
      emulator.barriers.hold({ route: CHANGE, at }),
    );

    const changing = change(processOf(emulator), { id, state }, args(to));
    const seen = [];
    for (const barrier of barriers) {
      await barrier.reached();
      seen.push(variables());
      barrier.release();
    }
    await changing;

    const prefix = to.envVarPrefix === undefined ? "" : "MAIN_";
    const made = old.map((one) => ({ ...one, key: `${prefix}${one.key}`, target: to.environments }));
    expect(seen).toEqual([old, made, made]);
    expect(variables()).toEqual(made);
  },
);

test("P48 an update long after its preview reads again what is there", async () => {
  await using connection = await createConnection();
  const { emulator, store, id, state, args } = connection;
  let ahead = 0;
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ahead };
  const context = processOf(emulator, { clock });
  const inputs = await checked(context, args(moved), state);
  await projectConnection.diff(context, id, state, inputs);
  emulator.projects.editConnection(store.id, id, moved);
  ahead = 3_600_000;

  const changed = await projectConnection.update(context, id, state, inputs);

  expect(changesIn(emulator)).toEqual([]);
  expect(changed.environments).toEqual(moved.environments);
});

test("P48 an engine that is gone while a change is awaited: nothing more is sent", async () => {
  await using connection = await createConnection({ connectionChangesAfter: { ms: 60_000 } });
  const { emulator, id, state, args } = connection;
  const context = processOf(emulator, { timings: { settleSeconds: 60 } });
  const changing = failureOf(change(context, { id, state }, args(moved)));
  await expect.poll(() => count(emulator, CHANGE)).toBe(1);
  context.engineLives = false;

  expect((await changing).code).toBe("connection-change-not-shown");
  expect(count(emulator, CHANGE)).toBe(1);
});
