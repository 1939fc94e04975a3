// A wrong token or team fails the preview of what needs the API; what only lacks a permission, or the API, does not.
import { expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  ALWAYS,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  messageOf,
  neon,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

const TEAM = "GET /teams/:team";
const CONFIGURATIONS = "GET /v1/integrations/configurations";
const PROJECT = "GET /v9/projects/:project";

const checkStore = (context: ProcessContext, args: { teamId?: string } = {}) =>
  integrationStore.check(context, undefined, { ...neon, ...args });
let projects = 0;
/** Always another project: a second connection of one project would fail for that. */
const checkConnection = (context: ProcessContext, args: { teamId?: string } = {}) => {
  projects += 1;
  return projectConnection.check(context, undefined, { storeId: "ir_1", projectId: `prj_${projects}`, ...args });
};

const resources = [
  { what: "a store", check: checkStore, route: CONFIGURATIONS },
  { what: "a connection", check: checkConnection, route: PROJECT },
];

test.each(resources)(
  "P40 a rejected token fails the preview of $what, naming the setting",
  async ({ check, route }) => {
    await using emulator = await emulate();
    emulator.faults.add({ route, at: "before-commit", kind: "status", status: 401, times: ALWAYS });
    const run = processOf(emulator);

    const { failures } = await check(run);

    expect(failures).toMatchObject([{ code: "token-rejected", cause: { status: 401 } }]);
    expect(failures.map((failure) => render(failure)).join()).toContain(
      "VERCEL_API_TOKEN (from environment variable VERCEL_API_TOKEN)",
    );
    expect(run.said.warning).toEqual([]);
    expect(count(emulator, TEAM)).toBe(0);
  },
);

test.each(resources)("P40 a misspelt team fails the preview of $what, naming setting and team", async ({ check }) => {
  await using emulator = await emulate();
  const run = processOf(emulator, { team: "acmee" });

  for (let times = 0; times < 3; times += 1) {
    const { failures } = await check(run);
    expect(failures).toMatchObject([{ code: "team-rejected", cause: { status: 403 } }]);
    expect(render(failures[0])).toMatch(/VERCEL_TEAM \(from environment variable VERCEL_TEAM\).*\bacmee\b/);
    expect(render(failures[0])).toContain("VERCEL_API_TOKEN (from environment variable VERCEL_API_TOKEN)");
  }
  expect(run.said.warning).toEqual([]);
  expect(count(emulator, TEAM)).toBe(1);
});

test.each(resources)(
  "P40 the team of $what that the token does not see is named as its argument",
  async ({ check }) => {
    await using emulator = await emulate({ unknownTeam: 404 });

    const { failures } = await check(processOf(emulator), { teamId: "acme-prod" });

    expect(failures).toMatchObject([{ code: "team-rejected" }]);
    expect(render(failures[0])).toMatch(/^teamId: .*acme-prod/);
  },
);

test.each([401, 403, 404])("P40 a team counts as rejected if its own route returns %i", async (status) => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CONFIGURATIONS, at: "answer", kind: "status", status: 403, times: ALWAYS });
  emulator.faults.add({ route: TEAM, at: "answer", kind: "status", status, times: ALWAYS });

  expect((await checkStore(processOf(emulator))).failures).toMatchObject([{ code: "team-rejected" }]);
});

test.each([429, 500])("P34 a team whose own route returns %i is not rejected", async (status) => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CONFIGURATIONS, at: "answer", kind: "status", status: 403, times: ALWAYS });
  emulator.faults.add({ route: TEAM, at: "answer", kind: "status", status, times: ALWAYS });
  const run = processOf(emulator, { timings: { requestSeconds: 0.2, rateLimitBudgetSeconds: 0.1 } });

  expect((await checkStore(run)).failures).toEqual([]);
  expect(run.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
});

test.each([401, 403, 404])("P34 a page with the status %i in place of the API rejects nothing", async (status) => {
  await using emulator = await emulate();
  emulator.faults.add({ at: "answer", kind: "not-json", status, times: ALWAYS });
  const run = processOf(emulator);

  expect([...(await checkStore(run)).failures, ...(await checkConnection(run)).failures]).toEqual([]);
  expect(run.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
});

test.each(resources)("P34 a missing permission leaves $what unverified, with one warning", async ({ check, route }) => {
  await using emulator = await emulate();
  emulator.faults.add({ route, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const run = processOf(emulator);

  for (let times = 0; times < 3; times += 1) expect((await check(run)).failures).toEqual([]);

  expect(run.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
  expect(run.said.warning[0]).toContain("acme");
  expect(count(emulator, TEAM)).toBe(1);
});

test("P40 a team that never had an installation, and one that does not exist, are told apart by one request", async () => {
  await using emulator = await emulate({ noInstallations: 404 });
  emulator.faults.add({ route: CONFIGURATIONS, at: "answer", kind: "status", status: 404, times: ALWAYS });
  const team = emulator.faults.add({ route: TEAM, at: "answer", kind: "status", status: 404, times: ALWAYS });

  expect((await checkStore(processOf(emulator))).failures).toMatchObject([{ code: "team-rejected" }]);
  team.remove();
  expect((await checkStore(processOf(emulator))).failures).toMatchObject([{ code: "integration-not-installed" }]);
});

test("P40 a project that does not exist in a team that does not exist is the team's failure", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: PROJECT, at: "answer", kind: "status", status: 404, times: ALWAYS });
  const run = processOf(emulator);

  expect((await checkConnection(run)).failures).toMatchObject([{ code: "project-not-found" }]);
  emulator.faults.add({ route: TEAM, at: "answer", kind: "status", status: 404, times: ALWAYS });
  expect((await checkConnection(processOf(emulator))).failures).toMatchObject([{ code: "team-rejected" }]);
});

test("P2 P34 an unchanged store passes with any token, without a request", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  emulator.journal.clear();
  const run = processOf(emulator, { token: "otherTeam", team: "acmee" });

  const inputs = await checked(run, { ...neon }, state);

  expect(await integrationStore.diff(run, "ir_1", state, inputs)).toEqual({ changes: false, replaces: [] });
  expect(emulator.journal.entries()).toEqual([]);
  expect(run.said.warning).toEqual([]);
});

test.each([401, 403])(
  "P40 refresh and delete with a revoked token (%i) say how to let the store go",
  async (status) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ at: "before-commit", kind: "status", status, times: ALWAYS });
    const run = () => processOf(emulator);

    const failures = [
      await messageOf(integrationStore.read(run(), id, state)),
      await messageOf(integrationStore.delete(run(), id, state)),
    ];

    for (const failure of failures) {
      expect(failure).toContain("`pulumi state delete`");
      expect(failure).toContain("Token: from environment variable VERCEL_API_TOKEN.");
      expect(failure).toContain(String(state.teamId));
      expect(failure).not.toContain("create stores");
    }
  },
);

test("P36 a 403 names the permission that the operation needs", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const viewer = processOf(emulator, { token: "viewer" });
  const inputs = await checked(viewer, { ...neon, name: "other" });

  const creation = await failureOf(integrationStore.create(viewer, inputs));
  const deletion = await failureOf(integrationStore.delete(viewer, id, state));

  for (const failure of [creation, deletion]) expect(failure.code).toBe("api-forbidden");
  expect(render(creation)).toContain("create stores");
  expect(render(deletion)).toContain("delete stores");
});
