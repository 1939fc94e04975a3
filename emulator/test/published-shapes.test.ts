// Every answer of the emulator against the shapes that are published, for every product of its catalogue.
import { describe, expect, test } from "vitest";
import { anEmulator, CREATE, client, NEON, neonStore, storeOf } from "./client.ts";
import { expectShape } from "./published-shapes.ts";

/** Metadata that is in order, by product slug. */
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
  test("its configurations, products, plans and stores are as published", async () => {
    const { emulator } = await anEmulator();
    const api = client(emulator, emulator.tokens.both);
    if (integration === "supabase") emulator.state.addInstallation({ integration });
    const [installation] = emulator.state.installations({ integration, team: "acme" });
    const id = String(installation?.id);

    for (const version of ["v1", "v2"]) {
      const list = await api.get(`/${version}/integrations/configurations`, { view: "account" });
      expectShape(list, "get", "/v1/integrations/configurations");
    }
    expectShape(await api.get(`/v1/integrations/configuration/${id}`), "get", "/v1/integrations/configuration/{id}");
    expectShape(
      await api.get(`/v1/integrations/configuration/${id}/products`),
      "get",
      "/v1/integrations/configuration/{id}/products",
    );
    const plans = await api.get(`/v1/integrations/integration/${integration}/products/${product}/plans`, {
      metadata: JSON.stringify(metadata[product]),
      integrationConfigurationId: id,
    });
    expectShape(plans, "get", "/v1/integrations/integration/{integrationIdOrSlug}/products/{productIdOrSlug}/plans");

    const created = await api.post(CREATE, {
      name: "db",
      integrationConfigurationId: id,
      integrationProductIdOrSlug: product,
      metadata: metadata[product],
      ...(product === "paid-db" ? { billingPlanId: "pro" } : {}),
    });
    expectShape(created, "post", CREATE);
    const store = storeOf(created);
    expect(store).toMatchObject({ status: "available", metadata: metadata[product] });
    expectShape(await api.get("/v1/storage/stores"), "get", "/v1/storage/stores");
    expectShape(await api.get(`/v1/storage/stores/${store.id}`), "get", "/v1/storage/stores/{id}");
    expectShape(await client(emulator, "").get(`/storage/stores/${store.id}`), "get", "/storage/stores/{id}");
    const secrets = await api.get(`/v1/storage/stores/${store.id}/secrets`);
    expectShape(secrets, "get", "/v1/storage/stores/{id}/secrets");
    expect(Object.values(secrets.body as object).map((value: string) => value.length)).toEqual(
      store.secrets.map(({ length }) => length),
    );
    const deleted = await api.delete(`/v1/storage/stores/integration/${store.id}`);
    expectShape(deleted, "delete", "/v1/storage/stores/integration/{id}");
  });
});

test("a metadata schema uses every control of the published ones at least once", async () => {
  const { emulator } = await anEmulator();
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

test("the statuses of a store, connected projects and ids of both kinds are as published", async () => {
  const { emulator, api } = await anEmulator({ behaviour: { idPrefix: "store_" } });
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
    expectShape(await api.get(`/v1/storage/stores/${id}`), "get", "/v1/storage/stores/{id}");
    expectShape(await api.get(`/storage/stores/${id}`), "get", "/storage/stores/{id}");
  }
});

test("refusals are as published", async () => {
  const { emulator, api } = await anEmulator();
  expectShape(await api.post(CREATE, {}), "post", CREATE, 400);
  expectShape(await client(emulator, "nonsense").post(CREATE, {}), "post", CREATE, 401);
  expectShape(await client(emulator, emulator.tokens.viewer).post(CREATE, {}), "post", CREATE, 403);
  expectShape(await api.post(CREATE, neonStore({ integrationConfigurationId: "icfg_none" })), "post", CREATE, 404);
  emulator.state.editTeam("acme", { paymentMethods: [] });
  expectShape(await api.post(CREATE, neonStore({ billingPlanId: "launch_v3" })), "post", CREATE, 402);
  const uninstalled = await api.delete(`/v1/integrations/configuration/${NEON}`);
  expectShape(uninstalled, "delete", "/v1/integrations/configuration/{id}", 204);
});
