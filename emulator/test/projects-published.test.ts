// Connections and variables as they are published: by shape, and through @vercel/sdk; and what a test does to projects.
import { HTTPClient, Vercel } from "@vercel/sdk";
import { SDKError } from "@vercel/sdk/models/sdkerror.js";
import { expect, test } from "vitest";
import { client, NEON } from "./client.ts";
import { aStore, connect, connectionsOf, connectWithPrefix, secretNames, WEB, WORKER } from "./connected-store.ts";
import { expectShape } from "./published-shapes.ts";

const DOCUMENTED = "/v1/integrations/installations/{integrationConfigurationId}/resources/{resourceId}/connections";
const CONNECTIONS = "/v1/storage/stores/{id}/connections";

test("what is answered about connections has the published shapes", async () => {
  const { emulator, api, id } = await aStore();
  expectShape(await connect(api, id, { projectId: WEB }), "post", DOCUMENTED, 201);
  expectShape(await connect(api, id, { projectId: WEB }), "post", DOCUMENTED, 400);
  expectShape(await connect(client(emulator, "nonsense"), id, {}), "post", DOCUMENTED, 401);
  expectShape(await connect(client(emulator, emulator.tokens.viewer), id, {}), "post", DOCUMENTED, 403);
  expectShape(await connect(api, id, { projectId: "prj_none" }), "post", DOCUMENTED, 404);
  expectShape(await connectWithPrefix(api, id, { projectId: WORKER, envVarPrefix: "A" }), "post", CONNECTIONS);
  expectShape(await connectWithPrefix(api, id, {}), "post", CONNECTIONS, 400);
  expectShape(await api.get(connectionsOf(id)), "get", CONNECTIONS);
  expectShape(await api.get("/v1/storage/stores"), "get", "/v1/storage/stores");
  expectShape(await api.get(`/v1/storage/stores/${id}`), "get", "/v1/storage/stores/{id}");
  expectShape(await api.get(`/storage/stores/${id}`), "get", "/storage/stores/{id}");
  const [connection] = emulator.stores.get(id)?.projectsMetadata ?? [];
  const one = `${connectionsOf(id)}/${connection?.id}`;
  expectShape(await api.delete(one), "delete", "/v1/storage/stores/{id}/connections/{connectionId}");
  expectShape(await api.delete(one), "delete", "/v1/storage/stores/{id}/connections/{connectionId}", 404);
  expectShape(await api.delete(connectionsOf(id)), "delete", CONNECTIONS);
});

test("what is answered about variables has the published shapes, sensitive, plain or late", async () => {
  const { emulator, api, id } = await aStore({ behaviour: { sensitivePolicy: "on", variablesAfter: { reads: 1 } } });
  emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080", type: "plain" });
  await connect(api, id, { projectId: WEB, envVarEnvironments: ["production", "development", "staging"] });
  for (let read = 0; read < 2; read += 1) {
    expectShape(await api.get("/v10/projects/web/env"), "get", "/v10/projects/{idOrName}/env");
    const pulled = await api.get(`/v3/env/pull/${WEB}/development`);
    expectShape(pulled, "get", "/v3/env/pull/{projectIdOrDeploymentId}/{target}");
  }
  for (const { id: variable } of emulator.projects.variables("web"))
    expectShape(await api.get(`/v1/projects/web/env/${variable}`), "get", "/v1/projects/{idOrName}/env/{id}");
  emulator.configure({ decryptById: 403 });
  expectShape(await api.get("/v1/projects/web/env/any"), "get", "/v1/projects/{idOrName}/env/{id}", 403);
});

test("the SDK connects a store, lists the variables and reads a value", async () => {
  const { emulator, id } = await aStore();
  const vercel = new Vercel({ bearerToken: emulator.token, serverURL: emulator.url, httpClient: new HTTPClient() });
  const connecting = () =>
    vercel.integrations.connectIntegrationResourceToProject({
      integrationConfigurationId: NEON,
      resourceId: id,
      slug: "acme",
      requestBody: { projectId: WEB, envVarEnvironments: ["production", "staging"] },
    });
  await connecting();
  await expect(connecting()).rejects.toThrow(SDKError);

  const list = await vercel.projects.filterProjectEnvs({ idOrName: "web", slug: "acme" });
  const { envs } = list as { envs: { id: string; key: string; contentHint: { storeId: string }; value: string }[] };
  expect(envs.map(({ key }) => key)).toEqual(secretNames);
  expect(envs.every(({ contentHint, value }) => contentHint.storeId === id && value.startsWith("eyJ2"))).toBe(true);

  const read = await vercel.projects.getProjectEnv({ idOrName: WEB, id: String(envs[0]?.id), slug: "acme" });
  expect(read).toMatchObject({ key: "DATABASE_URL", value: emulator.stores.secretValues(id).DATABASE_URL });

  const { store } = await vercel.storage.getStorageStoresById({ id });
  expect(store?.projectsMetadata).toMatchObject([{ projectId: WEB, framework: "nextjs" }]);
});

test("the SDK reads a project's own environments, and sensitive variables without a value", async () => {
  const { emulator, id } = await aStore();
  const vercel = new Vercel({ bearerToken: emulator.token, serverURL: emulator.url, httpClient: new HTTPClient() });
  const { environments } = await vercel.environment.getProjectsByIdOrNameCustomEnvironments({
    idOrName: "web",
    slug: "acme",
  });
  expect(environments.map(({ slug }) => slug)).toEqual(["staging", "qa"]);
  emulator.projects.connect({ store: id, project: "web", environments: ["preview"], sensitive: true });
  const [variable] = emulator.projects.variables("web");
  const read = await vercel.projects.getProjectEnv({ idOrName: WEB, id: String(variable?.id), slug: "acme" });
  expect(read).toMatchObject({ type: "sensitive", decrypted: false });
});

test("a test seeds, finds, connects and removes projects, in process and over HTTP", async () => {
  const { emulator, api, id } = await aStore();
  expect(emulator.projects.list().map(({ name }) => name)).toEqual(["web", "worker", "docs", "storefront"]);
  expect(emulator.projects.list({ team: "acme-prod" }).map(({ name }) => name)).toEqual(["storefront"]);
  const control = client(emulator, "");
  const seeded = await control.post("/_emulator/projects", { name: "shop", customEnvironments: ["canary"] });
  expect(emulator.projects.get("shop")).toEqual(seeded.body);
  expect((await api.get("/v9/projects/shop")).body).toMatchObject({ customEnvironments: [{ slug: "canary" }] });
  const connected = await control.post("/_emulator/connections", {
    store: id,
    project: "shop",
    environments: ["canary"],
  });
  await control.post("/_emulator/variables", { project: "shop", key: "PORT", value: "8080" });
  const variables = (await control.get("/_emulator/projects/shop/variables")).body as { id: string; value: string }[];
  expect(variables).toHaveLength(secretNames.length + 1);
  expect(variables.at(-1)).toMatchObject({ key: "PORT", value: "8080" });
  expect((await control.delete(`/_emulator/variables/${variables.at(-1)?.id}`)).status).toBe(204);
  const { id: connection } = connected.body as { id: string };
  expect((await control.delete(`/_emulator/connections/${id}/${connection}`)).status).toBe(204);
  expect(emulator.projects.variables("shop")).toEqual([]);
  emulator.projects.connect({ store: id, project: "shop" });
  expect((await control.delete(`/_emulator/connections/${id}`)).status).toBe(204);
  expect(emulator.stores.get(id)?.projectsMetadata).toEqual([]);
  expect((await control.delete("/_emulator/projects/shop")).status).toBe(204);
  expect((await control.get("/_emulator/projects/shop")).body).toBeNull();
  expect((await control.get("/_emulator/projects", { team: "acme" })).body).toHaveLength(3);
});

test("what a test asks for in vain is an error that names it", async () => {
  const { emulator, id } = await aStore();
  const { projects } = emulator;
  expect(() => projects.variables("shop")).toThrow("no project shop");
  expect(() => projects.seed({ name: "shop", team: "none" })).toThrow("no team none");
  expect(() => projects.connect({ store: "ir_none", project: "web" })).toThrow("no store ir_none");
  expect(() => projects.connect({ store: id, project: "docs", environments: ["qa"] })).toThrow("no environment qa");
  projects.addVariable({ project: "docs", key: "PGHOST", value: "x" });
  expect(() => projects.connect({ store: id, project: "docs" })).toThrow("PGHOST already");
});

test("a reset forgets projects, connections and variables", async () => {
  const { emulator, id } = await aStore();
  emulator.projects.seed({ name: "shop" });
  emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080" });
  emulator.projects.connect({ store: id, project: "web" });
  emulator.reset();
  expect(emulator.projects.get("shop")).toBeUndefined();
  expect(emulator.projects.variables("web")).toEqual([]);
});
