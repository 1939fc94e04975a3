// Project and environments are validated before a connection is changed or replaced: a typing error removes no variables.
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../provider/src/contract/project-connection.ts";
import type { ValidationIssue } from "../../../provider/src/contract/validation-issue.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { render } from "../../../provider/src/errors/render.ts";
import type { ValidationError } from "../../../provider/src/errors/validation-error.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { SettingsError } from "../../../provider/src/vercel/settings.ts";
import { checked, connect, projectId, seedStore, toWeb } from "../../support/connection.ts";
import {
  ALWAYS,
  count,
  emulate,
  failureOf,
  messageOf,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

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

const inPlace = { changes: undefined, replaces: [] };

/** The issues for which a diff rejects a change or a replacement. */
async function issuesOf(diff: Promise<unknown>, what: "change" | "replacement"): Promise<readonly ValidationIssue[]> {
  const failure = await failureOf(diff);
  expect(failure.code).toBe(`connection-${what}-rejected`);
  return (failure.cause as ValidationError).issues;
}

/** A connection to web in production, and the diff of a later run with other arguments. */
async function createConnection() {
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

test("P31 a new connection is rejected at preview if its environment or project does not exist", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  const web = (more: Partial<ConnectionInputs>) => toWeb(emulator, store, more);

  expect(await codesOf(context, web({ environments: ["production", "stagin"] }))).toEqual(["environment-not-found"]);
  expect(await textOf(context, web({ environments: ["production", "stagin"] }))).toContain(
    "Valid values: staging, qa, preview, production, development. Did you mean staging?",
  );
  expect(await codesOf(context, web({ projectId: NOWHERE }))).toEqual(["project-not-found"]);
  expect(await textOf(context, web({ projectId: NOWHERE }))).toContain(`${NOWHERE} in team acme`);
  expect(await codesOf(context, web({ projectId: "web" }))).toEqual(["argument-invalid"]);
  expect(await textOf(context, web({ projectId: "web" }))).toContain(projectId(emulator, "web"));
  const [staging, qa] = emulator.projects.get("web")?.customEnvironments ?? [];
  expect(await codesOf(context, web({ environments: [String(staging?.slug), String(qa?.id)] }))).toEqual([]);
});

test("P31 P48 an invalid change or replacement is rejected at preview", async () => {
  await using connection = await createConnection();
  const { emulator, id, diff } = connection;
  const typo = { environments: ["production", "stagin"] };
  const issue = { code: "environment-not-found", path: "environments", given: "stagin" };

  expect(await issuesOf(diff(typo), "change")).toMatchObject([issue]);
  expect(await issuesOf(diff({ ...typo, sensitive: true }), "replacement")).toMatchObject([issue]);
  expect(await issuesOf(diff({ projectId: NOWHERE }), "replacement")).toMatchObject([{ code: "project-not-found" }]);
  for (const more of [typo, { projectId: NOWHERE }]) {
    expect(await messageOf(diff(more))).toContain(`shop-db in web (${id})`);
  }
  expect(emulator.journal.writes()).toEqual([]);
});

test("the environments of a project whose response has none are those of its list", async () => {
  await using connection = await createConnection();
  const { emulator, diff } = connection;
  const web = { id: projectId(emulator, "web"), name: "web" };
  emulator.faults.add({ route: PROJECT, at: "answer", kind: "other-shape", body: web, times: ALWAYS });

  expect(await diff({ environments: ["staging"] })).toEqual(inPlace);
  expect(await messageOf(diff({ environments: ["stagin"] }))).toContain("Did you mean staging?");
});

test.each([403, 404])("a list of environments that fails with %i rejects nothing", async (status) => {
  await using connection = await createConnection();
  connection.emulator.faults.add({ route: CUSTOM, at: "answer", kind: "status", status, times: ALWAYS });

  expect(await connection.diff({ environments: ["stagin"] })).toEqual(inPlace);
  expect((await connection.diff({ environments: ["stagin"], sensitive: true })).replaces).toEqual(["sensitive"]);
});

test("P2 an unchanged connection makes no request; other environments that every project has are not requested", async () => {
  await using connection = await createConnection();
  const { emulator, diff } = connection;

  expect(await diff({})).toEqual({ changes: false, replaces: [] });
  expect((await diff({ projectId: UNKNOWN, environments: ["staging"] })).replaces).toContain("projectId");
  expect(emulator.journal.entries()).toEqual([]);
  // Other connections of the store, and variables of the same names, are not in the state.
  expect(await diff({ environments: ["production", "preview"] })).toEqual(inPlace);
  expect(emulator.journal.entries().map(({ route }) => route)).toEqual([
    "/v1/storage/stores/:id",
    "/v10/projects/:project/env",
  ]);
});

test("twenty connections of one project share the requests for it", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const stores = Array.from({ length: 20 }, (_, at) => seedStore(emulator, { name: `db-${at}` }));

  const args = stores.map((store, at) =>
    toWeb(emulator, store, { environments: ["staging"], envVarPrefix: `DB${at}` }),
  );
  await Promise.all(args.map((one) => checked(context, one)));
  const others = stores.map((_, at) => seedStore(emulator, { name: `other-${at}` }));
  const rejections = await Promise.all(
    others.map((store) => textOf(context, toWeb(emulator, store, { environments: ["stagin"] }))),
  );

  expect(new Set(rejections).size).toBe(1);
  expect(rejections[0]).toContain("stagin");
  expect(count(emulator, PROJECT)).toBe(1);
  expect(count(emulator, CUSTOM)).toBe(1);
});

const quick = { timings: { rateLimitBudgetSeconds: 0.2, requestSeconds: 0.3 } };
const outages = [
  {
    what: "a 500",
    fault: { kind: "status", status: 500 },
    code: "api-server-error",
    contains: "500 from Vercel on GET /v9/projects/",
  },
  {
    what: "a 403",
    fault: { kind: "status", status: 403 },
    code: "api-forbidden",
    contains: "Token: from environment variable VERCEL_API_TOKEN.",
  },
  { what: "an HTML page", fault: { kind: "not-json" }, code: "api-unreadable", contains: "/v9/projects/" },
] as const;

test.each(outages)(
  "P34 P48 with $what a new connection and a change pass with one warning, and a replacement is rejected",
  async ({ fault, code, contains }) => {
    await using connection = await createConnection();
    const { emulator, store, id, diff } = connection;
    emulator.faults.add({ route: PROJECT, at: "answer", times: ALWAYS, ...fault });
    const context = processOf(emulator, quick);

    expect(await codesOf(context, toWeb(emulator, store))).toEqual([]);
    expect(await codesOf(context, { storeId: store.id, projectId: projectId(emulator, "docs") })).toEqual([]);
    expect(await diff({ environments: ["staging"] }, context)).toEqual(inPlace);
    expect(context.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
    const another = processOf(emulator, quick);
    expect(await diff({ environments: ["staging"] }, another)).toEqual(inPlace);
    expect(another.said.warning).toEqual([expect.stringContaining("[not-verified]")]);

    const failure = await failureOf(diff({ environments: ["staging"], sensitive: true }, context));
    expect(failure.code).toBe(code);
    expect(render(failure)).toContain(`shop-db in web (${id}), so it was not disconnected.`);
    expect(render(failure)).toContain(contains);
  },
);

test("P34 P2 in an outage that is known a change in place makes no request", async () => {
  await using connection = await createConnection();
  const { emulator, store, diff } = connection;
  emulator.faults.add({ route: PROJECT, at: "answer", kind: "hang", times: ALWAYS });
  const context = processOf(emulator, { timings: { requestSeconds: 0.1 } });
  expect(await codesOf(context, toWeb(emulator, store, { projectId: projectId(emulator, "docs") }))).toEqual([]);
  emulator.journal.clear();

  for (const more of [{ environments: ["production", "staging"] }, { envVarPrefix: "MAIN" }]) {
    expect(await diff(more, context)).toEqual(inPlace);
  }
  expect(emulator.journal.entries()).toEqual([]);
  expect(context.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
});

test("P34 without a token a new connection and a change pass, and a replacement that requires a request is rejected", async () => {
  await using connection = await createConnection();
  const { emulator, store, diff } = connection;
  const withoutToken = (): ProcessContext => ({
    ...processOf(emulator),
    session: () => {
      throw new SettingsError("apiToken", "No Vercel token.", { missing: true });
    },
  });

  expect(await codesOf(withoutToken(), toWeb(emulator, store))).toEqual([]);
  const failure = await failureOf(diff({ projectId: projectId(emulator, "worker") }, withoutToken()));
  expect(failure.code).toBe("token-missing");
  const sensitive = { environments: ["preview"], sensitive: true };
  expect((await failureOf(diff(sensitive, withoutToken()))).code).toBe("token-missing");
  expect(await diff({ environments: ["preview"] }, withoutToken())).toEqual(inPlace);
});
