// create connects a store to a project with one POST. A connection that exists is not adopted without its id.
import { expect, test } from "vitest";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import {
  CONNECT,
  CONNECT_WITH_PREFIX,
  connect,
  PULL,
  projectId,
  STORE,
  seedStore,
  toWeb,
  VARIABLES,
  valuesAt,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

test("a connection is created with one POST, and one pull returns the values of all its variables", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);

  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));

  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([
    { id, name: "web", makeEnvVarsSensitive: false },
  ]);
  expect(state).toMatchObject({
    storeId: store.id,
    environments: ["production", "preview", "development"],
    variableNames: Object.keys(emulator.stores.secretValues(store.id)).sort(),
    values: emulator.stores.secretValues(store.id),
    unreadable: [],
    stateVersion: 1,
  });
  expect(emulator.journal.entries().map(({ method, route }) => `${method} ${route}`)).toEqual([
    "GET /v9/projects/:project",
    "GET /v1/storage/stores/:id",
    "GET /v10/projects/:project/env",
    "POST /v1/integrations/installations/:installation/resources/:id/connections",
    "GET /v1/storage/stores/:id",
    "GET /v3/env/pull/:project/:target",
  ]);
});

test("with a prefix the other route is used, and variableNames are those that Vercel made", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);

  const { state } = await connect(processOf(emulator), toWeb(emulator, store, { envVarPrefix: "MAIN_" }));

  expect(count(emulator, CONNECT_WITH_PREFIX)).toBe(1);
  expect(count(emulator, CONNECT)).toBe(0);
  expect(state.variableNames).toContain("MAIN_DATABASE_URL");
  expect(state.values).toEqual(valuesAt(emulator, "web"));
});

test("the body of the POST contains what the program describes", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);

  await connect(processOf(emulator), toWeb(emulator, store, { sensitive: true }));

  const [post] = emulator.journal.writes();
  expect(post?.body).toEqual({
    projectId: projectId(emulator, "web"),
    envVarEnvironments: ["production", "preview"],
    makeEnvVarsSensitive: true,
  });
});

test("connections of one store are created one after another, those of two stores concurrently", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const context = processOf(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "slow", ms: 60, times: ALWAYS });

  await Promise.all([
    connect(context, toWeb(emulator, first)),
    connect(context, { storeId: first.id, projectId: projectId(emulator, "worker") }),
    connect(context, { storeId: second.id, projectId: projectId(emulator, "docs") }),
  ]);

  const posts = emulator.journal.writes();
  const overlap = (storeA: string, storeB: string) =>
    posts.some((one) =>
      posts.some(
        (other) =>
          one !== other &&
          one.path.includes(storeA) &&
          other.path.includes(storeB) &&
          one.at < Number(other.endedAt) &&
          other.at < Number(one.endedAt),
      ),
    );
  expect(posts).toHaveLength(3);
  expect(overlap(first.id, first.id)).toBe(false);
  expect(overlap(first.id, second.id)).toBe(true);
});

const lost = [
  { what: "a response that is lost after the commit", at: "after-commit", kind: "reset" },
  { what: "a 502 after the commit", at: "after-commit", kind: "status", status: 502 },
  { what: "a timeout after the commit", at: "after-commit", kind: "hang" },
  { what: "a 408 after the commit", at: "after-commit", kind: "status", status: 408 },
] as const;

test.each(lost)(
  "P42 after $what the connection is looked up, and the POST is not repeated",
  async ({ what: _, ...fault }) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    emulator.faults.add({ route: CONNECT, ...fault });

    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));

    expect(count(emulator, CONNECT)).toBe(1);
    expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
    expect(state.values).toEqual(valuesAt(emulator, "web"));
  },
);

test("P42 a POST that was lost before the commit fails with an unknown outcome, and the next run connects", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "reset" });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure).not.toBeInstanceOf(PartialStateError);
  expect(failure).toMatchObject({ code: "connection-outcome-unknown", cause: { kind: "connection lost" } });
  expect(render(failure)).toContain(`shop-db (${store.id})`);
  expect(count(emulator, CONNECT)).toBe(1);
  await connect(processOf(emulator), toWeb(emulator, store));
  expect(emulator.stores.get(store.id)?.projectsMetadata).toHaveLength(1);
});

test("two resources with the same arguments do not share a connection", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);

  const [first, second] = await Promise.allSettled([
    connect(context, toWeb(emulator, store)),
    connect(context, toWeb(emulator, store)),
  ]);

  expect(first.status).toBe("fulfilled");
  expect(second).toMatchObject({
    status: "rejected",
    reason: { code: "connection-owned" },
  });
  expect(count(emulator, CONNECT)).toBe(1);
});

test("P42 a connection that another run creates in the meantime is not adopted: the rejection names its id", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  const barrier = emulator.barriers.hold({ route: CONNECT, at: "before-commit" });
  const connecting = failureOf(connect(context, toWeb(emulator, store)));
  await barrier.reached();
  const { id } = emulator.projects.connect({ store: store.id, project: "web" });
  barrier.release();

  expect(await connecting).toMatchObject({ code: "connection-exists", values: { connection: id } });
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
});

test("a conflict with a variable of the project names the variable and the project, never its value", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.projects.addVariable({
    project: "web",
    key: "DATABASE_URL",
    value: "postgres://ours",
    environments: ["preview"],
  });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.code).toBe("connection-variable-conflict");
  const text = render(failure);
  for (const value of [store.id, projectId(emulator, "web"), "DATABASE_URL", "in preview"]) {
    expect(text).toContain(value);
  }
  expect(text).toContain("It is the project's own.");
  expect(text).not.toContain("postgres://ours");
  expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
});

test.each(["prj_AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "storefront"] as const)(
  "a project that is not in the team (%s) fails the creation by name",
  async (name) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const project = name === "storefront" ? projectId(emulator, name) : name;

    const failure = await failureOf(connect(processOf(emulator), { storeId: store.id, projectId: project }));

    expect(failure.code).toBe("project-not-found");
    expect(render(failure)).toContain(`${project} in team acme`);
    expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
  },
);

test("a store that was deleted, before the creation or during it, fails the creation by name", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const barrier = emulator.barriers.hold({ route: CONNECT, at: "before-commit" });
  const connecting = failureOf(connect(processOf(emulator), toWeb(emulator, store)));
  await barrier.reached();
  emulator.stores.remove(store.id);
  barrier.release();

  for (const failure of [await connecting, await failureOf(connect(processOf(emulator), toWeb(emulator, store)))]) {
    expect(failure.code).toBe("connection-store-not-found");
    expect(render(failure)).toContain(`${store.id} in team acme`);
  }
});

test("P6 a POST that was accepted without a connection fails by name, and is not repeated", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "other-shape", body: {} });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.code).toBe("connection-not-listed");
  expect(count(emulator, CONNECT)).toBe(1);
});

test("P6 a store that is not found for a moment after the POST does not fail the creation", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: STORE, at: "answer", kind: "status", status: 404, skip: 1 });

  const { id } = await connect(processOf(emulator), toWeb(emulator, store));

  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
  expect(count(emulator, CONNECT)).toBe(1);
});

test("a store that does not come from the Marketplace is not connected", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const body = { store: { id: store.id, name: store.name, type: "blob" } };
  emulator.faults.add({ route: STORE, at: "answer", kind: "other-shape", body, times: ALWAYS });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.code).toBe("connection-store-unsupported");
  expect(emulator.journal.writes()).toEqual([]);
});

test("a process whose engine has ended connects nothing", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  context.engineLives = false;

  expect((await failureOf(connect(context, toWeb(emulator, store)))).code).toBe("connection-run-ended");
  expect(emulator.journal.writes()).toEqual([]);
});

test("P13 a failure after the id is known keeps the connection in the state", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: PULL, at: "answer", kind: "status", status: 500, times: ALWAYS });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  expect(failure).toBeInstanceOf(PartialStateError);
  expect(failure).toMatchObject({ code: "api-server-error", id: link?.id });
  const state = (failure as PartialStateError<object>).state();
  expect(state).toMatchObject({ storeId: store.id, stateVersion: 1 });
  expect(state).not.toHaveProperty("values");
  expect(render(failure)).toContain("shop-db in web");
});

test("connections of one store to many projects read the store once before the first POST, and once after each", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  const projects = Array.from({ length: 20 }, (_, at) => emulator.projects.seed({ name: `site-${at}` }).id);

  const made = await Promise.all(
    projects.map((project) => connect(context, { storeId: store.id, projectId: project })),
  );

  expect(new Set(made.map(({ id }) => id)).size).toBe(20);
  for (const { state } of made) expect(state.values).toEqual(emulator.stores.secretValues(store.id));
  expect(count(emulator, CONNECT)).toBe(20);
  expect(count(emulator, STORE)).toBe(21);
  expect(count(emulator, PULL)).toBe(20);
  expect(count(emulator, VARIABLES)).toBe(20);
});
