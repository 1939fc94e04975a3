// The variables of connections: reading them by each route, sensitive ones, names, and when they become visible.
import { describe, expect, test } from "vitest";
import { client, storeOf } from "./client.ts";
import {
  connect,
  connectWithPrefix,
  envOf,
  envsOf,
  STAGING,
  secretNames,
  startWithStore,
  WEB,
  WORKER,
} from "./connection-requests.ts";

const pull = (target: string) => `/v3/env/pull/${WEB}/${target}`;

describe("a variable of a store", () => {
  test("contains its store and the user who connected it", async () => {
    const { emulator, api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["production", "staging"] });
    const envs = envsOf(await api.get("/v10/projects/web/env"));
    const { integrationId, integrationConfigurationId, productId } = emulator.stores.get(id) ?? {};
    expect(envs.map(({ key }) => key)).toEqual(secretNames);
    expect(envs[0]).toMatchObject({
      type: "encrypted",
      target: ["production"],
      customEnvironmentIds: [STAGING],
      configurationId: null,
      contentHint: {
        type: "integration-store-secret",
        storeId: id,
        integrationId,
        integrationProductId: productId,
        integrationConfigurationId,
      },
      createdBy: "usr_Ann4Xw8Kd1",
      securityIssues: [],
    });
  });

  test("is ciphertext in the list, decrypted by id, and plain in a pull of its environments only", async () => {
    const { emulator, api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["production", "staging"] });
    const values = emulator.stores.secretValues(id);
    const list = await api.get("/v10/projects/web/env", { decrypt: "true" });
    for (const value of Object.values(values)) expect(JSON.stringify(list.body)).not.toContain(value);
    for (const { id: variable, key, value } of envsOf(list)) {
      expect(value).toMatch(/^eyJ2/);
      const read = await api.get(`/v1/projects/${WEB}/env/${variable}`);
      expect(read.body).toMatchObject({ key, decrypted: true, value: values[key] });
    }
    for (const target of ["production", "staging", STAGING, "production/main"])
      expect((await api.get(pull(target))).body).toEqual({ env: values, buildEnv: values });
    for (const target of ["preview", "development", "qa"]) expect(envOf(await api.get(pull(target)))).toEqual({});
  });

  test("can be listed by custom environment", async () => {
    const { api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["staging"] });
    const count = async (query: Record<string, string>) => envsOf(await api.get("/v10/projects/web/env", query)).length;
    expect(await count({ customEnvironmentId: STAGING })).toBe(secretNames.length);
    expect(await count({ customEnvironmentSlug: "staging" })).toBe(secretNames.length);
    expect([await count({ customEnvironmentSlug: "qa" }), await count({ customEnvironmentSlug: "none" })]).toEqual([
      0, 0,
    ]);
  });

  test("can be listed by built-in environment", async () => {
    const { emulator, api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["preview", "staging"] });
    emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080", environments: ["production"] });
    const keys = async (target: string) =>
      envsOf(await api.get("/v10/projects/web/env", { target })).map((env) => env.key);
    expect(await keys("preview")).toEqual(secretNames);
    expect([await keys("production"), await keys("development")]).toEqual([["PORT"], []]);
  });

  test("is listed with users' own variables, which are read the same way", async () => {
    const { emulator, api, id } = await startWithStore();
    emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080", type: "plain" });
    emulator.projects.addVariable({ project: WEB, key: "TOKEN", value: "own-token", environments: ["production"] });
    await connect(api, id, { projectId: WEB });
    const [port, token] = envsOf(await api.get("/v10/projects/web/env"));
    expect(port).toMatchObject({ key: "PORT", value: "8080", contentHint: null, createdBy: null });
    expect(token?.value).toMatch(/^eyJ2/);
    expect((await api.get(`/v1/projects/web/env/${token?.id}`)).body).toMatchObject({ value: "own-token" });
    expect(envOf(await api.get(pull("production")))).toMatchObject({ PORT: "8080", TOKEN: "own-token" });
    expect(() => emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "x" })).toThrow(
      "PGHOST already",
    );
  });

  test("does not leave its value in the journal or in a copy of the state", async () => {
    const { emulator, api, id } = await startWithStore();
    emulator.projects.addVariable({ project: "web", key: "TOKEN", value: "own-token-canary" });
    await connect(api, id, { projectId: WEB });
    await api.get(pull("production"));
    for (const { id: variable } of emulator.projects.variables("web"))
      await api.get(`/v1/projects/web/env/${variable}`);
    const seen = JSON.stringify([
      emulator.journal.entries(),
      emulator.stores.list(),
      emulator.projects.list(),
      emulator.state.snapshot(),
      (await api.get(`/v1/storage/stores/${id}`)).body,
    ]);
    const values = [...Object.values(emulator.stores.secretValues(id)), "own-token-canary"];
    for (const value of values) expect(seen).not.toContain(value);
  });
});

describe("a sensitive variable", () => {
  test("is empty in the list and in a pull, and has no value by id", async () => {
    const { emulator, api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["production"], makeEnvVarsSensitive: true });
    const envs = envsOf(await api.get("/v10/projects/web/env"));
    expect(envs.map(({ type, value }) => [type, value])).toEqual(secretNames.map(() => ["sensitive", ""]));
    const read = (await api.get(`/v1/projects/web/env/${envs[0]?.id}`)).body;
    expect(read).toMatchObject({ type: "sensitive", decrypted: false });
    expect(read).not.toHaveProperty("value");
    expect(envOf(await api.get(pull("production")))).toEqual(Object.fromEntries(secretNames.map((name) => [name, ""])));
    expect(emulator.projects.variables("web")[0]?.value).toBe(emulator.stores.secretValues(id).DATABASE_URL);
  });

  test("results from the team's policy, except in development", async () => {
    const { emulator, api, id } = await startWithStore({ behaviour: { sensitivePolicy: "on" } });
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["production", "development", "staging"] });
    const [hidden, readable, ...rest] = envsOf(await api.get("/v10/projects/web/env"));
    expect(hidden).toMatchObject({ type: "sensitive", target: ["production"], customEnvironmentIds: [STAGING] });
    expect(readable).toMatchObject({ type: "encrypted", target: ["development"], customEnvironmentIds: [] });
    expect([hidden?.key, readable?.key]).toEqual(["DATABASE_URL", "DATABASE_URL"]);
    expect(rest).toHaveLength(2 * secretNames.length - 2);
    expect(envOf(await api.get(pull("development")))).toEqual(emulator.stores.secretValues(id));
    expect(envOf(await api.get(pull("staging"))).DATABASE_URL).toBe("");
    const [connection] = emulator.stores.get(id)?.projectsMetadata ?? [];
    expect(connection).toMatchObject({ environmentVariables: secretNames, makeEnvVarsSensitive: false });
    await connect(api, id, { projectId: WORKER, envVarEnvironments: ["development"] });
    expect(emulator.projects.variables("worker").map(({ type }) => type)).toEqual(secretNames.map(() => "encrypted"));
  });
});

describe("a prefix", () => {
  test.each([
    ["replace-with-underscore", "NEON2", "NEON2_PGHOST"],
    ["replace-with-underscore", "NEON2_", "NEON2_PGHOST"],
    ["literal", "NEON2", "NEON2PGHOST"],
    ["literal", "NEON2_", "NEON2_PGHOST"],
  ] as const)("under the rule %s, %s gives %s", async (prefixRule, envVarPrefix, name) => {
    const { emulator, api, id } = await startWithStore({ behaviour: { prefixRule } });
    await connectWithPrefix(api, id, { projectId: WEB, envVarPrefix });
    const [connection] = emulator.stores.get(id)?.projectsMetadata ?? [];
    expect(connection?.envVarPrefix).toBe(envVarPrefix);
    expect(connection?.environmentVariables).toContain(name);
    expect(envOf(await api.get(pull("preview")))[name]).toBe(emulator.stores.secretValues(id).PGHOST);
  });

  test.each([
    ["replace-with-underscore", ["CACHE_URL", "CACHE_REST_API_URL"]],
    ["literal", ["CACHE_KV_URL", "CACHE_KV_REST_API_URL"]],
  ] as const)("under the rule %s, the partner's own gives %s", async (prefixRule, names) => {
    const { emulator } = await startWithStore({ behaviour: { prefixRule } });
    const kv = emulator.stores.seed({ name: "kv", integration: "upstash", product: "upstash-kv" });
    const { environmentVariables } = emulator.projects.connect({ store: kv.id, project: "web", prefix: "CACHE_" });
    expect(environmentVariables.slice(0, 2)).toEqual(names);
    expect(emulator.projects.connect({ store: kv.id, project: "docs" }).environmentVariables[0]).toBe("KV_URL");
  });

  test("allows two stores in one project; names can conflict with users' own variables", async () => {
    const { emulator, api, id } = await startWithStore();
    const other = emulator.stores.seed({ name: "other", integration: "neon" });
    await connect(api, id, { projectId: WEB });
    emulator.projects.addVariable({ project: "web", key: "B_PGUSER", value: "x" });
    expect((await connectWithPrefix(api, other.id, { projectId: WEB, envVarPrefix: "B" })).status).toBe(400);
    expect((await connectWithPrefix(api, other.id, { projectId: WEB, envVarPrefix: "C" })).status).toBe(200);
    expect(envOf(await api.get(pull("production")))).toMatchObject({
      PGUSER: emulator.stores.secretValues(id).PGUSER,
      B_PGUSER: "x",
      C_PGUSER: emulator.stores.secretValues(other.id).PGUSER,
    });
  });
});

describe("late variables", () => {
  test("are missing in the given number of answers, for every route", async () => {
    const { api, id } = await startWithStore({ behaviour: { variablesAfter: { reads: 3 } } });
    await connect(api, id, { projectId: WEB });
    const told = async () => {
      const store = storeOf(await api.get(`/v1/storage/stores/${id}`));
      return (store as unknown as { projectsMetadata: { environmentVariables: string[] }[] }).projectsMetadata[0]
        ?.environmentVariables.length;
    };
    await api.get("/v1/storage/stores");
    await api.get(`/v1/storage/stores/${id}/connections`);
    expect(await told()).toBe(0);
    expect(envsOf(await api.get("/v10/projects/web/env"))).toEqual([]);
    expect(envOf(await api.get(pull("production")))).toEqual({});
    expect(Object.keys(envOf(await api.get(pull("production"))))).toEqual(secretNames);
    expect(await told()).toBe(secretNames.length);
  });

  test("are missing for the given time, also by id, and their names are reserved", async () => {
    const { emulator, api, id } = await startWithStore({ behaviour: { variablesAfter: { ms: 60_000 } } });
    await connect(api, id, { projectId: WEB });
    const [variable] = emulator.projects.variables("web");
    const byId = async () => (await api.get(`/v1/projects/web/env/${variable?.id}`)).status;
    expect(await byId()).toBe(404);
    const other = emulator.stores.seed({ name: "other", integration: "neon" });
    expect((await connect(api, other.id, { projectId: WEB })).status).toBe(400);
    emulator.configure({ clockOffsetMs: 60_001 });
    expect(await byId()).toBe(200);
  });

  test("never become visible without reads and ms", async () => {
    const { emulator, api, id } = await startWithStore({ behaviour: { variablesAfter: {} } });
    await connect(api, id, { projectId: WEB });
    emulator.configure({ clockOffsetMs: 1e9 });
    for (let read = 0; read < 5; read += 1) expect(envsOf(await api.get("/v10/projects/web/env"))).toEqual([]);
  });

  test("include those of a store that is not provisioned yet", async () => {
    const { emulator, api, id } = await startWithStore();
    emulator.stores.edit(id, { provisioning: { status: "initializing", ms: 60_000 } });
    await connect(api, id, { projectId: WEB });
    expect(envOf(await api.get(pull("production")))).toEqual({});
    emulator.configure({ clockOffsetMs: 60_001 });
    expect(Object.keys(envOf(await api.get(pull("production"))))).toEqual(secretNames);
  });
});

test("the variables of a removed connection linger: they are listed, and their names are reserved", async () => {
  const { emulator, api, id } = await startWithStore({ behaviour: { variablesLinger: 60_000 } });
  await connect(api, id, { projectId: WEB });
  const [connection] = emulator.stores.get(id)?.projectsMetadata ?? [];
  await api.delete(`/v1/storage/stores/${id}/connections/${connection?.id}`);

  expect(emulator.stores.get(id)?.projectsMetadata).toEqual([]);
  expect(Object.keys(envOf(await api.get(pull("production"))))).toEqual(secretNames);
  expect((await connect(api, id, { projectId: WEB })).status).toBe(400);
  emulator.configure({ clockOffsetMs: 60_001 });
  expect(envsOf(await api.get("/v10/projects/web/env"))).toEqual([]);
  expect((await connect(api, id, { projectId: WEB })).status).toBe(201);
});

describe("reading is rejected", () => {
  test("if a project, variable or target does not exist or belongs to another team", async () => {
    const { emulator, api } = await startWithStore();
    const status = async (path: string) => (await api.get(path)).status;
    expect(await status("/v9/projects/storefront")).toBe(404);
    expect(await status("/v10/projects/prj_none/env")).toBe(404);
    expect(await status("/v1/projects/web/env/none")).toBe(404);
    expect(await status("/v3/env/pull/web/production")).toBe(404);
    expect(await status(pull("prod"))).toBe(400);
    expect((await api.get("/v10/projects/storefront/env", { slug: "acme-prod" })).status).toBe(403);
    const both = client(emulator, emulator.tokens.both);
    expect((await both.get("/v10/projects/storefront/env", { slug: "acme-prod" })).status).toBe(200);
    expect((await client(emulator, "").get(pull("production"))).status).toBe(401);
  });

  test("by id and in a pull if the behaviour says so; the list still works", async () => {
    const { emulator, api, id } = await startWithStore({ behaviour: { envPull: 403, decryptById: 403 } });
    await connect(api, id, { projectId: WEB });
    const [variable] = emulator.projects.variables("web");
    expect((await api.get(pull("production"))).status).toBe(403);
    expect((await api.get(`/v1/projects/web/env/${variable?.id}`)).status).toBe(403);
    expect((await api.get("/v10/projects/web/env")).status).toBe(200);
  });
});
