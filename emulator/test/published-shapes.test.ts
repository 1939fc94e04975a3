// The answers of the emulator have the published shapes, for every product of the catalogue.
import { describe, expect, test } from "vitest";
import { CREATE, client, NEON, neonStore, startTestEmulator, storeOf } from "./client.ts";
import { connect, connectionsOf, connectWithPrefix, startWithStore, WEB, WORKER } from "./connection-requests.ts";
import { expectPublishedShape } from "./published-shapes.ts";

const CONNECT_RESOURCE =
  "/v1/integrations/installations/{integrationConfigurationId}/resources/{resourceId}/connections";
const CONNECTIONS = "/v1/storage/stores/{id}/connections";

/** Valid metadata, by product slug. */
const metadata: Record<string, object> = {
  neon: { region: "sin1", auth: true, size: 4, tags: ["web", "jobs"] },
  "upstash-kv": { primaryRegion: "dub1", eviction: true },
  "upstash-vector": { region: "fra1", dimensions: 1536, similarity: "dot" },
  mongodbatlas: { vercelRegion: "iad1", clusterTier: "FREE" },
  "paid-db": { region: "eu-west" },
  omnibase: {
    label: "orders-eu",
    engine: "graph",
    durability: "disk",
    protocolVersion: "v2",
    storage: 16,
    ratio: 0.5,
    backups: false,
    compute: [2, 8],
    extensions: ["geo", "vector"],
    readRegions: ["iad1", "sin1"],
    residency: "DE",
    domain: "db.acme.example",
    repository: "acme",
    internalPool: "p1",
  },
  supabase: { region: "fra1", publicEnvVarPrefix: "PUBLIC_" },
};

const products = [
  ["neon", "neon"],
  ["upstash", "upstash-kv"],
  ["upstash", "upstash-vector"],
  ["mongodbatlas", "mongodbatlas"],
  ["paid-db", "paid-db"],
  ["omnibase", "omnibase"],
  ["supabase", "supabase"],
] as const;

describe.each(products)("of %s, the product %s", (integration, product) => {
  test("configurations, products, plans and stores have the published shapes", async () => {
    const { emulator } = await startTestEmulator();
    const api = client(emulator, emulator.tokens.both);
    if (integration === "supabase") emulator.state.addInstallation({ integration });
    const [installation] = emulator.state.installations({ integration, team: "acme" });
    const id = String(installation?.id);

    for (const version of ["v1", "v2"]) {
      const list = await api.get(`/${version}/integrations/configurations`, { view: "account" });
      expectPublishedShape(list, "get", "/v1/integrations/configurations");
    }
    expectPublishedShape(
      await api.get(`/v1/integrations/configuration/${id}`),
      "get",
      "/v1/integrations/configuration/{id}",
    );
    expectPublishedShape(
      await api.get(`/v1/integrations/configuration/${id}/products`),
      "get",
      "/v1/integrations/configuration/{id}/products",
    );
    const plans = await api.get(`/v1/integrations/integration/${integration}/products/${product}/plans`, {
      metadata: JSON.stringify(metadata[product]),
      integrationConfigurationId: id,
    });
    expectPublishedShape(
      plans,
      "get",
      "/v1/integrations/integration/{integrationIdOrSlug}/products/{productIdOrSlug}/plans",
    );

    const created = await api.post(CREATE, {
      name: "db",
      integrationConfigurationId: id,
      integrationProductIdOrSlug: product,
      metadata: metadata[product],
      ...(product === "paid-db" ? { billingPlanId: "pro" } : {}),
    });
    expectPublishedShape(created, "post", CREATE);
    const store = storeOf(created);
    expect(store).toMatchObject({ status: "available", metadata: metadata[product] });
    expectPublishedShape(await api.get("/v1/storage/stores"), "get", "/v1/storage/stores");
    expectPublishedShape(await api.get(`/v1/storage/stores/${store.id}`), "get", "/v1/storage/stores/{id}");
    expectPublishedShape(await client(emulator, "").get(`/storage/stores/${store.id}`), "get", "/storage/stores/{id}");
    const secrets = await api.get(`/v1/storage/stores/${store.id}/secrets`);
    expectPublishedShape(secrets, "get", "/v1/storage/stores/{id}/secrets");
    expect(Object.values(secrets.body as object).map((value: string) => value.length)).toEqual(
      store.secrets.map(({ length }) => length),
    );
    const deleted = await api.delete(`/v1/storage/stores/integration/${store.id}`);
    expectPublishedShape(deleted, "delete", "/v1/storage/stores/integration/{id}");
  });
});

test("the metadata schemas use every published control", async () => {
  const { emulator } = await startTestEmulator();
  const controls = emulator.state
    .snapshot()
    .partners.flatMap((partner) => partner.products)
    .flatMap((product) => Object.values(product.metadataSchema.properties))
    .map((property) => property["ui:control"]);
  expect([...new Set(controls)].sort()).toEqual([
    "domain",
    "git-namespace",
    "input",
    "multi-select",
    "multi-vercel-region",
    "radio-button",
    "select",
    "slider",
    "toggle",
    "vercel-country",
    "vercel-region",
  ]);
});

test("stores with every status, connected projects and ids of both kinds have the published shapes", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { idPrefix: "store_" } });
  const { id } = emulator.stores.seed({
    name: "db",
    integration: "neon",
    metadata: { region: "iad1" },
    projectsMetadata: [
      {
        id: "spc_1",
        projectId: "prj_1",
        name: "web",
        environments: ["production"],
        environmentVariables: ["DATABASE_URL"],
        envVarPrefix: null,
        framework: "nextjs",
      },
    ],
  });
  expect(id).toMatch(/^store_[A-Za-z0-9]{16}$/);
  for (const status of ["initializing", "onboarding", "error", "suspended", "limits-exceeded-suspended"] as const) {
    emulator.stores.edit(id, { status });
    expectPublishedShape(await api.get(`/v1/storage/stores/${id}`), "get", "/v1/storage/stores/{id}");
    expectPublishedShape(await api.get(`/storage/stores/${id}`), "get", "/storage/stores/{id}");
  }
});

test("errors have the published shapes", async () => {
  const { emulator, api } = await startTestEmulator();
  expectPublishedShape(await api.post(CREATE, {}), "post", CREATE, 400);
  expectPublishedShape(await client(emulator, "nonsense").post(CREATE, {}), "post", CREATE, 401);
  expectPublishedShape(await client(emulator, emulator.tokens.viewer).post(CREATE, {}), "post", CREATE, 403);
  expectPublishedShape(
    await api.post(CREATE, neonStore({ integrationConfigurationId: "icfg_none" })),
    "post",
    CREATE,
    404,
  );
  emulator.state.editTeam("acme", { paymentMethods: [] });
  expectPublishedShape(await api.post(CREATE, neonStore({ billingPlanId: "launch_v3" })), "post", CREATE, 402);
  const uninstalled = await api.delete(`/v1/integrations/configuration/${NEON}`);
  expectPublishedShape(uninstalled, "delete", "/v1/integrations/configuration/{id}", 204);
});

test("answers about connections have the published shapes", async () => {
  const { emulator, api, id } = await startWithStore();
  expectPublishedShape(await connect(api, id, { projectId: WEB }), "post", CONNECT_RESOURCE, 201);
  expectPublishedShape(await connect(api, id, { projectId: WEB }), "post", CONNECT_RESOURCE, 400);
  expectPublishedShape(await connect(client(emulator, "nonsense"), id, {}), "post", CONNECT_RESOURCE, 401);
  expectPublishedShape(await connect(client(emulator, emulator.tokens.viewer), id, {}), "post", CONNECT_RESOURCE, 403);
  expectPublishedShape(await connect(api, id, { projectId: "prj_none" }), "post", CONNECT_RESOURCE, 404);
  expectPublishedShape(await connectWithPrefix(api, id, { projectId: WORKER, envVarPrefix: "A" }), "post", CONNECTIONS);
  expectPublishedShape(await connectWithPrefix(api, id, {}), "post", CONNECTIONS, 400);
  expectPublishedShape(await api.get(connectionsOf(id)), "get", CONNECTIONS);
  expectPublishedShape(await api.get("/v1/storage/stores"), "get", "/v1/storage/stores");
  expectPublishedShape(await api.get(`/v1/storage/stores/${id}`), "get", "/v1/storage/stores/{id}");
  expectPublishedShape(await api.get(`/storage/stores/${id}`), "get", "/storage/stores/{id}");
  const [connection] = emulator.stores.get(id)?.projectsMetadata ?? [];
  const one = `${connectionsOf(id)}/${connection?.id}`;
  expectPublishedShape(await api.delete(one), "delete", "/v1/storage/stores/{id}/connections/{connectionId}");
  expectPublishedShape(await api.delete(one), "delete", "/v1/storage/stores/{id}/connections/{connectionId}", 404);
  expectPublishedShape(await api.delete(connectionsOf(id)), "delete", CONNECTIONS);
});

test("answers about sensitive, plain and late variables have the published shapes", async () => {
  const { emulator, api, id } = await startWithStore({
    behaviour: { sensitivePolicy: "on", variablesAfter: { reads: 1 } },
  });
  emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080", type: "plain" });
  await connect(api, id, { projectId: WEB, envVarEnvironments: ["production", "development", "staging"] });
  for (let read = 0; read < 2; read += 1) {
    expectPublishedShape(await api.get("/v10/projects/web/env"), "get", "/v10/projects/{idOrName}/env");
    const pulled = await api.get(`/v3/env/pull/${WEB}/development`);
    expectPublishedShape(pulled, "get", "/v3/env/pull/{projectIdOrDeploymentId}/{target}");
  }
  for (const { id: variable } of emulator.projects.variables("web"))
    expectPublishedShape(await api.get(`/v1/projects/web/env/${variable}`), "get", "/v1/projects/{idOrName}/env/{id}");
  emulator.configure({ decryptById: 403 });
  expectPublishedShape(await api.get("/v1/projects/web/env/any"), "get", "/v1/projects/{idOrName}/env/{id}", 403);
});
