// The catalogue, teams and installations: what a test changes, the API returns.
import { expect, test } from "vitest";
import { CREATE, errorOf, NEON, neonStore, startTestEmulator, storeOf } from "./client.ts";

test("the API returns changed plans, installations and integrations", async () => {
  const { emulator, api } = await startTestEmulator();
  emulator.state.editPlan("neon", "neon", "free_v3", { disabled: true });
  expect(errorOf(await api.post(CREATE, neonStore())).message).toContain("no plans available");
  emulator.state.editPlan("neon", "neon", "hobby", { name: "Hobby", paymentMethodRequired: false });
  expect(storeOf(await api.post(CREATE, neonStore()))).toHaveProperty("billingPlan.id", "hobby");
  emulator.state.editInstallation(NEON, { status: "suspended" });
  expect((await api.post(CREATE, neonStore())).status).toBe(403);
  emulator.state.edit((world) => {
    for (const partner of world.partners) partner.name = partner.name.toUpperCase();
  });
  expect((await api.get("/v2/integrations/integration/neon")).body).toMatchObject({ name: "NEON" });
});

test("a team can have two installations of an integration, none, and external ones", async () => {
  const { emulator, api } = await startTestEmulator();
  const market = await api.get("/v2/integrations/integrations", { integrationType: "marketplace" });
  const slugs = (market.body as { slug: string }[]).map(({ slug }) => slug);
  expect(slugs).toContain("supabase");
  expect(slugs).not.toContain("deploy-notes");
  expect((await api.get("/v2/integrations/integration/supabse")).status).toBe(404);
  expect(emulator.state.installations({ integration: "upstash", team: "acme" })).toHaveLength(2);
  expect(emulator.state.installations({ integration: "supabase", team: "acme" })).toEqual([]);
  const external = await api.get("/v1/integrations/configurations", {
    view: "account",
    installationType: "external",
  });
  expect(external.body).toMatchObject([{ slug: "deploy-notes" }]);
});

test("version 2 of the list of installations names the slug of each integration", async () => {
  const { api } = await startTestEmulator();
  const integrations = async (version: string) => {
    const query = { view: "account", integrationIdOrSlug: "upstash" };
    const { body } = await api.get(`/${version}/integrations/configurations`, query);
    return (body as { integration: object }[]).map(({ integration }) => integration);
  };
  expect(await integrations("v2")).toMatchObject([{ slug: "upstash" }, { slug: "upstash" }]);
  for (const integration of await integrations("v1")) expect(integration).not.toHaveProperty("slug");
});

interface Listed {
  slug: string;
  tagIds: string[];
  isMarketplace: boolean;
  canInstall: boolean;
  products: { slug: string; tags: string[] }[];
}

const MARKET = "/v2/integrations/integrations";

test("every tag of the catalogue is a category, and rows say whether they can be installed", async () => {
  const { api } = await startTestEmulator();
  const { body: categories } = await api.get("/v2/integrations/categories");
  const { body } = await api.get(MARKET, { integrationType: "marketplace" });
  const rows = body as Listed[];

  expect(categories).toContainEqual({ id: "tag_databases", slug: "databases", title: "Databases" });
  const ids = (categories as { id: string }[]).map(({ id }) => id);
  const tags = rows.flatMap(({ tagIds, products }) => [...tagIds, ...products.flatMap((product) => product.tags)]);
  expect(tags.filter((tag) => tag.startsWith("tag_") && !ids.includes(tag))).toEqual([]);
  expect(rows.filter(({ isMarketplace }) => !isMarketplace)).toEqual([]);
  expect(rows.filter(({ canInstall }) => !canInstall).map(({ slug }) => slug)).toEqual(["ebbtide"]);
});

test("the catalogue is filtered by categories, also those of products; a repeated filter accepts any of them", async () => {
  const { emulator } = await startTestEmulator();
  const slugs = async (search: string) => {
    const response = await fetch(`${emulator.url}${MARKET}?integrationType=marketplace&${search}`, {
      headers: { authorization: `Bearer ${emulator.token}` },
    });
    return ((await response.json()) as Listed[]).map(({ slug }) => slug);
  };

  expect(await slugs("category=authentication")).toEqual(["supabase"]);
  expect(await slugs("category=ai")).toEqual(["upstash", "drift-search"]);
  expect(await slugs("category=cms&category=authentication")).toEqual(["supabase", "pageworks"]);
  expect(await slugs("category=payments")).toEqual([]);
});

test("an integration has the pages of its terms, and says whether it needs a browser", async () => {
  const { api } = await startTestEmulator();
  const read = async (slug: string) => (await api.get(`/v2/integrations/integration/${slug}`)).body;

  expect(await read("lumen-logs")).toMatchObject({
    eulaDocUri: "https://lumen-logs.example/terms",
    privacyDocUri: "https://lumen-logs.example/privacy",
    capabilities: { requiresBrowserInstall: true },
    metadataSchema: { required: ["organization"] },
    products: [{ slug: "lumen-logs", metadataSchema: { required: ["platform"] } }],
  });
  const drift = await read("drift-search");
  expect(drift).toMatchObject({ capabilities: { requiresBrowserInstall: false } });
  expect(drift).not.toHaveProperty("eulaDocUri");
  expect(drift).not.toHaveProperty("metadataSchema");
});

test("the list of stores contains stores of other types", async () => {
  const { emulator, api } = await startTestEmulator();
  const { id: ownerId } = emulator.state.team("acme");
  emulator.state.edit((world) => world.otherStores.push({ id: "store_blob", type: "blob", name: "assets", ownerId }));
  emulator.stores.seed({ name: "db", integration: "neon" });
  expect((await api.get("/v1/storage/stores")).body).toMatchObject({ stores: [{ name: "db" }, { type: "blob" }] });
  const filtered = await api.get("/v1/storage/stores", { integrationConfigurationId: NEON });
  expect(filtered.body).toMatchObject({ stores: [{ name: "db" }] });
});

test("an installation with stores cannot be removed", async () => {
  const { emulator, api } = await startTestEmulator();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
  expect((await api.delete(`/v1/integrations/configuration/${NEON}`)).status).toBe(403);
  emulator.stores.remove(id);
  expect((await api.delete(`/v1/integrations/configuration/${NEON}`)).status).toBe(204);
});
