// Several connections of one store to one project, each with environments of its own.
import type { BehaviourChange } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../provider/src/contract/project-connection.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  CONNECT,
  CONNECT_WITH_PREFIX,
  change,
  checked,
  connect,
  readAgain,
  seedStore,
  snapshotOf,
  toWeb,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

const production = { environments: ["production"] };
const preview = { environments: ["preview", "development"] };

async function start(behaviour: BehaviourChange = {}) {
  const emulator = await emulate(behaviour);
  const store = seedStore(emulator);
  return {
    emulator,
    store,
    links: () => emulator.stores.get(store.id)?.projectsMetadata ?? [],
    args: (given: Partial<ConnectionInputs>) => toWeb(emulator, store, given),
    /** The values that a connection's variables have at Vercel. */
    valuesOf: (id: string) =>
      Object.fromEntries(
        emulator.projects
          .variables("web")
          .filter(({ from }) => from?.connectionId === id)
          .map(({ key, value }) => [key, value]),
      ),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

const pairs: { what: string; first: Partial<ConnectionInputs>; second: Partial<ConnectionInputs> }[] = [
  { what: "the same names", first: production, second: preview },
  { what: "one with a prefix", first: production, second: { ...preview, envVarPrefix: "MAIN" } },
  {
    what: "two prefixes",
    first: { ...production, envVarPrefix: "MAIN" },
    second: { ...preview, envVarPrefix: "OTHER" },
  },
  { what: "one sensitive", first: { ...production, sensitive: true }, second: preview },
];
const orders = pairs.flatMap((pair) => [true, false].map((atOnce) => ({ ...pair, atOnce })));

test.each(orders)(
  "P39 two resources of one program with $what (at once: $atOnce) get their own connection, and each is read and deleted alone",
  async ({ first, second, atOnce }) => {
    await using several = await start();
    const { emulator, args, links, valuesOf } = several;
    const context = processOf(emulator);
    const inputs = [await checked(context, args(first)), await checked(context, args(second))] as const;

    const one = projectConnection.create(context, inputs[0]);
    if (!atOnce) await one;
    const two = projectConnection.create(context, inputs[1]);
    const made = await Promise.all([one, two]);

    expect(emulator.journal.count("POST")).toBe(2);
    expect(links()).toHaveLength(2);
    for (const [at, { id, state }] of made.entries()) {
      const link = links().find((each) => each.id === id);
      expect(link).toMatchObject({ environments: state.environments, envVarPrefix: state.envVarPrefix ?? null });
      expect(state.environments).toEqual([first, second][at]?.environments);
      expect(state.variableNames).toEqual([...(link?.environmentVariables ?? [])].sort());
      if (state.sensitive === true) expect(state.unreadable).toEqual(state.variableNames);
      else expect(state.values).toEqual(valuesOf(id));
      expect((await readAgain(processOf(emulator), id, state)).state).toEqual(state);
    }
    const next = processOf(emulator);
    emulator.journal.clear();
    for (const [at, { id, state }] of made.entries()) {
      const unchanged = await checked(next, args([first, second][at] ?? {}), state);
      expect(await projectConnection.diff(next, id, state, unchanged)).toEqual({ changes: false, replaces: [] });
    }
    expect(emulator.journal.entries()).toEqual([]);
    const [gone, kept] = made;
    await projectConnection.delete(processOf(emulator), gone.id, gone.state);
    expect(links()).toMatchObject([{ id: kept.id }]);
    expect(Object.keys(valuesOf(kept.id)).sort()).toEqual(kept.state.variableNames);
    expect((await readAgain(processOf(emulator), kept.id, kept.state)).state).toEqual(kept.state);
    expect(await projectConnection.read(processOf(emulator), gone.id, gone.state)).toBeUndefined();
  },
);

const posts = [
  { what: "a response that is lost", route: CONNECT, second: preview },
  {
    what: "a response that is lost, with a prefix",
    route: CONNECT_WITH_PREFIX,
    second: { ...preview, envVarPrefix: "B" },
  },
];

test.each(posts)("P42 after $what the right one of two connections is found", async ({ route, second }) => {
  await using several = await start();
  const { emulator, args, links } = several;
  const first = await connect(processOf(emulator), args(production));
  emulator.faults.add({ route, at: "after-commit", kind: "reset" });

  const made = await connect(processOf(emulator), args(second));

  expect(made.id).not.toBe(first.id);
  expect(links()).toMatchObject([{ id: first.id }, { id: made.id, environments: preview.environments }]);
  expect(emulator.journal.count("POST")).toBe(2);
});

const meanwhile = [
  { what: "a response that is lost", fault: { at: "after-commit", kind: "reset" } },
  { what: "an accepted POST", fault: undefined },
] as const;

test.each(meanwhile)(
  "P42 after $what the connection that others make at the same time is not taken for it",
  async ({ fault }) => {
    await using several = await start();
    const { emulator, store, args, links } = several;
    const inputs = await checked(processOf(emulator), args(production));
    if (fault !== undefined) emulator.faults.add({ route: CONNECT, ...fault });
    const barrier = emulator.barriers.hold({ route: CONNECT, at: "before-commit" });
    const creating = projectConnection.create(processOf(emulator), inputs);
    await barrier.reached();
    const other = emulator.projects.connect({ store: store.id, project: "web", ...preview });
    barrier.release();

    const made = await creating;

    expect(made.id).not.toBe(other.id);
    expect(links()).toMatchObject([{ id: other.id }, { id: made.id, ...production }]);
    expect(count(emulator, CONNECT)).toBe(1);
  },
);

test("P42 a POST that was lost is not taken for the connection that others made meanwhile", async () => {
  await using several = await start();
  const { emulator, store, args, links } = several;
  const inputs = await checked(processOf(emulator), args(production));
  const barrier = emulator.barriers.hold({ route: CONNECT, at: "before-commit" });
  const creating = failureOf(projectConnection.create(processOf(emulator), inputs));
  await barrier.reached();
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "reset" });
  const other = emulator.projects.connect({ store: store.id, project: "web", ...preview });
  barrier.release();

  const failure = await creating;

  expect(failure.code).toBe("connection-outcome-unknown");
  expect(links()).toMatchObject([{ id: other.id }]);
  const next = await connect(processOf(emulator), args(production));
  expect(links()).toMatchObject([{ id: other.id }, { id: next.id }]);
});

test.each([
  { what: "beside an older one", isNew: false },
  { what: "beside one that others make at the same time", isNew: true },
])("P42 P3 an accepted connection in a form of the server's own, $what", async ({ isNew }) => {
  await using several = await start();
  const { emulator, store, args, links } = several;
  const others = () => emulator.projects.connect({ store: store.id, project: "web", ...preview });
  if (!isNew) others();
  const inputs = await checked(processOf(emulator), args(production));
  const barrier = emulator.barriers.hold({ route: CONNECT, at: "after-commit" });
  const creating = projectConnection.create(processOf(emulator), inputs).catch((error: unknown) => error);
  await barrier.reached();
  const made = links().find(({ environments }) => environments.includes("production"));
  const other = isNew ? others() : links()[0];
  const projectsMetadata = [other, { ...made, environments: ["a form of its own"] }];
  emulator.stores.edit(store.id, { json: { projectsMetadata } });
  barrier.release();

  // Of two new ones that it does not recognize, it takes none.
  expect(await creating).toMatchObject(isNew ? { code: "connection-not-listed" } : { id: made?.id });
});

test("P42 P46 a connection that a resource changes is not adopted by another one", async () => {
  await using several = await start();
  const { emulator, args } = several;
  const { id, state } = await connect(processOf(emulator), args(production));
  const context = processOf(emulator);
  const renamed = await checked(context, args({ ...production, envVarPrefix: "MAIN" }), state);
  await projectConnection.diff(context, id, state, renamed);

  expect((await failureOf(checked(context, args({ ...production, adopt: id })))).code).toBe("connection-owned");
});

test("P31 a connection that exists in the environments of a new resource is named at preview, beside one of the program", async () => {
  await using several = await start();
  const { emulator, store, args } = several;
  const { state } = await connect(processOf(emulator), args(production));
  const other = emulator.projects.connect({ store: store.id, project: "web", ...preview });
  const context = processOf(emulator);

  await checked(context, args(production), state);
  expect(context.said.warning).toEqual([]);
  await checked(context, args(preview));

  expect(context.said.warning).toEqual([expect.stringContaining("[connection-already-exists]")]);
  expect(context.said.warning[0]).toContain(other.id);
});

test("P48 of two connections that are replaced in one run, the one that fails is restored", async () => {
  await using several = await start();
  const { emulator, args, links } = several;
  const [first, second] = [
    await connect(processOf(emulator), args(production)),
    await connect(processOf(emulator), args({ environments: ["preview"] })),
  ];
  const context = processOf(emulator);
  const sensitive = args({ ...production, sensitive: true });
  const inputs = [];
  for (const [{ id, state }, to] of [
    [first, sensitive],
    [second, args({ environments: ["preview"], sensitive: true })],
  ] as const) {
    await projectConnection.diff(context, id, state, await checked(context, to, state));
    inputs.push(await checked(context, to));
  }
  await projectConnection.delete(context, second.id, second.state);
  await projectConnection.delete(context, first.id, first.state);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: 1 });

  const failure = await failureOf(projectConnection.create(context, inputs[0] ?? sensitive));

  expect(failure.code).toBe("connection-restored");
  expect(links()).toMatchObject([{ ...production, makeEnvVarsSensitive: false }]);
  await projectConnection.create(context, inputs[1] ?? sensitive);
  expect(links()).toMatchObject([production, { environments: ["preview"], makeEnvVarsSensitive: true }]);
  // Nothing leaves any more: a collision is final.
  emulator.journal.clear();
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 409, times: ALWAYS });
  const late = await failureOf(projectConnection.create(context, args({ environments: ["development"] })));
  expect(late.code).toBe("connection-second-rejected");
  expect(count(emulator, CONNECT)).toBe(1);
});

test("P42 of two connections the one with the given id is adopted, and get reads the one with its id", async () => {
  await using several = await start();
  const { emulator, store, args, valuesOf } = several;
  const ids = [production, { ...preview, prefix: "MAIN" }].map(
    (given) => emulator.projects.connect({ store: store.id, project: "web", ...given }).id,
  );
  const [first = "", second = ""] = ids;
  const said = { ...preview, envVarPrefix: "MAIN_" };

  const differs = await failureOf(checked(processOf(emulator), args({ ...said, adopt: first })));
  expect(differs).toMatchObject({ code: "connection-adopt-differs", values: { connection: first } });
  const missing = await failureOf(checked(processOf(emulator), args({ ...said, adopt: "spc_none" })));
  expect(missing).toMatchObject({ code: "connection-adopt-not-found", values: { existing: ids } });
  const context = processOf(emulator);
  const made = [
    await connect(context, args({ ...said, adopt: second })),
    await connect(context, args({ ...production, adopt: first })),
  ];

  expect(made.map(({ id }) => id)).toEqual([second, first]);
  for (const { id, state } of made) {
    expect(state.values).toEqual(valuesOf(id));
    const found = await projectConnection.read(processOf(emulator), id, undefined);
    expect(found?.state).toMatchObject({ environments: state.environments, values: state.values });
  }
  expect(emulator.journal.writes()).toEqual([]);
});

test.each(["given", "slug", "id"] as const)(
  "P39 custom environments are told apart by slug and id (the server returns: %s)",
  async (customEnvironments) => {
    await using several = await start({ customEnvironments });
    const { emulator, args, links } = several;
    const [staging, qa] = (emulator.projects.get("web")?.customEnvironments ?? []).map(({ id }) => id);
    const context = processOf(emulator);
    const inputs = [
      await checked(context, args({ environments: ["production", "staging"] })),
      await checked(context, args({ environments: ["preview", String(qa)] })),
    ];

    const made = await Promise.all(inputs.map((one) => projectConnection.create(context, one)));

    expect(links().map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    for (const { id, state } of made) {
      expect((await readAgain(processOf(emulator), id, state)).state).toEqual(state);
    }
    const before = snapshotOf(emulator);
    for (const environments of [["qa"], [String(staging)], ["staging", "development"]]) {
      const failure = await failureOf(connect(processOf(emulator), args({ environments })));
      expect(failure.code).toBe("connection-exists");
    }
    const [, second] = made;
    const wider = args({ environments: ["preview", "qa", String(staging)] });
    const failure = await failureOf(change(processOf(emulator), second as (typeof made)[number], wider));
    expect(failure).toMatchObject({ code: "connection-change-rejected", cause: { code: "connection-overlap" } });
    expect(snapshotOf(emulator)).toEqual(before);
  },
);

test("P31 two resources that name one custom environment by slug and by id fail at preview, new or changed", async () => {
  await using several = await start();
  const { emulator, args } = several;
  const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
  const slug = args({ environments: ["staging"] });
  const id = args({ environments: ["production", staging] });
  const existing = await connect(processOf(emulator), args(production));
  emulator.journal.clear();

  for (const [first, second] of [
    [slug, id],
    [id, slug],
  ] as const) {
    const context = processOf(emulator);
    await checked(context, first);
    const failure = await failureOf(checked(context, second));
    const { environments } = second;
    expect(failure).toMatchObject({
      code: "connection-declared-twice",
      values: { environments: environments?.slice(-1) },
    });
  }
  const context = processOf(emulator);
  await checked(context, slug);
  const failure = await failureOf(change(context, existing, id));
  expect(failure.cause).toMatchObject({ code: "connection-declared-twice", values: { environments: [staging] } });
  expect(emulator.journal.writes()).toEqual([]);
});

test("P31 two resources that name one custom environment by slug and by id, unknown at preview: the second fails", async () => {
  await using several = await start();
  const { emulator, args, links } = several;
  const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
  const context = processOf(emulator);
  const first = await projectConnection.create(context, await checked(context, args({ environments: ["staging"] })));

  const failure = await failureOf(projectConnection.create(context, args({ environments: [staging] })));

  expect(failure).toMatchObject({ code: "connection-owned", values: { connection: first.id } });
  expect(links()).toMatchObject([{ id: first.id }]);
  expect(count(emulator, CONNECT)).toBe(1);
});

test("P31 P48 an API that takes no second connection: the failure names the first, which works as before", async () => {
  await using several = await start({ secondConnection: "reject" });
  const { emulator, args } = several;
  const first = await connect(processOf(emulator), args(production));
  const before = snapshotOf(emulator);

  for (const more of [preview, { ...preview, envVarPrefix: "MAIN" }]) {
    const failure = await failureOf(connect(processOf(emulator), args(more)));
    expect(failure).toMatchObject({ code: "connection-second-rejected", values: { connection: first.id } });
    for (const text of [`${first.id} (production)`, "shop-db"]) expect(render(failure)).toContain(text);
  }
  expect(snapshotOf(emulator)).toEqual(before);
  // The way out.
  const all = args({ environments: [...production.environments, ...preview.environments] });
  expect((await change(processOf(emulator), first, all)).environments).toHaveLength(3);
});

test("P42 P49 a connection whose environments the response does not tell is in the way of a new one", async () => {
  await using several = await start();
  const { emulator, store, args, links } = several;
  const first = await connect(processOf(emulator), args(production));
  const [{ environments: _, ...link } = { environments: [] }] = links();
  emulator.stores.edit(store.id, { json: { projectsMetadata: [link] } });
  emulator.journal.clear();

  const failure = await failureOf(connect(processOf(emulator), args(preview)));

  expect(failure).toMatchObject({ code: "connection-exists", values: { connection: first.id } });
  expect(emulator.journal.writes()).toEqual([]);
});

test("P31 a new resource that shares an environment with another one fails the preview, whichever is checked first", async () => {
  await using several = await start();
  const { emulator, args } = several;
  const { id, state } = await connect(processOf(emulator), args(preview));
  const context = processOf(emulator);

  await checked(context, args({ environments: ["development"] }));
  const inputs = await checked(context, args(preview), state);

  const failure = await failureOf(projectConnection.diff(context, id, state, inputs));
  expect(failure.code).toBe("connection-declared-twice");
});
