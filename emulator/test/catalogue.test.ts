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
