// Project and environments are validated before a connection is replaced: a typing error removes no variables.
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../provider/src/contract/project-connection.ts";
import type { IssueCode, ValidationIssue } from "../../../provider/src/contract/validation-issue.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { ValidationError } from "../../../provider/src/errors/validation-error.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { SettingsError } from "../../../provider/src/vercel/settings.ts";
import { checked, connect, projectId, seedStore, toWeb } from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, type ProcessContext, processOf } from "../../support/process-context.ts";

const PROJECT = "GET /v9/projects/:project";
const CUSTOM = "GET /v9/projects/:project/custom-environments";
const NOWHERE = "prj_AAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async function codesOf(context: ProcessContext, args: ConnectionInputs): Promise<string[]> {
  const { failures } = await projectConnection.check(context, undefined, { ...args });
  return failures.map(({ code }) => code);
}

async function textOf(context: ProcessContext, args: ConnectionInputs): Promise<string> {
  const { failures } = await projectConnection.check(context, undefined, { ...args });
  return failures.map(render).join("\n");
}

/** The issues for which a diff rejects a replacement. */
async function issuesOf(diff: Promise<unknown>): Promise<readonly ValidationIssue[]> {
  const failure = await failureOf(diff);
  expect(failure.code).toBe("connection-replacement-rejected");
  return (failure.cause as ValidationError).issues;
}

/** A connection to web in production, and the diff of a later run with other arguments. */
async function made() {
  const emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["production"] });
  const { id, state } = await connect(processOf(emulator), args);
  const inputs = await checked(processOf(emulator), args);
  emulator.journal.clear();
  const diff = async (more: Partial<ConnectionInputs>, context = processOf(emulator)) =>
    projectConnection.diff(context, id, state, await checked(context, { ...args, ...more }, inputs));
  return { emulator, store, id, diff, [Symbol.asyncDispose]: () => emulator.close() };
}

test("P31 a new connection is refused at preview for an environment or a project that is not there", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);

  expect(await failuresOf(context, toWeb(emulator, store, { environments: ["production", "stagin"] }))).toContain(
    stagin,
  );
  expect(await failuresOf(context, toWeb(emulator, store, { projectId: NOWHERE }))).toContain(
    `projectId: there is no project ${NOWHERE} in team acme, or this token does not see it.`,
  );
  expect(await failuresOf(context, toWeb(emulator, store, { projectId: "web" }))).toContain(
    `projectId must be the id of the project, not its name. The id of web is ${projectId(emulator, "web")}.`,
  );
  const [staging, qa] = emulator.projects.get("web")?.customEnvironments ?? [];
  const environments = [String(staging?.slug), String(qa?.id)];
  expect(await failuresOf(context, toWeb(emulator, store, { environments }))).toBe("");
});

test("P31 a slip in a connection that exists is refused before it is disconnected", async () => {
  await using connection = await made();

  expect((await failureOf(connection.diff({ environments: ["production", "stagin"] }))).message).toContain(stagin);
  const moved = await failureOf(connection.diff({ projectId: NOWHERE }));
  expect(moved.message).toContain(`projectId: there is no project ${NOWHERE} in team acme`);
  expect(moved.message).toContain(`shop-db in web (${connection.id}) was not disconnected.`);
});

test("the environments of a project that tells none of its own are those that its list has", async () => {
  await using connection = await made();
  const { emulator, diff } = connection;
  const web = { id: projectId(emulator, "web"), name: "web" };
  emulator.faults.add({ route: PROJECT, at: "answer", kind: "other-shape", body: web, times: ALWAYS });

  expect((await diff({ environments: ["staging"] })).replaces).toEqual(["environments"]);
  expect((await failureOf(diff({ environments: ["stagin"] }))).message).toContain("Did you mean staging?");
});

test.each([403, 404])("a list of environments that is answered with %i blocks nothing", async (status) => {
  await using connection = await made();
  connection.emulator.faults.add({ route: CUSTOM, at: "answer", kind: "status", status, times: ALWAYS });

  expect((await connection.diff({ environments: ["stagin"] })).replaces).toEqual(["environments"]);
});

test("P2 no request is made for what is unchanged, and none for environments that every project has", async () => {
  await using connection = await made();
  const { emulator, diff } = connection;

  expect(await diff({})).toEqual({ changes: false, replaces: [] });
  expect((await diff({ environments: ["production", "preview"] })).replaces).toEqual(["environments"]);
  expect((await diff({ envVarPrefix: "X" })).replaces).toEqual(["envVarPrefix"]);
  expect((await diff({ projectId: UNKNOWN, environments: ["staging"] })).replaces).toContain("projectId");
  expect(emulator.journal.entries()).toEqual([]);
});

test("twenty connections of one project ask for it once", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const stores = Array.from({ length: 20 }, (_, at) => seedStore(emulator, { name: `db-${at}` }));

  await Promise.all(stores.map((store) => checked(context, toWeb(emulator, store, { environments: ["staging"] }))));
  const slips = await Promise.all(
    stores.map((store) => failuresOf(context, toWeb(emulator, store, { environments: ["stagin"] }))),
  );

  expect(new Set(slips).size).toBe(1);
  expect(count(emulator, PROJECT)).toBe(1);
  expect(count(emulator, CUSTOM)).toBe(1);
});

const deaf = [
  { what: "a 500", fault: { kind: "status", status: 500 }, says: "500 from Vercel on GET /v9/projects/" },
  { what: "a 403", fault: { kind: "status", status: 403 }, says: "Token: from environment variable VERCEL_API_TOKEN." },
  { what: "a page of HTML", fault: { kind: "not-json" }, says: "cannot be read" },
] as const;

test.each(deaf)("with $what a new connection passes, and no replacement goes ahead", async ({ fault, says }) => {
  await using connection = await made();
  const { emulator, store, id, diff } = connection;
  emulator.faults.add({ route: PROJECT, at: "answer", times: ALWAYS, ...fault });
  const context = processOf(emulator, { timings: { patienceSeconds: 0.2 } });

  expect(await failuresOf(context, toWeb(emulator, store))).toBe("");
  expect(await failuresOf(context, toWeb(emulator, store, { environments: ["staging"] }))).toBe("");
  expect(context.said.warning).toHaveLength(1);
  expect(context.said.warning[0]).toContain("Not verified against Vercel: projects and environments");

  const failure = await failureOf(diff({ environments: ["staging"] }, context));
  expect(failure.message).toContain(
    `What replaces shop-db in web (${id}) could not be checked against Vercel, so it was not disconnected; run again.`,
  );
  expect(failure.message).toContain(says);
});

test("without a token a new connection passes, and a replacement that needs a look is refused", async () => {
  await using connection = await made();
  const { emulator, store, diff } = connection;
  const nobody: ProcessContext = {
    ...processOf(emulator),
    session: () => {
      throw new SettingsError("No Vercel token.", true);
    },
  };

  expect(await failuresOf(nobody, toWeb(emulator, store))).toBe("");
  const failure = await failureOf(diff({ projectId: projectId(emulator, "worker") }, nobody));
  expect(failure.message).toContain("so it was not disconnected; run again. No Vercel token.");
  expect((await diff({ environments: ["preview"] }, nobody)).replaces).toEqual(["environments"]);
});
