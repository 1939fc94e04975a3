// What Vercel refuses of a connect is said in our own words: which environment, and whose variable is in the way.
import { expect, test } from "vitest";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { connect, seedStore, toWeb, VARIABLES } from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

const PROJECT = "GET /v9/projects/:project";

test("an environment that slips through to the connect is named, with what there is, and no words of a schema check", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["production", "stagin"] });
  const create = () => failureOf(projectConnection.create(processOf(emulator), args));

  const told = await create();
  expect(told.message).toContain(
    `shop-db (${store.id}) was not connected to project ${args.projectId}: environments: "stagin" is not an environment of web. Choose one of: staging,`,
  );
  expect(told.message).not.toContain("allowed values");

  emulator.faults.add({ route: PROJECT, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const untold = await create();
  expect(untold.message).toContain('Vercel does not take its environment "stagin". A project has production, preview');
  expect(untold.message).not.toContain("allowed values");
});

test("a variable that another store brought is never told to be removed: its store is named", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  await connect(processOf(emulator), toWeb(emulator, first));

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, second)));

  expect(failure.message).toContain(
    `already in one of production, preview, development, brought by another store, ${first.id}: disconnect that one, give this one envVarPrefix, or choose other environments.`,
  );
  expect(failure.message).not.toContain("of its own");
  expect(failure.message).not.toMatch(/remove/i);
  expect(count(emulator, VARIABLES)).toBe(1);
});

test("a custom environment is met by its slug and by its id", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const environments = ["staging"];
  await connect(processOf(emulator), toWeb(emulator, first, { environments }));

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, second, { environments })));

  expect(failure.message).toContain(`brought by another store, ${first.id}`);
});

test("where the project's variables cannot be looked at, nobody is told whose it is", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "x", environments: ["preview"] });
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.message).toContain("the project has a variable DATABASE_URL already in one of");
  expect(failure.message).toContain("See in the project's settings where it comes from");
  expect(failure.message).not.toContain("of its own");
});
