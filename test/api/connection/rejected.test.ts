// A rejected POST is explained: which environment does not exist, and where a conflicting variable comes from.
import { expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { CHANGE, CONNECT, change, connect, projectId, seedStore, toWeb, VARIABLES } from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

const PROJECT = "GET /v9/projects/:project";

test("P31 an environment that the POST rejects is named with the valid ones, without the API's schema message", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["production", "stagin"] });
  const create = () => failureOf(projectConnection.create(processOf(emulator), args));

  const explained = await create();
  expect(explained).toMatchObject({ code: "connection-rejected", cause: { status: 400 } });
  for (const value of [store.id, args.projectId, '"stagin" is not an environment of web. Valid values: staging,']) {
    expect(render(explained)).toContain(value);
  }
  expect(render(explained)).not.toContain("allowed values");

  emulator.faults.add({ route: PROJECT, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const withoutProject = await create();
  expect(withoutProject).toMatchObject({ code: "connection-environment-rejected", cause: { status: 400 } });
  expect(render(withoutProject)).toContain('"stagin"');
  expect(render(withoutProject)).not.toContain("allowed values");
});

test("a conflict with a variable of another store names that store, and never advises to remove the variable", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  await connect(processOf(emulator), toWeb(emulator, first));

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, second)));

  expect(failure.code).toBe("connection-variable-conflict");
  expect(render(failure)).toContain(`It comes from another store, ${first.id}.`);
  expect(render(failure)).toContain("Otherwise disconnect that store, set envVarPrefix");
  expect(render(failure)).not.toMatch(/remove/i);
  expect(count(emulator, VARIABLES)).toBe(2);
});

test("a conflict in a custom environment is found by its slug and by its id", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const environments = ["staging"];
  await connect(processOf(emulator), toWeb(emulator, first, { environments }));

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, second, { environments })));

  expect(failure.code).toBe("connection-variable-conflict");
  expect(render(failure)).toContain(`It comes from another store, ${first.id}.`);
});

test("if the project's variables cannot be listed, the origin of a conflicting variable is unknown", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "x", environments: ["preview"] });
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.code).toBe("connection-variable-conflict");
  expect(render(failure)).toContain("DATABASE_URL");
  expect(render(failure)).toContain("Check in the project's settings where it comes from.");
  expect(render(failure)).not.toContain("It is the project's own.");
});

const CONFIGURATION = "GET /v1/integrations/configuration/:id";

test.each([400, 403, 404] as const)(
  "P31 a project that the installation does not serve (%i) is named with the way out, after one more request",
  async (unservedProject) => {
    await using emulator = await emulate({ unservedProject });
    const store = seedStore(emulator);
    const { integrationConfigurationId: installation } = store;
    emulator.state.editInstallation(installation, { projects: [projectId(emulator, "worker")] });

    for (const more of [{}, { envVarPrefix: "MAIN" }]) {
      emulator.journal.clear();
      const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store, more)));
      expect(failure).toMatchObject({ code: "connection-project-not-served", values: { installation } });
      for (const text of [store.id, projectId(emulator, "web"), "vercel integration update neon --projects all"]) {
        expect(render(failure)).toContain(text);
      }
      expect(count(emulator, CONFIGURATION)).toBe(1);
    }
    expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
    emulator.journal.clear();
    await connect(processOf(emulator), toWeb(emulator, store, { projectId: projectId(emulator, "worker") }));
    expect(count(emulator, CONFIGURATION)).toBe(0);
  },
);

test.each([400, 403, 404] as const)(
  "P31 P48 a change for a project that the installation no longer serves (%i) does not advise a replacement",
  async (status) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["preview"] }));
    const projects = [projectId(emulator, "worker")];
    emulator.state.editInstallation(store.integrationConfigurationId, { projects });
    emulator.faults.add({ route: CHANGE, at: "before-commit", kind: "status", status });

    const failure = await failureOf(change(processOf(emulator), { id, state }, toWeb(emulator, store)));

    expect(failure).toMatchObject({
      code: "connection-change-rejected",
      cause: { code: "connection-project-not-served" },
    });
    expect(render(failure)).not.toContain("--replace");
    expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id, environments: ["preview"] }]);
  },
);

test.each([
  { what: "serves all projects", projects: undefined, status: 200, asked: 1 },
  { what: "serves this project", projects: ["web"], status: 200, asked: 1 },
  { what: "cannot be read", projects: ["worker"], status: 403, asked: 1 },
] as const)(
  "P31 a rejection of a store whose installation $what stays what it is",
  async ({ projects, status, asked }) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    if (projects !== undefined) {
      const ids = projects.map((name) => projectId(emulator, name));
      emulator.state.editInstallation(store.integrationConfigurationId, { projects: ids });
    }
    emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: ALWAYS });
    if (status !== 200)
      emulator.faults.add({ route: CONFIGURATION, at: "answer", kind: "status", status, times: ALWAYS });

    const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

    expect(failure.code).toBe("api-forbidden");
    expect(count(emulator, CONFIGURATION)).toBe(asked);
  },
);
