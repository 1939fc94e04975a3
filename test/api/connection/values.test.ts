// The values of a connection's variables: read with few requests, or listed in `unreadable`.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import type { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  CONNECT,
  checked,
  connect,
  PULL,
  projectId,
  readAgain,
  seedStore,
  toWeb,
  VARIABLE,
  VARIABLES,
  valuesAt,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

const names = (values: Record<string, string>) => Object.keys(values).sort();

test("sensitive variables are unreadable, never empty strings, with one warning per process", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);

  const { state } = await connect(context, toWeb(emulator, store, { sensitive: true }));
  await connect(context, { storeId: store.id, projectId: projectId(emulator, "worker"), sensitive: true });

  expect(state).toMatchObject({ values: {}, unreadable: names(emulator.stores.secretValues(store.id)) });
  expect(context.said.warning).toEqual([expect.stringContaining("[connection-values-sensitive]")]);
  expect(context.said.warning[0]).toContain("shop-db in web");
  expect(count(emulator, VARIABLE)).toBe(0);
});

test("if the team's policy makes production and preview sensitive, development is read", async () => {
  await using emulator = await emulate({ sensitivePolicy: "on" });
  const store = seedStore(emulator);
  const context = processOf(emulator);

  const everywhere = await connect(context, toWeb(emulator, store));
  const production = await connect(context, {
    storeId: store.id,
    projectId: projectId(emulator, "worker"),
    environments: ["production"],
  });

  expect(everywhere.state).toMatchObject({ values: emulator.stores.secretValues(store.id), unreadable: [] });
  expect(production.state).toMatchObject({ values: {}, unreadable: names(emulator.stores.secretValues(store.id)) });
});

test("if the pull is forbidden, values are read one by one", async () => {
  await using emulator = await emulate({ envPull: 403 });
  const store = seedStore(emulator);

  const { state } = await connect(processOf(emulator), toWeb(emulator, store));

  expect(state).toMatchObject({ values: valuesAt(emulator, "web"), unreadable: [] });
  expect(count(emulator, VARIABLES)).toBe(2);
  expect(count(emulator, VARIABLE)).toBe(names(valuesAt(emulator, "web")).length);
});

test("if single values are forbidden too, all are unreadable", async () => {
  await using emulator = await emulate({ envPull: 403, decryptById: 403 });
  const store = seedStore(emulator);
  const context = processOf(emulator);

  const { state } = await connect(context, toWeb(emulator, store));

  expect(state).toMatchObject({ values: {}, unreadable: names(emulator.stores.secretValues(store.id)) });
  expect(context.said.warning).toHaveLength(1);
});

test("if the token may read no variables of the project, the warning says so", async () => {
  await using emulator = await emulate({ envPull: 403 });
  const store = seedStore(emulator);
  const context = processOf(emulator);
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });

  const { state } = await connect(context, toWeb(emulator, store));

  expect(state).toMatchObject({ values: {}, unreadable: names(emulator.stores.secretValues(store.id)) });
  expect(context.said.warning).toEqual([
    expect.stringContaining("[connection-variables-not-compared]"),
    expect.stringContaining("[connection-values-forbidden]"),
  ]);
});

test("an authentication challenge counts as forbidden", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  for (const route of [PULL, VARIABLES]) {
    emulator.faults.add({
      route,
      at: "answer",
      kind: "status",
      status: 401,
      code: "challenge_required",
      times: ALWAYS,
    });
  }

  expect((await connect(processOf(emulator), toWeb(emulator, store))).state.values).toEqual({});
});

test("the values of a custom environment are read by its slug and by its id", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const store = seedStore(emulator);
  const [staging, qa] = emulator.projects.get("web")?.customEnvironments ?? [];

  const { state } = await connect(context, toWeb(emulator, store, { environments: ["staging", String(qa?.id)] }));

  expect(state.values).toEqual(emulator.stores.secretValues(store.id));
  const records = emulator.projects.variables("web");
  expect(records[0]).toMatchObject({ target: [], customEnvironmentIds: [staging?.id, qa?.id] });
});

test.each([{ reads: 3 }, { ms: 120 }])(
  "variables that appear late (%o) are polled for, without another POST",
  async (variablesAfter) => {
    await using emulator = await emulate({ variablesAfter });
    const store = seedStore(emulator);

    const { state } = await connect(processOf(emulator), toWeb(emulator, store));

    expect(state).toMatchObject({ variableNames: names(valuesAt(emulator, "web")), values: valuesAt(emulator, "web") });
    expect(count(emulator, CONNECT)).toBe(1);
  },
);

test("P13 variables that do not appear in time keep the connection in the state, and the next run continues without a POST", async () => {
  await using emulator = await emulate({ variablesAfter: {} });
  const store = seedStore(emulator);
  const context = processOf(emulator, { timings: { variablesSeconds: 0.2 } });
  const args = toWeb(emulator, store);

  const failure = (await failureOf(connect(context, args))) as PartialStateError<ConnectionState>;

  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  expect(failure.code).toBe("connection-variables-pending");
  expect(render(failure)).toContain(`shop-db in web (${link?.id})`);
  expect(failure.id).toBe(link?.id);

  // A refresh in between does not complete it.
  const { state } = await readAgain(processOf(emulator), failure.id, failure.state());
  expect(state.values).toBeUndefined();
  const next = processOf(emulator);
  const inputs = await checked(next, args, state);
  expect(await projectConnection.diff(next, failure.id, state, inputs)).toEqual({ changes: true, replaces: [] });

  emulator.configure({ variablesAfter: null });
  emulator.stores.edit(store.id, {
    projectsMetadata: (emulator.stores.get(store.id)?.projectsMetadata ?? []).map(({ pending: _, ...rest }) => rest),
  });
  const finished = await projectConnection.update(next, failure.id, state, inputs);

  expect(finished.values).toEqual(valuesAt(emulator, "web"));
  expect(count(emulator, CONNECT)).toBe(1);
  expect(await projectConnection.diff(next, failure.id, finished, inputs)).toEqual({ changes: false, replaces: [] });
});

test("a connection that was deleted before its variables were read fails the update by name", async () => {
  await using emulator = await emulate({ variablesAfter: {} });
  const store = seedStore(emulator);
  const context = processOf(emulator, { timings: { variablesSeconds: 0.1 } });
  const inputs = await checked(context, toWeb(emulator, store));
  const created = (await failureOf(projectConnection.create(context, inputs))) as PartialStateError<ConnectionState>;
  emulator.projects.disconnect(store.id);

  const failure = await failureOf(projectConnection.update(context, created.id, created.state(), inputs));

  expect(failure).toMatchObject({ code: "connection-deleted", id: created.id });
  expect((failure as PartialStateError).state()).toMatchObject({ storeId: store.id });
});

test("a store that is still initializing has variables to poll for, although its response has none", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator, { provisioning: { status: "initializing", ms: 150 } });

  const { state } = await connect(processOf(emulator), toWeb(emulator, store));

  expect(state.values).toEqual(emulator.stores.secretValues(store.id));
});

test("polling ends when the engine does", async () => {
  await using emulator = await emulate({ variablesAfter: {} });
  const store = seedStore(emulator);
  const context = processOf(emulator, { timings: { variablesSeconds: 60 } });
  let asked = 0;
  context.engineIsAlive = async () => {
    asked += 1;
    return asked < 5;
  };

  expect((await failureOf(connect(context, toWeb(emulator, store)))).code).toBe("connection-polling-ended");
});

test("a connection has neither the project's own variables nor those of other stores", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  emulator.projects.addVariable({ project: "web", key: "OWN", value: "own-canary" });

  const main = await connect(context, toWeb(emulator, first, { environments: ["production"] }));
  const rest = await connect(context, toWeb(emulator, second, { environments: ["preview", "development"] }));

  expect(main.state.values).toEqual(emulator.stores.secretValues(first.id));
  expect(rest.state.values).toEqual(emulator.stores.secretValues(second.id));
  expect(JSON.stringify([main.state, rest.state])).not.toContain("own-canary");
});

/** A connection in the state, and a later process that reads it. */
async function createConnection() {
  const emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store);
  const { id, state } = await connect(processOf(emulator), args);
  return { emulator, store, args, id, state, [Symbol.asyncDispose]: () => emulator.close() };
}

const weaker: { what: string; faults: FaultGiven[] }[] = [
  {
    what: "a token that may read nothing of the project",
    faults: [PULL, VARIABLES, VARIABLE].map((route) => ({ route, at: "answer", kind: "status", status: 403 })),
  },
  {
    what: "a token that may list the variables only",
    faults: [PULL, VARIABLE].map((route) => ({ route, at: "answer", kind: "status", status: 403 })),
  },
  {
    what: "empty values",
    faults: [
      { route: PULL, at: "answer", kind: "other-shape", body: { env: {} } },
      { route: VARIABLE, at: "answer", kind: "other-shape", body: { value: "" } },
    ],
  },
  {
    what: "an empty project",
    faults: [
      { route: PULL, at: "answer", kind: "other-shape", body: { env: {} } },
      { route: VARIABLES, at: "answer", kind: "other-shape", body: { envs: [] } },
    ],
  },
  { what: "a response of another shape", faults: [{ route: PULL, at: "answer", kind: "other-shape", body: {} }] },
  {
    what: "a challenge",
    faults: [PULL, VARIABLES].map((route) => ({
      route,
      at: "answer",
      kind: "status",
      status: 401,
      code: "challenge_required",
    })),
  },
];

test.each(weaker)(
  "P16 a refresh with $what keeps the values, with one warning; a later one reads them",
  async ({ faults }) => {
    await using connection = await createConnection();
    const { emulator, id, state } = connection;
    for (const fault of faults) emulator.faults.add({ ...fault, times: null });
    const context = processOf(emulator);

    const read = await readAgain(context, id, state);

    expect(read.state.values).toEqual(state.values);
    expect(context.said.warning).toHaveLength(1);
    emulator.faults.clear();
    const later = await readAgain(processOf(emulator), id, read.state);
    expect(later.state).toEqual(state);
  },
);

test("P16 a store that no longer lists the variables of a connection does not empty it", async () => {
  await using connection = await createConnection();
  const { emulator, store, id, state } = connection;
  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  if (link) emulator.stores.edit(store.id, { projectsMetadata: [{ ...link, environmentVariables: [] }] });

  const read = await readAgain(processOf(emulator), id, state);

  expect(read.state).toEqual(state);
});

test("P16 P1 P17 variables that were removed from the project are a change once: noted, reported, then unchanged", async () => {
  await using connection = await createConnection();
  const { emulator, args, id, state } = connection;
  for (const { id: variable, key } of emulator.projects.variables("web")) {
    if (key === "DATABASE_URL" || key === "PGUSER") emulator.projects.removeVariable(variable);
  }
  const left = (state.variableNames ?? []).filter((name) => name !== "DATABASE_URL" && name !== "PGUSER");

  const refresh = processOf(emulator);
  const read = await readAgain(refresh, id, state);
  expect(read.state).toMatchObject({ variableNames: left, missingVariables: ["DATABASE_URL", "PGUSER"] });
  expect(refresh.said.warning).toEqual([expect.stringContaining("[connection-variables-missing]")]);
  // The refresh compares too.
  expect(await projectConnection.diff(refresh, id, read.state, read.inputs)).toEqual({ changes: true, replaces: [] });

  const up = processOf(emulator);
  const inputs = await checked(up, args, read.inputs);
  expect(await projectConnection.diff(up, id, read.state, inputs)).toEqual({ changes: true, replaces: [] });
  const updated = await projectConnection.update(up, id, read.state, inputs);
  expect(updated.variableNames).toEqual(left);
  expect(updated).not.toHaveProperty("missingVariables");
  expect(up.said.warning).toHaveLength(1);
  for (const text of [
    "DATABASE_URL",
    "PGUSER",
    "--replace '**:ProjectConnection::",
    "[connection-variables-missing]",
  ]) {
    expect(up.said.warning[0]).toContain(text);
  }

  const next = processOf(emulator);
  const again = await readAgain(next, id, updated);
  expect(again.state).toEqual(updated);
  expect(next.said.warning).toEqual([]);
  const unchanged = await checked(next, args, again.inputs);
  expect(await projectConnection.diff(next, id, again.state, unchanged)).toEqual({ changes: false, replaces: [] });
  // The way to restore them: a forced replacement.
  const replacing = processOf(emulator);
  const forced = await checked(replacing, args);
  await projectConnection.delete(replacing, id, again.state);
  const restored = await projectConnection.create(replacing, forced);
  expect(restored.state.values).toEqual(emulator.stores.secretValues(args.storeId));
});

test("P12 P16 a connection that is adopted without some of its variables is finished, with a warning", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id } = emulator.projects.connect({ store: store.id, project: "web" });
  for (const { id: variable, key } of emulator.projects.variables("web")) {
    if (key === "DATABASE_URL") emulator.projects.removeVariable(variable);
  }
  const context = processOf(emulator, { timings: { variablesSeconds: 0.1 } });
  const args = toWeb(emulator, store, { adopt: id });

  const { state } = await connect(context, args);

  expect(state.variableNames).not.toContain("DATABASE_URL");
  expect(state.variableNames).toContain("PGUSER");
  expect(context.said.warning).toEqual([expect.stringContaining("[connection-variables-missing]")]);
  const next = processOf(emulator);
  const read = await readAgain(next, id, state);
  expect(read.state).toEqual(state);
  const inputs = await checked(next, args, read.inputs);
  expect(await projectConnection.diff(next, id, read.state, inputs)).toEqual({ changes: false, replaces: [] });
});

test("P12 variables that never appear block one run only: the next one finishes with a warning", async () => {
  await using emulator = await emulate({ variablesAfter: {} });
  const store = seedStore(emulator);
  const context = processOf(emulator, { timings: { variablesSeconds: 0.1 } });
  const inputs = await checked(context, toWeb(emulator, store));
  const failure = (await failureOf(projectConnection.create(context, inputs))) as PartialStateError<ConnectionState>;
  expect(failure.code).toBe("connection-variables-pending");
  const next = processOf(emulator, { timings: { variablesSeconds: 0.1 } });

  const state = await projectConnection.update(next, failure.id, failure.state(), inputs);

  expect(state).toMatchObject({ variableNames: [], values: {} });
  expect(next.said.warning).toEqual([expect.stringContaining("[connection-variables-missing]")]);
  // Variables that appear later come with a refresh.
  emulator.configure({ variablesAfter: null });
  emulator.stores.edit(store.id, {
    projectsMetadata: (emulator.stores.get(store.id)?.projectsMetadata ?? []).map(({ pending: _, ...rest }) => rest),
  });
  const read = await readAgain(processOf(emulator), failure.id, state);
  expect(read.state.values).toEqual(valuesAt(emulator, "web"));
});

test("P16 variables that are there again when the update reads are no longer missing", async () => {
  await using connection = await createConnection();
  const { emulator, args, id, state } = connection;
  emulator.faults.add({ route: PULL, at: "answer", kind: "other-shape", body: { env: {} } });
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "other-shape", body: { envs: [] } });
  const read = await readAgain(processOf(emulator), id, state);
  expect(read.state.missingVariables).toEqual(state.variableNames);
  const up = processOf(emulator);

  const updated = await projectConnection.update(up, id, read.state, await checked(up, args, read.inputs));

  expect(updated).toEqual(state);
  expect(up.said.warning).toEqual([]);
});
