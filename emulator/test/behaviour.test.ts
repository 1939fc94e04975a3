// Each switch of the behaviour, with its default and its other values.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CREATE, client, errorOf, neonStore, startTestEmulator, storeOf } from "./client.ts";

test.each([
  { duplicateNames: "conflict", sameInstallation: 409, otherInstallation: 409, otherIntegration: 409 },
  { duplicateNames: "conflict-in-installation", sameInstallation: 409, otherInstallation: 200, otherIntegration: 200 },
  { duplicateNames: "allow", sameInstallation: 200, otherInstallation: 200, otherIntegration: 200 },
] as const)("duplicateNames: $duplicateNames", async ({ duplicateNames, ...expected }) => {
  const { emulator, api } = await startTestEmulator({ behaviour: { duplicateNames } });
  const [a, b] = emulator.state.installations({ integration: "upstash", team: "acme" });
  const redis = (installation: typeof a, integrationProductIdOrSlug: string, metadata: object) => ({
    ...neonStore({ integrationConfigurationId: installation?.id, integrationProductIdOrSlug, metadata }),
  });
  emulator.stores.seed({ name: "db", integration: "upstash", product: "upstash-kv", team: "acme" });
  emulator.stores.seed({ name: "db", integration: "neon", team: "acme-prod" });
  const kv = { primaryRegion: "iad1" };
  const requests = {
    sameInstallation: redis(a, "upstash-kv", kv),
    otherInstallation: redis(b, "upstash-kv", kv),
    otherIntegration: neonStore(),
  };
  for (const [where, body] of Object.entries(requests)) {
    expect([where, (await api.post(CREATE, body)).status]).toEqual([where, expected[where as keyof typeof expected]]);
  }
  expect((await api.post(CREATE, neonStore({ name: "other" }))).status).toBe(200);
});

test("catalogue: integrations and categories are listed, or closed", async () => {
  const { emulator, api } = await startTestEmulator();
  const routes = ["integrations", "categories", "integration/neon"].map((path) => `/v2/integrations/${path}`);
  const statuses = () => Promise.all(routes.map(async (route) => (await api.get(route)).status));
  expect(await statuses()).toEqual([200, 200, 200]);
  for (const status of [403, 404] as const) {
    emulator.configure({ catalogue: status });
    expect(await statuses()).toEqual([status, status, status]);
  }
});

test("plansWithoutInstallation: the plans of an integration that is not installed are missing or listed", async () => {
  const { emulator, api } = await startTestEmulator();
  const plans = (query = {}) => api.get("/v1/integrations/integration/supabase/products/supabase/plans", query);
  expect((await plans()).status).toBe(404);
  emulator.configure({ plansWithoutInstallation: "list" });
  expect((await plans()).body).toMatchObject({ plans: [{ id: "supabase_free" }, { id: "supabase_pro" }] });
  expect((await plans({ integrationConfigurationId: "icfg_nosuch" })).status).toBe(404);
});

test("dedupeByExternalId: a known externalId creates a second store or returns the first", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { duplicateNames: "allow" } });
  const body = neonStore({ externalId: "order-7" });
  const first = storeOf(await api.post(CREATE, body));
  emulator.configure({ dedupeByExternalId: true });
  expect(storeOf(await api.post(CREATE, body)).id).toBe(first.id);
  emulator.configure({ dedupeByExternalId: false });
  expect(storeOf(await api.post(CREATE, body)).id).not.toBe(first.id);
});

test("deleteStatus: a deletion answers 200 with JSON or 204 without a body", async () => {
  const { emulator, api } = await startTestEmulator();
  const one = emulator.stores.seed({ name: "one", integration: "neon" });
  const two = emulator.stores.seed({ name: "two", integration: "neon" });
  const kept = await api.delete(`/v1/storage/stores/integration/${one.id}`);
  expect([kept.status, kept.body]).toEqual([200, { id: one.id }]);
  emulator.configure({ deleteStatus: 204 });
  const empty = await api.delete(`/v1/storage/stores/integration/${two.id}`);
  expect([empty.status, empty.body, empty.headers.get("content-type")]).toEqual([204, "", null]);
});

test("deleteWhileConnected: a store with connections can be deleted or not", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { deleteWhileConnected: "conflict" } });
  const connection = { id: "spc_1", projectId: "prj_1", name: "web", environments: ["production"] };
  const projectsMetadata = [{ ...connection, environmentVariables: ["DATABASE_URL"], envVarPrefix: null }];
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", projectsMetadata });
  expect((await api.delete(`/v1/storage/stores/integration/${id}`)).status).toBe(409);
  emulator.configure({ deleteWhileConnected: "allow" });
  expect((await api.delete(`/v1/storage/stores/integration/${id}`)).status).toBe(200);
});

test("secretsRoute: keys are prefixed or plain, or the route is closed", async () => {
  const { emulator, api } = await startTestEmulator();
  const kv = emulator.stores.seed({ name: "kv", integration: "upstash", product: "upstash-kv" });
  const vector = emulator.stores.seed({ name: "vector", integration: "upstash", product: "upstash-vector" });
  const keys = async (id: string) => Object.keys((await api.get(`/v1/storage/stores/${id}/secrets`)).body as object);
  expect(await keys(kv.id)).toContain("data_KV_URL");
  expect(await keys(vector.id)).toEqual(["VECTOR_REST_URL", "VECTOR_REST_TOKEN"]);
  for (const secretsRoute of [403, 404] as const) {
    emulator.configure({ secretsRoute });
    expect((await api.get(`/v1/storage/stores/${kv.id}/secrets`)).status).toBe(secretsRoute);
  }
});

test("listStores and listProjects: the list is open or closed, and contains projects or not", async () => {
  const { emulator, api } = await startTestEmulator();
  const connection = { id: "spc_1", projectId: "prj_1", name: "web", environments: ["production"] };
  emulator.stores.seed({
    name: "db",
    integration: "neon",
    projectsMetadata: [{ ...connection, environmentVariables: [], envVarPrefix: null }],
  });
  const list = () => api.get("/v1/storage/stores");
  expect((await list()).body).toMatchObject({ stores: [{ projectsMetadata: [{ name: "web" }] }] });
  emulator.configure({ listProjects: false });
  expect((await list()).body).toMatchObject({ stores: [{ projectsMetadata: [], totalConnectedProjects: 1 }] });
  emulator.configure({ listStores: 403 });
  expect((await list()).status).toBe(403);
  emulator.configure({ listStores: 404 });
  expect((await list()).status).toBe(404);
});

test("normaliseMetadata: metadata is stored as given or with defaults", async () => {
  const { emulator, api } = await startTestEmulator();
  expect(storeOf(await api.post(CREATE, neonStore()))).toHaveProperty("metadata", { region: "iad1" });
  emulator.configure({ normaliseMetadata: true });
  expect(storeOf(await api.post(CREATE, neonStore({ name: "second" })))).toHaveProperty("metadata", {
    region: "iad1",
    auth: false,
    pgVersion: 17,
    createdVia: "marketplace",
  });
});

test("unknownMetadata: unknown keys are rejected or stored", async () => {
  const { emulator, api } = await startTestEmulator();
  const body = neonStore({ metadata: { region: "iad1", sise: 3 } });
  expect(errorOf(await api.post(CREATE, body)).message).toBe("metadata should NOT have additional properties");
  emulator.configure({ unknownMetadata: "keep" });
  expect(storeOf(await api.post(CREATE, body))).toHaveProperty("metadata.sise", 3);
});

test("noInstallations: an empty list or a 404", async () => {
  const { emulator, api } = await startTestEmulator();
  for (const { id } of emulator.state.installations({ team: "acme" })) emulator.state.removeInstallation(id);
  const list = () => api.get("/v1/integrations/configurations", { view: "account" });
  expect((await list()).body).toEqual([]);
  emulator.configure({ noInstallations: 404 });
  expect((await list()).status).toBe(404);
});

test("badToken: 401 or 403; /v2/user always answers 403", async () => {
  const { emulator } = await startTestEmulator();
  const stranger = client(emulator, "vcp_stranger");
  expect((await stranger.get("/v1/storage/stores")).status).toBe(401);
  expect((await stranger.get("/v2/user")).status).toBe(403);
  emulator.configure({ badToken: 403 });
  expect((await stranger.get("/v1/storage/stores")).status).toBe(403);
});

test("rateLimit: requests beyond the limit are a 429 with Retry-After", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { rateLimit: { requests: 2, seconds: 60 } } });
  const replies = [await api.get("/v2/user"), await api.get("/v2/user"), await api.get("/v2/user")];
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
  const { headers, body } = replies[2] ?? (await api.get("/v2/user"));
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(50);
  expect(headers.get("x-ratelimit-remaining")).toBe("0");
  expect(body).toMatchObject({ error: { code: "rate_limited", limit: { remaining: 0, total: 2 } } });
  emulator.configure({ rateLimit: null });
  expect((await api.get("/v2/user")).status).toBe(200);
});

test("clockOffsetMs: the Date header and createdAt use the server's clock", async () => {
  const { api } = await startTestEmulator({ behaviour: { clockOffsetMs: 3_600_000 } });
  const reply = await api.post(CREATE, neonStore());
  const ahead = Date.now() + 3_500_000;
  expect(Date.parse(reply.headers.get("date") ?? "")).toBeGreaterThan(ahead);
  expect((storeOf(reply) as unknown as { createdAt: number }).createdAt).toBeGreaterThan(ahead);
});

test("every switch has a row in the README", async () => {
  const { emulator } = await startTestEmulator();
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const name of Object.keys(emulator.behaviour)) expect(readme).toContain(`\`${name}\``);
});

test("an unknown switch or an invalid value is an error that names it", async () => {
  const { emulator } = await startTestEmulator();
  expect(() => emulator.configure({ idPrefix: "db_" as "ir_" })).toThrow(/"ir_"\|"store_"[\s\S]*idPrefix/);
  expect(() => emulator.configure({ colour: "red" } as object)).toThrow(/colour/);
});
