import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  CHANGE,
  CONNECT,
  CONNECT_WITH_PREFIX,
  change,
  changesIn,
  checked,
  connect,
  createConnection,
  DISCONNECT,
  expectSettled,
  PULL,
  readAgain,
  requestsIn,
  STORE,
  seedStore,
  toWeb,
  VARIABLES,
  valuesAt,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, processOf } from "../../support/process-context.ts";

const production = ["production"];
const both = ["production", "preview"];

const changes: { what: string; from: Partial<ConnectionInputs>; to: Partial<ConnectionInputs>; body: object }[] = [
  {
    what: "more environments",
    from: { environments: production },
    to: { environments: both },
    body: { envVarEnvironments: both },
  },
  {
    what: "fewer environments",
    from: { environments: both, envVarPrefix: "MAIN" },
    to: { environments: production, envVarPrefix: "MAIN" },
    body: { envVarEnvironments: production },
  },
  {
    what: "the default environments",
    from: { environments: production },
    to: {},
    body: { envVarEnvironments: [...both, "development"] },
  },
  {
    what: "a custom environment",
    from: { environments: production },
    to: { environments: ["staging", "production"] },
    body: { envVarEnvironments: ["staging", "production"] },
  },
  {
    what: "a prefix",
    from: { environments: both },
    to: { environments: both, envVarPrefix: "MAIN" },
    body: { envVarPrefix: "MAIN" },
  },
  {
    what: "another prefix",
    from: { environments: both, envVarPrefix: "MAIN" },
    to: { environments: both, envVarPrefix: "OTHER_" },
    body: { envVarPrefix: "OTHER_" },
  },
  {
    what: "no prefix",
    from: { environments: both, envVarPrefix: "MAIN_" },
    to: { environments: both },
    body: { envVarPrefix: null },
  },
  {
    what: "environments and prefix",
    from: { environments: production },
    to: { environments: ["preview"], envVarPrefix: "MAIN" },
    body: { envVarEnvironments: ["preview"], envVarPrefix: "MAIN" },
  },
];

test.each(changes)(
  "P48 P1 $what: one PATCH of what changed, then values and names are the server's, and nothing is left to change",
  async ({ from, to, body }) => {
    await using connection = await createConnection(from);
    const { emulator, store, id, state, args } = connection;

    const changed = await change(processOf(emulator), { id, state }, args(to));

    expect(changesIn(emulator)).toEqual([body]);
    expect(emulator.journal.writes()).toHaveLength(1);
    const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
    expect(link).toMatchObject({
      id,
      environments: to.environments ?? [...both, "development"],
      envVarPrefix: to.envVarPrefix ?? null,
    });
    expect(changed).toMatchObject({
      variableNames: [...(link?.environmentVariables ?? [])].sort(),
      unreadable: [],
      place: { ...state.place, environments: link?.environments },
    });
    expect(changed.values).toEqual(valuesAt(emulator, "web"));
    await expectSettled(emulator, id, changed, args(to));
    const { state: created } = await createdAs(to);
    expect({ ...changed, values: {}, storeId: "", place: {} }).toEqual({
      ...created,
      values: {},
      storeId: "",
      place: {},
    });
  },
);

/** A connection that a run creates with these arguments. */
async function createdAs(to: Partial<ConnectionInputs>) {
  await using connection = await createConnection(to);
  return { id: connection.id, state: connection.state };
}

test.each(["replace-with-underscore", "literal"] as const)(
  "P48 variableNames after another prefix are those that the server made (%s)",
  async (prefixRule) => {
    await using connection = await createConnection({}, { prefixRule });
    const { emulator, id, state, args } = connection;

    const changed = await change(processOf(emulator), { id, state }, args({ envVarPrefix: "MAIN" }));

    const name = prefixRule === "literal" ? "MAINDATABASE_URL" : "MAIN_DATABASE_URL";
    expect(changed.variableNames).toContain(name);
    expect(Object.keys(changed.values ?? {}).sort()).toEqual(changed.variableNames);
    await expectSettled(emulator, id, changed, args({ envVarPrefix: "MAIN" }));
  },
);

const forms = ["PRE", "PRE_"];
const directions = forms.flatMap((before) => forms.flatMap((live) => forms.map((after) => ({ before, live, after }))));

test.each(directions)(
  "P3 PRE and PRE_ are no difference: $before in the state, $live at Vercel, $after in the program",
  async ({ before, live, after }) => {
    await using connection = await createConnection({ environments: production, envVarPrefix: before });
    const { emulator, store, id, state, args } = connection;
    emulator.projects.editConnection(store.id, id, { prefix: live });
    const same = args({ environments: production, envVarPrefix: after });

    const read = await readAgain(processOf(emulator), id, state);
    expect(read.inputs.envVarPrefix).toBe(before);
    emulator.journal.clear();
    for (const known of [state, read.state]) {
      const context = processOf(emulator);
      const inputs = await checked(context, same, known);
      expect(inputs.envVarPrefix).toBe(before);
      expect(await projectConnection.diff(context, id, known, inputs)).toEqual({ changes: false, replaces: [] });
      // A request would say that the environments change only.
      expect(await projectConnection.update(context, id, known, inputs)).toMatchObject({ envVarPrefix: before });
    }
    expect(emulator.journal.entries()).toEqual([]);

    await change(processOf(emulator), { id, state: read.state }, { ...same, environments: both });
    expect(changesIn(emulator)).toEqual([{ envVarEnvironments: both }]);
    const adopted = await connect(processOf(emulator), { ...same, environments: both, adopt: id });
    expect(adopted.id).toBe(id);
  },
);

test.each(["given", "slug", "id"] as const)(
  "P3 P48 custom environments by slug and id are one, whatever the server calls them (%s)",
  async (customEnvironments) => {
    await using connection = await createConnection({ environments: production }, { customEnvironments });
    const { emulator, id, state, args } = connection;
    const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
    const [bySlug, byId] = [{ environments: ["production", "staging"] }, { environments: [staging, "production"] }];

    const changed = await change(processOf(emulator), { id, state }, args(bySlug));
    expect(changesIn(emulator)).toEqual([{ envVarEnvironments: bySlug.environments }]);
    await expectSettled(emulator, id, changed, args(bySlug));

    const respelt = await change(processOf(emulator), { id, state: changed }, args(byId));
    expect(emulator.journal.writes()).toEqual([]);
    await expectSettled(emulator, id, respelt, args(byId));
  },
);

test("P48 sensitive is a replacement, whatever else changes", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  const context = processOf(emulator);

  const inputs = await checked(context, args({ environments: both, sensitive: true }), state);

  expect(await projectConnection.diff(context, id, state, inputs)).toEqual({
    changes: undefined,
    replaces: ["sensitive"],
  });
  expect(emulator.journal.writes()).toEqual([]);
});

test("P48 a sensitive connection changes its environments in place, and stays sensitive", async () => {
  await using connection = await createConnection({ environments: production, sensitive: true });
  const { emulator, store, id, state, args } = connection;
  const wider = args({ environments: both, sensitive: true });

  const changed = await change(processOf(emulator), { id, state }, wider);

  expect(changesIn(emulator)).toEqual([{ envVarEnvironments: both }]);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id, makeEnvVarsSensitive: true }]);
  expect(changed).toMatchObject({ values: {}, unreadable: state.unreadable });
  await expectSettled(emulator, id, changed, wider);
});

test("P48 a change of environments keeps the known values if they cannot be read at present", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  for (const route of [PULL, VARIABLES]) {
    emulator.faults.add({ route, at: "answer", kind: "status", status: 500, times: ALWAYS });
  }
  const context = processOf(emulator, { timings: { requestSeconds: 0.3 } });

  const changed = await change(context, { id, state }, args({ environments: both }));

  expect(changed).toMatchObject({ environments: both, values: state.values, variableNames: state.variableNames });
  expect(context.said.warning.join()).toContain("[connection-values-stale]");
  emulator.faults.clear();
  await expectSettled(emulator, id, changed, args({ environments: both }));
});

test("P48 variables that appear late in their new environments are waited for, and none is reported as missing", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  const context = processOf(emulator);
  const inputs = await checked(context, args({ environments: ["preview"] }), state);
  await projectConnection.diff(context, id, state, inputs);
  for (const [route, body] of [
    [PULL, { env: {} }],
    [VARIABLES, { envs: [] }],
  ] as const) {
    emulator.faults.add({ route, at: "answer", kind: "other-shape", body, times: 2 });
  }

  const changed = await projectConnection.update(context, id, state, inputs);

  expect(changed).toMatchObject({ variableNames: state.variableNames, values: state.values });
  expect(context.said.warning).toEqual([]);
  await expectSettled(emulator, id, changed, inputs);
});

test("P48 P13 another prefix whose values cannot be read yet is recorded, and the next run continues without a PATCH", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  const renamed = args({ environments: production, envVarPrefix: "MAIN" });
  emulator.faults.add({ route: PULL, at: "answer", kind: "status", status: 500, times: ALWAYS });

  const context = processOf(emulator, { timings: { requestSeconds: 0.3 } });
  const failure = await change(context, { id, state }, renamed).catch((error: unknown) => error);

  expect(failure).toMatchObject({ id, code: "api-server-error" });
  const partial = (failure as { state: () => ConnectionState }).state();
  expect(partial).toMatchObject({ envVarPrefix: "MAIN", variableNames: expect.arrayContaining(["MAIN_PGHOST"]) });
  expect(partial).not.toHaveProperty("values");
  emulator.faults.clear();
  emulator.journal.clear();
  const next = await change(processOf(emulator), { id, state: partial }, renamed);
  expect(emulator.journal.writes()).toEqual([]);
  expect(next.values).toEqual(valuesAt(emulator, "web"));
});

test("P40 P48 a change is validated and made in the team of the state, whatever the settings say", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  const elsewhere = processOf(emulator, { token: "both", team: "acme-prod" });
  const to = args({ environments: ["production", "staging"], envVarPrefix: "MAIN" });

  const changed = await change(elsewhere, { id, state }, to);

  expect(count(emulator, CHANGE)).toBe(1);
  expect(new Set(emulator.journal.entries().map(({ team }) => team))).toEqual(new Set([state.place?.teamId]));
  await expectSettled(emulator, id, changed, to);
});

test("P48 P14 a change of a connection whose values were never read waits for them", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  const { values: _, unreadable: __, ...unread } = state;
  for (const [route, body] of [
    [PULL, { env: {} }],
    [VARIABLES, { envs: [] }],
  ] as const) {
    const match = route === VARIABLES ? { skip: 1 } : {};
    emulator.faults.add({ route, at: "answer", kind: "other-shape", body, ...match });
  }

  const changed = await change(processOf(emulator), { id, state: unread }, args({ environments: both }));

  expect(changed.values).toEqual(valuesAt(emulator, "web"));
});

test("P48 what was read before a change is not taken for what is there afterwards", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, id, state, args } = connection;
  const other = seedStore(emulator, { name: "other-db" });
  const beside = toWeb(emulator, other, { environments: ["preview"], envVarPrefix: "OTHER" });
  const second = await connect(processOf(emulator), beside);
  const context = processOf(emulator);
  await readAgain(context, second.id, second.state);

  const changed = await change(context, { id, state }, args({ environments: ["preview"] }));

  expect(changed).toMatchObject({ values: state.values, variableNames: state.variableNames });
  expect(changed).not.toHaveProperty("missingVariables");
  expect(context.said.warning).toEqual([]);
});

/** States that older versions, interrupted runs and refreshes leave. */
const states: { what: string; olden: (state: ConnectionState) => ConnectionState }[] = [
  {
    what: "of an older version",
    olden: ({ place: { teamSlug: _, ...place } = {}, ...state }) => ({ ...state, place }),
  },
  { what: "with ids only", olden: ({ place: _, ...state }) => state },
  { what: "without values", olden: ({ values: _, unreadable: __, ...state }) => state },
  { what: "with missing variables", olden: (state) => ({ ...state, missingVariables: ["PGHOST"] }) },
];

test.each(states)("P48 P5 a state $what changes in place too", async ({ olden }) => {
  for (const to of [{ environments: both }, { environments: both, envVarPrefix: "MAIN" }]) {
    await using connection = await createConnection({ environments: production });
    const { emulator, id, state, args } = connection;

    const changed = await change(processOf(emulator), { id, state: olden(state) }, args(to));

    expect(count(emulator, CHANGE)).toBe(1);
    expect(changed.values).toEqual(valuesAt(emulator, "web"));
    expect(changed).not.toHaveProperty("missingVariables");
    await expectSettled(emulator, id, changed, args(to));
  }
});

test("P48 P2 requests of each operation", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const narrow = toWeb(emulator, store, { environments: production });
  const table: Record<string, string[]> = {};
  const measure = async <Result>(what: string, act: () => Promise<Result>): Promise<Result> => {
    emulator.journal.clear();
    const result = await act();
    table[what] = requestsIn(emulator);
    return result;
  };
  const { id, state } = await measure("create", () => connect(processOf(emulator), narrow));
  await measure("second connection", () =>
    connect(processOf(emulator), toWeb(emulator, store, { environments: ["development"] })),
  );
  const preview = async (known: ConnectionState, args: ConnectionInputs) => {
    const context = processOf(emulator);
    return projectConnection.diff(context, id, known, await checked(context, args, known));
  };
  await measure("unchanged preview", () => preview(state, narrow));
  const wide = { ...narrow, environments: both };
  await measure("preview of more environments", () => preview(state, wide));
  const wider = await measure("more environments", () => change(processOf(emulator), { id, state }, wide));
  const prefixed = { ...wide, envVarPrefix: "MAIN" };
  await measure("preview of a prefix", () => preview(wider, prefixed));
  const renamed = await measure("prefix", () => change(processOf(emulator), { id, state: wider }, prefixed));
  const fewer = { ...prefixed, environments: production };
  await measure("preview of fewer environments", () => preview(renamed, fewer));
  const narrower = await measure("fewer environments", () =>
    change(processOf(emulator), { id, state: renamed }, fewer),
  );
  await measure("refresh", () => readAgain(processOf(emulator), id, narrower));
  await measure("delete", () => projectConnection.delete(processOf(emulator), id, narrower));

  const PROJECT = "GET /v9/projects/:project";
  const created = [PROJECT, STORE, VARIABLES, CONNECT, STORE, PULL];
  expect(table).toEqual({
    create: created,
    "second connection": created,
    "unchanged preview": [],
    "preview of more environments": [STORE, VARIABLES],
    "more environments": [STORE, VARIABLES, CHANGE, STORE, PULL],
    "preview of a prefix": [STORE, VARIABLES],
    prefix: [STORE, VARIABLES, CHANGE, STORE, PULL],
    "preview of fewer environments": [],
    "fewer environments": [STORE, CHANGE, STORE, PULL],
    refresh: [STORE, PULL],
    delete: [DISCONNECT, STORE],
  });
  expect(count(emulator, CONNECT_WITH_PREFIX)).toBe(0);
});
