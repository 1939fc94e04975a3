// A variable of the project, or another connection, that stands in the way: rejected before anything is changed.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../provider/src/contract/project-connection.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  checked,
  connect,
  DISCONNECT,
  projectId,
  seedStore,
  toWeb,
  VARIABLES,
  valuesAt,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, type ProcessContext, processOf } from "../../support/process-context.ts";

const inPlace = { changes: undefined, replaces: [] };

/** A connection of web in production, in a project that has `key` in preview. */
async function createNarrow(emulator: Emulator, key = "DATABASE_URL") {
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["production"] });
  const { id, state } = await connect(processOf(emulator), args);
  emulator.projects.addVariable({ project: "web", key, value: "own-canary", environments: ["preview"] });
  emulator.journal.clear();
  const diff = async (more: Partial<ConnectionInputs>, context = processOf(emulator)) =>
    projectConnection.diff(context, id, state, await checked(context, { ...args, ...more }, state));
  return { store, args, id, state, diff };
}

test("P48 a change that meets a variable of the project fails at preview by variable and environment", async () => {
  await using emulator = await emulate();
  const { store, id, diff } = await createNarrow(emulator);

  const failure = await failureOf(diff({ environments: ["production", "preview"] }));

  expect(failure.code).toBe("connection-change-rejected");
  expect(failure.cause).toMatchObject({
    code: "connection-variable-conflict",
    values: { variable: "DATABASE_URL", environments: ["preview"], origin: "project" },
  });
  for (const text of [`shop-db in web (${id})`, "DATABASE_URL", "in preview"]) expect(render(failure)).toContain(text);
  expect(render(failure)).not.toContain("own-canary");
  expect(emulator.journal.writes()).toEqual([]);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
});

test("P48 another prefix is checked by the names that it makes", async () => {
  await using emulator = await emulate();
  const { diff } = await createNarrow(emulator, "MAIN_DATABASE_URL");
  const more = { environments: ["production", "preview"] };

  for (const envVarPrefix of ["MAIN", "MAIN_"]) {
    const failure = await failureOf(diff({ ...more, envVarPrefix }));
    expect(failure.cause).toMatchObject({ values: { variable: "MAIN_DATABASE_URL" } });
  }
  expect(await diff({ ...more, envVarPrefix: "OTHER" })).toEqual(inPlace);
});

test("P48 a custom environment is compared by slug and id", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["production"] });
  const { id, state } = await connect(processOf(emulator), args);
  const qa = String(emulator.projects.get("web")?.customEnvironments[1]?.id);
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "x", environments: ["staging"] });
  const diff = async (environments: string[]) => {
    const context = processOf(emulator);
    return projectConnection.diff(context, id, state, await checked(context, { ...args, environments }, state));
  };

  expect((await failureOf(diff(["production", "staging"]))).cause).toMatchObject({
    values: { environments: ["staging"] },
  });
  expect(await diff(["production", qa])).toEqual(inPlace);
});

test("P48 P32 what is unknown is not compared, and a narrower connection asks nothing", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store);
  const { id, state } = await connect(processOf(emulator), args);
  emulator.journal.clear();

  for (const [more, replaces] of [
    [{ environments: ["production"] }, []],
    [{ envVarPrefix: UNKNOWN }, []],
    [{ environments: ["production", UNKNOWN] }, []],
    [{ projectId: UNKNOWN }, ["projectId"]],
    [{ storeId: UNKNOWN, projectId: "prj_x" }, ["storeId", "projectId"]],
  ] as const) {
    const context = processOf(emulator);
    const inputs = await checked(context, { ...args, ...more } as ConnectionInputs, state);
    expect(await projectConnection.diff(context, id, state, inputs)).toEqual({ changes: undefined, replaces });
  }
  expect(emulator.journal.entries()).toEqual([]);
});

test.each([
  { what: "all are unknown", environments: UNKNOWN as unknown as string[] },
  { what: "one is unknown", environments: ["production", UNKNOWN] },
])("P48 P32 environments that another connection may leave ($what) are not rejected at preview", async (to) => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const giver = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["production", "preview"] }));
  const taker = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["development"] }));
  const context = processOf(emulator);

  for (const [{ id, state }, environments] of [
    [giver, to.environments],
    [taker, ["development", "preview"]],
  ] as const) {
    const inputs = await checked(context, toWeb(emulator, store, { environments: environments as string[] }), state);
    expect(await projectConnection.diff(context, id, state, inputs)).toEqual({ changes: undefined, replaces: [] });
  }
});

test("P31 P48 a new connection fails at preview by variable, and a store of this run stays", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "x", environments: ["preview"] });

  const failure = await failureOf(checked(processOf(emulator), toWeb(emulator, store)));

  expect(failure).toMatchObject({ code: "connection-variable-conflict", values: { environments: ["preview"] } });
  expect(render(failure)).toContain("stays in the state");
  for (const passing of [{ storeId: UNKNOWN }, { environments: ["production"] }]) {
    const args = toWeb(emulator, store, passing);
    expect(await checked(processOf(emulator), args)).toMatchObject(args);
  }
});

test("P48 the variables of a project are read once per process", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const stores = Array.from({ length: 20 }, (_, at) => seedStore(emulator, { name: `db-${at}` }));

  await Promise.all(stores.map((store, at) => checked(context, toWeb(emulator, store, { envVarPrefix: `DB${at}` }))));

  expect(count(emulator, VARIABLES)).toBe(1);
});

test("P48 variables that a change in this process frees are no conflict, whichever check comes first", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const args = toWeb(emulator, first, { environments: ["production", "preview"] });
  const { id, state } = await connect(processOf(emulator), args);
  const context = processOf(emulator);

  const narrower = { ...args, environments: ["production"] };
  const inputs = await checked(context, narrower, state);
  await projectConnection.diff(context, id, state, inputs);
  const other = await checked(context, toWeb(emulator, second, { environments: ["preview"] }));

  // The engine starts the second creation while the first connection is still there: it waits.
  const creating = projectConnection.create(context, other);
  await expect.poll(() => emulator.journal.writes().length).toBeGreaterThan(0);
  await projectConnection.update(context, id, state, inputs);
  const created = await creating;
  expect(emulator.stores.get(second.id)?.projectsMetadata).toMatchObject([{ id: created.id }]);
  expect(emulator.stores.get(first.id)?.projectsMetadata).toMatchObject([{ id, environments: ["production"] }]);
  expect(count(emulator, DISCONNECT)).toBe(0);
});

test("P31 P48 variables that an earlier connection of the store left are no conflict at preview", async () => {
  await using emulator = await emulate({ variablesLinger: 60_000 });
  const store = seedStore(emulator);
  await connect(processOf(emulator), toWeb(emulator, store));
  emulator.projects.disconnect(store.id);

  const args = toWeb(emulator, store);
  expect(await checked(processOf(emulator), args)).toMatchObject(args);
});

test("P48 a token that may not read the variables gets one warning, not a rejection", async () => {
  await using emulator = await emulate();
  const { diff, store } = await createNarrow(emulator);
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const context = processOf(emulator);

  expect(await diff({ environments: ["production", "preview"] }, context)).toEqual(inPlace);
  await checked(context, toWeb(emulator, store, { projectId: projectId(emulator, "docs") }));

  expect(context.said.warning).toEqual([expect.stringContaining("[connection-variables-not-compared]")]);
});

test("P48 P34 while the project's variables cannot be read, a replacement is rejected and a change passes", async () => {
  await using emulator = await emulate();
  const { diff, store, id } = await createNarrow(emulator);
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 500, times: ALWAYS });

  const quick = { timings: { requestSeconds: 0.3 } };
  const wider = { environments: ["production", "preview"], sensitive: true };
  const failure = await failureOf(diff(wider, processOf(emulator, quick)));
  expect(failure.code).toBe("api-server-error");
  // The change leaves the connection as it is if Vercel rejects it.
  const context = processOf(emulator, quick);
  expect(await diff({ environments: ["production", "preview"] }, context)).toEqual(inPlace);
  expect(context.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
});

test("P31 a project that moves to another store under another name: preview names the ways without the dashboard", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const before = await connect(processOf(emulator), toWeb(emulator, first));
  const atPreview = await failureOf(checked(processOf(emulator), toWeb(emulator, second)));
  const atCreation = await failureOf(
    projectConnection.create(processOf(emulator), toWeb(emulator, second, { environments: ["production"] })),
  );

  for (const failure of [atPreview, atCreation]) {
    expect(failure).toMatchObject({ code: "connection-variable-conflict", values: { origin: { storeId: first.id } } });
    for (const text of ["logical name", "aliases", "two updates"]) expect(render(failure)).toContain(text);
  }

  // The first way: the same logical name. The old connection goes first.
  const context = processOf(emulator);
  const moved = toWeb(emulator, second);
  const inputs = await checked(context, moved, before.state);
  expect((await projectConnection.diff(context, before.id, before.state, inputs)).replaces).toEqual(["storeId"]);
  const again = await checked(context, moved);
  await projectConnection.delete(context, before.id, before.state);
  const { state } = await projectConnection.create(context, again);
  expect(state.values).toEqual(valuesAt(emulator, "web"));
});

type Made = Awaited<ReturnType<typeof connect>>;

/** What the engine calls for each way to replace a connection, before it deletes and creates. */
const ways: {
  what: string;
  call: (context: ProcessContext, args: ConnectionInputs, made: Made) => Promise<ConnectionInputs>;
  warns: boolean;
}[] = [
  {
    what: "a diff",
    call: async (context, args, { id, state }) => {
      const sensitive = { ...args, sensitive: true };
      const { replaces } = await projectConnection.diff(context, id, state, await checked(context, sensitive, state));
      expect(replaces).toEqual(["sensitive"]);
      return checked(context, sensitive);
    },
    warns: false,
  },
  {
    what: "a resource option, after a diff",
    call: async (context, args, { id, state }) => {
      await projectConnection.diff(context, id, state, await checked(context, args, state));
      return checked(context, args);
    },
    warns: false,
  },
  {
    what: "a resource option, without a diff",
    call: async (context, args, { state }) => {
      await checked(context, args, state);
      return checked(context, args);
    },
    warns: false,
  },
  { what: "--replace and taint", call: (context, args) => checked(context, args), warns: true },
];

test.each(ways)("P31 P11 a replacement by $what passes the check, and connects again", async ({ call, warns }) => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["production"] });
  const made = await connect(processOf(emulator), args);
  const context = processOf(emulator);

  const inputs = await call(context, args, made);

  expect(context.said.warning).toEqual(warns ? [expect.stringContaining("[connection-already-exists]")] : []);
  if (warns) expect(context.said.warning[0]).toContain(`adopt: "${made.id}"`);
  await projectConnection.delete(context, made.id, made.state);
  const { id } = await projectConnection.create(context, inputs);
  expect(id).not.toBe(made.id);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
});

test("P31 two new resources that connect one store and project in one environment fail at preview; others pass", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  await checked(context, toWeb(emulator, store, { environments: ["production", "preview"] }));

  const failure = await failureOf(
    checked(context, toWeb(emulator, store, { environments: ["preview", "development"] })),
  );

  expect(failure).toMatchObject({ code: "connection-declared-twice", values: { environments: ["preview"] } });
  for (const text of [store.id, projectId(emulator, "web"), "preview"]) expect(render(failure)).toContain(text);
  for (const more of [{ environments: ["development"] }, { projectId: projectId(emulator, "docs") }]) {
    const args = toWeb(emulator, store, more);
    expect(await checked(context, args)).toMatchObject(args);
  }
});

test("P31 P48 two new connections of different stores that would give a project one variable fail at preview", async () => {
  await using emulator = await emulate();
  const [store, other] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const first = { environments: ["production", "preview"] };
  const check = async (more: Partial<ConnectionInputs>) => {
    const context = processOf(emulator);
    await checked(context, toWeb(emulator, store, first));
    return checked(context, toWeb(emulator, other, more));
  };

  const failure = await failureOf(check({ environments: ["preview", "development"] }));

  expect(failure.code).toBe("connection-variables-collide");
  for (const text of [store.id, other.id, "DATABASE_URL", "preview", projectId(emulator, "web")]) {
    expect(render(failure)).toContain(text);
  }
  expect(render(failure)).not.toContain("development");
  await check({ environments: ["development"] });
  await check({ environments: ["preview"], envVarPrefix: "OTHER" });
  await check({ environments: ["preview"], projectId: projectId(emulator, "docs") });
  expect(emulator.journal.writes()).toEqual([]);
});
