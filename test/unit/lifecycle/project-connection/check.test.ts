// What a preview refuses of a connection, by name, without a request; and what it lets pass.
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../../provider/src/contract/project-connection.ts";
import { defaultTimings } from "../../../../provider/src/contract/timings.ts";
import { UNKNOWN } from "../../../../provider/src/contract/unknown.ts";
import type { Context } from "../../../../provider/src/lifecycle/core/context.ts";
import { projectConnection } from "../../../../provider/src/lifecycle/project-connection/index.ts";
import { SettingsError } from "../../../../provider/src/vercel/settings.ts";

/** No account, no API, nobody to tell. */
const offline = {
  session: () => {
    throw new SettingsError("no token", true);
  },
  clock: { now: () => 0 },
  timings: defaultTimings,
  log: { warning: () => {} },
} as unknown as Context;

/** A program may give anything under any name. */
type Given = { [Key in keyof ConnectionInputs]?: unknown } & Record<string, unknown>;

const given = (more: Given) => ({ storeId: "ir_1", projectId: "prj_1", ...more }) as ConnectionInputs & Given;

const refused: { args: Given; says: string }[] = [
  { args: { storeId: undefined }, says: "storeId is required." },
  { args: { projectId: undefined }, says: "projectId is required." },
  { args: { storeId: "a store" }, says: "storeId must be the id of a store, such as db.id." },
  { args: { projectId: "" }, says: "projectId must be the id of a project, such as prj_…." },
  { args: { environments: [] }, says: "environments must name an environment at least." },
  { args: { environments: "production" }, says: "environments must be a list of environments" },
  { args: { environments: ["preview", "preview"] }, says: "environments[1]: preview is named twice." },
  {
    args: { environments: ["Production"] },
    says: 'environments[0]: "Production" is no environment. Choose one of: production, preview, development. Did you mean production? A custom environment is named by its slug or its id (env_…).',
  },
  { args: { environments: [3] }, says: "environments[0] must be a text." },
  {
    args: { envVarPrefix: "2ND" },
    says: "envVarPrefix must begin with a letter, and hold only letters, digits and _.",
  },
  { args: { envVarPrefix: "MY-DB" }, says: "envVarPrefix must begin with a letter" },
  { args: { envVarPrefix: "" }, says: "envVarPrefix must begin with a letter" },
  { args: { sensitive: "yes" }, says: "sensitive must be true or false." },
  {
    args: { sensitive: true, environments: ["production", "development"] },
    says: "sensitive may not be combined with the environment development: Vercel keeps no sensitive variables there. Leave development out",
  },
  {
    args: { sensitive: true, envVarPrefix: "DB" },
    says: "sensitive may not be combined with envVarPrefix: no route of the API is known to take both. Leave one of them out.",
  },
  { args: { teamId: "My Team" }, says: "teamId must be a team: team_… or its slug." },
  {
    args: { enviroments: ["production"] },
    says: "enviroments is not an argument of ProjectConnection. It takes: environments,",
  },
  { args: { enviroments: ["production"] }, says: "Did you mean environments?" },
  { args: { prefix: "DB" }, says: "prefix is not an argument of ProjectConnection." },
];

test.each(refused)("P31 $args is refused: $says", async ({ args, says }) => {
  const { failures } = await projectConnection.check(offline, undefined, given(args));

  expect(failures.join("\n")).toContain(says);
});

const accepted: { args: Given; environments: unknown }[] = [
  { args: {}, environments: ["production", "preview", "development"] },
  { args: { sensitive: false }, environments: ["production", "preview", "development"] },
  { args: { sensitive: true }, environments: ["production", "preview"] },
  { args: { sensitive: true, environments: ["staging"] }, environments: ["staging"] },
  { args: { environments: ["staging", "env_AcmeQa3Tz6"] }, environments: ["staging", "env_AcmeQa3Tz6"] },
  { args: { envVarPrefix: "a_1", teamId: "acme-prod" }, environments: ["production", "preview", "development"] },
];

test.each(accepted)("P31 $args is accepted, for $environments", async ({ args, environments }) => {
  const { inputs, failures } = await projectConnection.check(offline, undefined, given(args));

  expect(failures).toEqual([]);
  expect(inputs.environments).toEqual(environments);
});

const unknowns: { args: Given; environments: unknown }[] = [
  { args: { storeId: UNKNOWN, projectId: UNKNOWN }, environments: ["production", "preview", "development"] },
  { args: { environments: UNKNOWN, sensitive: true }, environments: UNKNOWN },
  { args: { environments: ["production", UNKNOWN, UNKNOWN] }, environments: ["production", UNKNOWN, UNKNOWN] },
  { args: { sensitive: UNKNOWN, envVarPrefix: UNKNOWN, teamId: UNKNOWN }, environments: undefined },
  { args: { sensitive: true, envVarPrefix: UNKNOWN }, environments: ["production", "preview"] },
];

test.each(unknowns)("P32 $args passes, to be judged when it is known", async ({ args, environments }) => {
  const { inputs, failures } = await projectConnection.check(offline, undefined, given(args));

  expect(failures).toEqual([]);
  expect(inputs.environments).toEqual(environments);
});

test("P4 what means the same keeps the old spelling", async () => {
  const olds = given({ environments: ["production", "preview", "development"], sensitive: false, teamId: "acme" });

  const { inputs } = await projectConnection.check(
    offline,
    olds,
    given({ environments: ["development", "preview", "production"] }),
  );

  expect(inputs).toEqual(olds);
});

test("environments that a program leaves out again are the default ones", async () => {
  const { inputs } = await projectConnection.check(offline, given({ environments: ["preview"] }), given({}));

  expect(inputs.environments).toEqual(["production", "preview", "development"]);
});
