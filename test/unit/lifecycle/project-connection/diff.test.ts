// What a change of each argument does to a connection: it is replaced, changed in place, or it is no change.
import { expect, test } from "vitest";
import {
  type ConnectionArgumentName,
  type ConnectionInputs,
  type ConnectionState,
  connectionArgumentNames,
  connectionSpecs,
} from "../../../../provider/src/contract/project-connection.ts";
import { UNKNOWN } from "../../../../provider/src/contract/values.ts";
import { projectConnection } from "../../../../provider/src/lifecycle/project-connection/index.ts";
import { offline, withTeamSlug } from "../offline.ts";

const inputs: ConnectionInputs = {
  storeId: "ir_1",
  projectId: "prj_1",
  environments: ["production", "staging"],
  envVarPrefix: "DB",
  sensitive: false,
  teamId: "acme",
};

const state: ConnectionState = {
  ...inputs,
  variableNames: ["DB_URL"],
  values: { DB_URL: "postgres://…" },
  unreadable: [],
  place: { teamId: "team_1", environments: ["production", "env_staging"] },
  stateVersion: 1,
};

const diff = (news: Partial<Record<ConnectionArgumentName, unknown>>, olds = state) =>
  projectConnection.diff(withTeamSlug("acme"), "spc_1", olds, { ...inputs, ...news } as ConnectionInputs);

const others: Record<ConnectionArgumentName, unknown> = {
  storeId: "ir_2",
  projectId: "prj_2",
  environments: ["production"],
  envVarPrefix: "MAIN",
  sensitive: true,
  teamId: "team_2",
  adopt: "spc_1",
};

const inPlace: readonly ConnectionArgumentName[] = ["environments", "envVarPrefix", "adopt"];
const replacing = connectionArgumentNames.filter((name) => !inPlace.includes(name));

test.each(replacing)("P19 another %s replaces the connection", async (name) => {
  expect(connectionSpecs[name].change).toBe("replace");
  expect(await diff({ [name]: others[name] })).toEqual({ changes: undefined, replaces: [name] });
});

test.each(replacing)("an unknown %s replaces the connection: it has to go before its store does", async (name) => {
  expect(await diff({ [name]: UNKNOWN })).toEqual({ changes: undefined, replaces: [name] });
});

test.each(inPlace)("P19 P48 another or an unknown %s changes in place", async (name) => {
  expect(connectionSpecs[name].change).toBe(name === "adopt" ? "in place, no request" : "in place");
  for (const value of [others[name], UNKNOWN]) {
    expect(await diff({ [name]: value })).toEqual({ changes: undefined, replaces: [] });
  }
});

test("P19 P48 a prefix that is added, and one that is removed, changes in place", async () => {
  const { envVarPrefix: _, ...bare } = state;
  expect(await diff({}, bare)).toEqual({ changes: undefined, replaces: [] });
  expect(await diff({ envVarPrefix: undefined })).toEqual({ changes: undefined, replaces: [] });
});

test("an unknown or different storeId replaces without a question, whatever else changed", async () => {
  for (const storeId of ["ir_2", UNKNOWN]) {
    const context = offline();
    const news = { ...inputs, storeId, projectId: "prj_2", teamId: "other", adopt: "spc_9" };
    context.preflight.recordChecked(news);
    const { replaces } = await projectConnection.diff(context, "spc_1", state, news);
    expect(replaces).toEqual(["storeId", "projectId", "teamId"]);
  }
});

test("P48 an unknown among the environments changes the connection in place", async () => {
  const environments = ["production", UNKNOWN];
  expect(await diff({ environments })).toEqual({ changes: undefined, replaces: [] });
});

const same: Partial<Record<ConnectionArgumentName, unknown>>[] = [
  {},
  { environments: ["staging", "production"] },
  { environments: ["env_staging", "production"] },
  { envVarPrefix: "DB_" },
  { sensitive: undefined },
  { teamId: undefined },
  { teamId: "team_1" },
];

test.each(same)("P4 %o is no change", async (news) => {
  expect(await diff(news)).toEqual({ changes: false, replaces: [] });
});

const byId = { ...state, teamId: "team_1" };

test("P43 the team's slug instead of its id is no change", async () => {
  expect(await diff({ teamId: "acme" }, byId)).toEqual({ changes: false, replaces: [] });
  expect((await diff({ teamId: "acme-prod" }, byId)).replaces).toEqual(["teamId"]);
});

test("P43 a slug that cannot be read counts as the same team; another id does not", async () => {
  const diffOffline = (teamId: string) => projectConnection.diff(offline(), "spc_1", byId, { ...inputs, teamId });

  expect((await diffOffline("acme")).replaces).toEqual([]);
  expect((await diffOffline("team_2")).replaces).toEqual(["teamId"]);
});

test("P14 a connection whose values were never read is a change", async () => {
  const { values: _, ...unfinished } = state;

  expect(await diff({}, unfinished)).toEqual({ changes: true, replaces: [] });
});
