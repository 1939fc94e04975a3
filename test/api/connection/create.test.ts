// create connects a store to a project with one POST, or takes over what a run that was cut off has left.
import { expect, test } from "vitest";
import { Unfinished } from "../../../provider/src/lifecycle/core/context.ts";
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

test("a connection is made with one POST, and gives the values of all its variables by one pull", async () => {
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
    "POST /v1/integrations/installations/:installation/resources/:id/connections",
    "GET /v1/storage/stores/:id",
    "GET /v3/env/pull/:project/:target",
  ]);
});

test("with a prefix it goes by the other route, and tells the names that Vercel made", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);

  const { state } = await connect(processOf(emulator), toWeb(emulator, store, { envVarPrefix: "MAIN_" }));

  expect(count(emulator, CONNECT_WITH_PREFIX)).toBe(1);
  expect(count(emulator, CONNECT)).toBe(0);
  expect(state.variableNames).toContain("MAIN_DATABASE_URL");
  expect(state.values).toEqual(valuesAt(emulator, "web"));
});

test("the body of a connection says what the program says", async () => {
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

test("one store is connected to one project at a time, and two stores at the same time", async () => {
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
  { what: "an answer that is lost after the commit", at: "after-commit", kind: "reset" },
  { what: "a 502 after the commit", at: "after-commit", kind: "status", status: 502 },
  { what: "a timeout after the commit", at: "after-commit", kind: "hang" },
  { what: "a 408 after the commit", at: "after-commit", kind: "status", status: 408 },
] as const;

test.each(lost)("P42 $what is looked up, and the POST is not repeated", async ({ what: _, ...fault }) => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: CONNECT, ...fault });

  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));

  expect(count(emulator, CONNECT)).toBe(1);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
  expect(state.values).toEqual(valuesAt(emulator, "web"));
});

test("a POST that was lost before the commit ends as outcome unknown, and the next run connects", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "reset" });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure).not.toBeInstanceOf(Unfinished);
  expect(failure.message).toContain(`shop-db (${store.id})`);
  expect(failure.message).toContain("outcome is unknown");
  expect(failure.message).toContain("it looks before it connects");
  expect(count(emulator, CONNECT)).toBe(1);
  await connect(processOf(emulator), toWeb(emulator, store));
  expect(emulator.stores.get(store.id)?.projectsMetadata).toHaveLength(1);
});

test("P42 what a run that was cut off has left is taken over, without a POST", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const left = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["preview", "production"] }));
  emulator.journal.clear();

  const taken = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["production", "preview"] }));

  expect(emulator.journal.writes()).toEqual([]);
  expect(taken.id).toBe(left.id);
  expect(taken.state.values).toEqual(valuesAt(emulator, "web"));
});

test.each(["slug", "id"] as const)(
  "P42 custom environments are the same by slug and by id (the server says the %s)",
  async (spelling) => {
    await using emulator = await emulate({ customEnvironments: spelling });
    const store = seedStore(emulator);
    const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
    const left = await connect(
      processOf(emulator),
      toWeb(emulator, store, { environments: ["production", "staging"] }),
    );

    const again = await connect(processOf(emulator), toWeb(emulator, store, { environments: [staging, "production"] }));

    expect(again.id).toBe(left.id);
    expect(count(emulator, CONNECT)).toBe(1);
  },
);

const others = [
  {
    what: "other environments",
    made: { environments: ["production"] },
    says: "environments production, not production, preview, development",
  },
  { what: "a prefix", made: { prefix: "MAIN" }, says: "prefix MAIN, not none" },
  {
    what: "sensitive variables",
    made: { environments: ["production", "preview"], sensitive: true },
    says: "sensitive variables, not readable ones",
  },
];

test.each(others)(
  "P42 a connection with $what is not taken over: it is named, with the differences",
  async ({ made, says }) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const other = emulator.projects.connect({ store: store.id, project: "web", ...made });

    const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

    expect(failure.message).toContain(
      `shop-db (${store.id}) is connected to project web (${projectId(emulator, "web")}) already (${other.id})`,
    );
    expect(failure.message).toContain(says);
    expect(failure.message).toContain("Nothing was changed.");
    expect(emulator.journal.writes()).toEqual([]);
  },
);

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
    reason: { message: expect.stringContaining("by another resource of the program") },
  });
  expect(count(emulator, CONNECT)).toBe(1);
});

test("a connection that another run makes meanwhile is found behind the refusal, and taken over if it is the same", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  const barrier = emulator.barriers.hold({ route: CONNECT, at: "before-commit" });
  const connecting = connect(context, toWeb(emulator, store));
  await barrier.reached();
  const { id } = emulator.projects.connect({ store: store.id, project: "web" });
  barrier.release();

  expect((await connecting).id).toBe(id);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toHaveLength(1);
});

test("a name that the project has already is a sentence with the variable, the project and the ways out", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.projects.addVariable({
    project: "web",
    key: "DATABASE_URL",
    value: "postgres://ours",
    environments: ["preview"],
  });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.message).toContain(
    `shop-db (${store.id}) was not connected to project ${projectId(emulator, "web")}: the project has a variable DATABASE_URL of its own in one of production, preview, development.`,
  );
  expect(failure.message).toContain("set envVarPrefix, or choose other environments");
  expect(failure.message).not.toContain("postgres://ours");
  expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
});

test.each(["prj_AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "storefront"] as const)(
  "a project that is not of the team (%s) is a sentence",
  async (name) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const project = name === "storefront" ? projectId(emulator, name) : name;

    const failure = await failureOf(connect(processOf(emulator), { storeId: store.id, projectId: project }));

    expect(failure.message).toContain(`there is no project ${project} in team acme, or this token does not see it`);
    expect(failure.message).toContain("Set projectId to the id (prj_…)");
    expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
  },
);

test("a store that is gone, before or during the connect, is a sentence", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const barrier = emulator.barriers.hold({ route: CONNECT, at: "before-commit" });
  const connecting = failureOf(connect(processOf(emulator), toWeb(emulator, store)));
  await barrier.reached();
  emulator.stores.remove(store.id);
  barrier.release();

  for (const failure of [await connecting, await failureOf(connect(processOf(emulator), toWeb(emulator, store)))]) {
    expect(failure.message).toContain(`There is no store ${store.id} in team acme`);
    expect(failure.message).toContain("run `pulumi refresh`");
  }
});

test("a run that has ended connects nothing", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  context.engineLives = false;

  expect((await failureOf(connect(context, toWeb(emulator, store)))).message).toContain(
    "has ended. Nothing was connected.",
  );
  expect(emulator.journal.writes()).toEqual([]);
});

test("what goes wrong once the id is known keeps the connection", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.faults.add({ route: PULL, at: "answer", kind: "status", status: 500, times: ALWAYS });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  expect(failure).toBeInstanceOf(Unfinished);
  expect(failure).toMatchObject({ id: link?.id, state: { storeId: store.id, stateVersion: 1 } });
  expect((failure as Unfinished<object>).state).not.toHaveProperty("values");
  expect(failure.message).toContain("shop-db in web");
});

test("connections of one store to many projects look at the store once before the first POST, and once after each", async () => {
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
  expect(count(emulator, VARIABLES)).toBe(0);
});
