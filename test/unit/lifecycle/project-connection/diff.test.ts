// What a change of each argument does to a connection: it is replaced, or it is no change.
import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../../provider/src/contract/project-connection.ts";
import {
  type ConnectionArgumentName,
  connectionArgumentNames,
  connectionArguments,
} from "../../../../provider/src/contract/project-connection-arguments.ts";
import { UNKNOWN } from "../../../../provider/src/contract/unknown.ts";
import type { Context } from "../../../../provider/src/lifecycle/core/context.ts";
import { projectConnection } from "../../../../provider/src/lifecycle/project-connection/index.ts";
import { SettingsError } from "../../../../provider/src/vercel/settings.ts";

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

/** An account whose team is called acme. */
const context = { session: () => ({ teamSlug: async () => "acme" }) } as unknown as Context;

const diff = (news: Partial<Record<ConnectionArgumentName, unknown>>, olds = state) =>
  projectConnection.diff(context, "spc_1", olds, { ...inputs, ...news } as ConnectionInputs);

const others: Record<ConnectionArgumentName, unknown> = {
  storeId: "ir_2",
  projectId: "prj_2",
  environments: ["production"],
  envVarPrefix: "MAIN",
  sensitive: true,
  teamId: "team_2",
};

test.each(connectionArgumentNames)("P19 another %s replaces the connection", async (name) => {
  expect(connectionArguments[name].change).toBe("replace");
  expect(await diff({ [name]: others[name] })).toEqual({ changes: undefined, replaces: [name] });
});

test.each(connectionArgumentNames)(
  "an unknown %s replaces the connection: it has to go before its store does",
  async (name) => {
    expect(await diff({ [name]: UNKNOWN })).toEqual({ changes: undefined, replaces: [name] });
  },
);

test("an unknown among the environments replaces the connection", async () => {
  expect((await diff({ environments: ["production", UNKNOWN] })).replaces).toEqual(["environments"]);
});

const same: Partial<Record<ConnectionArgumentName, unknown>>[] = [
  {},
  { environments: ["staging", "production"] },
  { environments: ["env_staging", "production"] },
  { sensitive: undefined },
  { teamId: undefined },
  { teamId: "team_1" },
];

test.each(same)("P4 %o is no change", async (news) => {
  expect(await diff(news)).toEqual({ changes: false, replaces: [] });
});

test("P43 the team's slug in place of its id is no change, and without an account it is taken for the same", async () => {
  const byId = { ...state, teamId: "team_1" };

  expect(await diff({ teamId: "acme" }, byId)).toEqual({ changes: false, replaces: [] });
  expect((await diff({ teamId: "acme-prod" }, byId)).replaces).toEqual(["teamId"]);
  const nobody = {
    session: () => {
      throw new SettingsError("no token", true);
    },
  } as unknown as Context;
  expect((await projectConnection.diff(nobody, "spc_1", byId, { ...inputs, teamId: "acme" })).replaces).toEqual([]);
});

test("P14 a connection whose values were never read is a change", async () => {
  const { values: _, ...unfinished } = state;

  expect(await diff({}, unfinished)).toEqual({ changes: true, replaces: [] });
});
