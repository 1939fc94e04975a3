// What check rejects of a connection without a request, by code and path; and what it accepts.
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../../provider/src/contract/project-connection.ts";
import { UNKNOWN } from "../../../../provider/src/contract/values.ts";
import { render } from "../../../../provider/src/errors/render.ts";
import type { ValidationError } from "../../../../provider/src/errors/validation-error.ts";
import { projectConnection } from "../../../../provider/src/lifecycle/project-connection/index.ts";
import { SettingsError } from "../../../../provider/src/vercel/settings.ts";
import { offline } from "../offline.ts";

/** A program may pass anything under any name. */
type Given = { [Key in keyof ConnectionInputs]?: unknown } & Record<string, unknown>;

const given = (more: Given) => ({ storeId: "ir_1", projectId: "prj_1", ...more }) as ConnectionInputs & Given;

const check = (args: Given, olds?: ConnectionInputs) => projectConnection.check(offline(), olds, given(args));

const rejected: { args: Given; code: string; path: string }[] = [
  { args: { storeId: undefined }, code: "argument-required", path: "storeId" },
  { args: { projectId: undefined }, code: "argument-required", path: "projectId" },
  { args: { storeId: "a store" }, code: "argument-invalid", path: "storeId" },
  { args: { projectId: "" }, code: "argument-invalid", path: "projectId" },
  { args: { environments: [] }, code: "argument-invalid", path: "environments" },
  { args: { environments: "production" }, code: "argument-invalid", path: "environments" },
  { args: { environments: ["preview", "preview"] }, code: "argument-invalid", path: "environments[1]" },
  { args: { environments: ["Production"] }, code: "argument-invalid", path: "environments[0]" },
  { args: { environments: [3] }, code: "argument-invalid", path: "environments[0]" },
  { args: { envVarPrefix: "2ND" }, code: "argument-invalid", path: "envVarPrefix" },
  { args: { envVarPrefix: "MY-DB" }, code: "argument-invalid", path: "envVarPrefix" },
  { args: { envVarPrefix: "" }, code: "argument-invalid", path: "envVarPrefix" },
  { args: { sensitive: "yes" }, code: "argument-invalid", path: "sensitive" },
  {
    args: { sensitive: true, environments: ["production", "development"] },
    code: "argument-conflict",
    path: "sensitive",
  },
  { args: { sensitive: true, envVarPrefix: "DB" }, code: "argument-conflict", path: "sensitive" },
  { args: { teamId: "My Team" }, code: "argument-invalid", path: "teamId" },
  { args: { enviroments: ["production"] }, code: "argument-unknown", path: "enviroments" },
  { args: { prefix: "DB" }, code: "argument-unknown", path: "prefix" },
];

test.each(rejected)("P31 $args is rejected: $code at $path", async ({ args, code, path }) => {
  const { failures } = await check(args);

  expect(failures.map((failure) => (failure as ValidationError).issues)).toMatchObject([[{ code, path }]]);
});

const corrections: { args: Given; contains: string }[] = [
  { args: { storeId: undefined }, contains: "--target-dependents" },
  { args: { storeId: undefined }, contains: "--exclude-dependents" },
  {
    args: { environments: ["Production"] },
    contains: "Valid values: production, preview, development. Did you mean production?",
  },
  { args: { enviroments: ["production"] }, contains: "Did you mean environments?" },
  {
    args: { sensitive: true, environments: ["production", "development"] },
    contains: "Remove development, or omit environments: the default is then production, preview.",
  },
];

test.each(corrections)("P31 the rejection of $args says how to correct it", async ({ args, contains }) => {
  const { failures } = await check(args);

  expect(failures.map(render).join()).toContain(contains);
});

test("several issues are several failures, each with its code", async () => {
  const { failures } = await check({ storeId: undefined, sensitive: "yes" });

  expect(failures.map(({ code }) => code)).toEqual(["argument-required", "argument-invalid"]);
});

const accepted: { args: Given; environments: unknown }[] = [
  { args: {}, environments: ["production", "preview", "development"] },
  { args: { sensitive: false }, environments: ["production", "preview", "development"] },
  { args: { sensitive: true }, environments: ["production", "preview"] },
  { args: { sensitive: true, environments: ["staging"] }, environments: ["staging"] },
  { args: { environments: ["staging", "env_AcmeQa3Tz6"] }, environments: ["staging", "env_AcmeQa3Tz6"] },
  { args: { envVarPrefix: "a_1", teamId: "acme-prod" }, environments: ["production", "preview", "development"] },
];

test.each(accepted)("P31 $args is accepted, with the environments $environments", async ({ args, environments }) => {
  const { inputs, failures } = await check(args);

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

test.each(unknowns)("P32 $args is accepted: it is validated once it is known", async ({ args, environments }) => {
  const { inputs, failures } = await check(args);

  expect(failures).toEqual([]);
  expect(inputs.environments).toEqual(environments);
});

test("P4 equal values keep the old spelling", async () => {
  const olds = given({ environments: ["production", "preview", "development"], sensitive: false, teamId: "acme" });

  const { inputs } = await check({ environments: ["development", "preview", "production"] }, olds);

  expect(inputs).toEqual(olds);
});

test("environments that a program omits again are the default ones", async () => {
  const { inputs } = await check({}, given({ environments: ["preview"] }));

  expect(inputs.environments).toEqual(["production", "preview", "development"]);
});

test("a malformed setting fails the check of a new connection", async () => {
  const context = offline(() => {
    throw new SettingsError("apiUrl", "VERCEL_API_URL is not a URL.");
  });

  const { failures } = await projectConnection.check(context, undefined, given({}));

  expect(failures).toMatchObject([{ code: "settings-invalid" }]);
});
