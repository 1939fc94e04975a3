// The emulator through @vercel/sdk, whose parsing is strict where it matters: it throws on what the API never says.
import { HTTPClient, Vercel } from "@vercel/sdk";
import { SDKError } from "@vercel/sdk/models/sdkerror.js";
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { anEmulator, NEON } from "./client.ts";

const team = { slug: "acme" };

test("the SDK lists the installations of a team", async () => {
  const { emulator } = await anEmulator();
  const configurations = await sdk(emulator).integrations.getConfigurations({
    view: "account",
    installationType: "marketplace",
    ...team,
  });
  const slugs = (configurations as { slug: string }[]).map(({ slug }) => slug);
  expect(slugs).toEqual(["neon", "upstash", "upstash", "mongodbatlas", "paid-db", "omnibase", "frost-cache"]);
});

test("the SDK reads one installation", async () => {
  const { emulator } = await anEmulator();
  const configuration = await sdk(emulator).integrations.getConfiguration({ id: NEON, ...team });
  expect(configuration).toMatchObject({ id: NEON, slug: "neon", status: "ready" });
});

test("the SDK reads every product of the catalogue, and its plans", async () => {
  const { emulator } = await anEmulator();
  const vercel = sdk(emulator);
  emulator.state.addInstallation({ integration: "supabase" });
  const read: string[] = [];
  for (const { id, type } of emulator.state.installations({ team: "acme" })) {
    if (type === "external") continue;
    const { products, integration } = await vercel.integrations.getConfigurationProducts({ id, ...team });
    for (const { slug, metadataSchema } of products) {
      const source = emulator.state.product(integration.slug, slug).metadataSchema;
      expect(Object.keys(metadataSchema.properties)).toEqual(Object.keys(source.properties));
      const { plans } = await vercel.integrations.getBillingPlans({
        integrationIdOrSlug: integration.slug,
        productIdOrSlug: slug,
        integrationConfigurationId: id,
        metadata: "{}",
        ...team,
      });
      read.push(`${slug}: ${plans.map((plan) => plan.id).join(", ")}`);
    }
  }
  expect(new Set(read)).toEqual(
    new Set([
      "neon: free_v3, launch_v3, scale_v1",
      "upstash-kv: free, paid, fixed_250mb",
      "upstash-vector: vector_free, vector_paid",
      "mongodbatlas: atlas_free, atlas_flex, atlas_dedicated",
      "paid-db: pro, prepay",
      "omnibase: starter, team_plan",
      "frost-cache: frost_free",
      "supabase: supabase_free, supabase_pro",
    ]),
  );
});

test("the SDK creates a store, and drops its id as it does with the real one", async () => {
  const { emulator } = await anEmulator();
  let raw: { store?: { id: string } } = {};
  const httpClient = new HTTPClient();
  httpClient.addHook("response", async (response) => {
    raw = (await response.clone().json()) as typeof raw;
  });
  const { store } = await sdk(emulator, httpClient).integrations.createIntegrationStoreDirect({
    ...team,
    requestBody: {
      name: "db",
      integrationConfigurationId: NEON,
      integrationProductIdOrSlug: "neon",
      metadata: { region: "fra1", auth: true },
      source: "cli",
    },
  });
  expect(store).toMatchObject({ status: "available", metadata: { region: "fra1", auth: true } });
  expect(store).not.toHaveProperty("id");
  expect(emulator.stores.get(String(raw.store?.id))).toMatchObject({ name: "db", source: "cli" });
});

test("the SDK reads the documented twin of a store, without a token", async () => {
  const { emulator } = await anEmulator();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  const { store } = await sdk(emulator).storage.getStorageStoresById({ id });
  expect(store).toMatchObject({ status: "available", projectsMetadata: [] });
  expect(emulator.journal.entries().at(-1)?.token).toBe("none");
});

test("the SDK sees a refusal with its status and words", async () => {
  const { emulator } = await anEmulator();
  const creation = sdk(emulator).integrations.createIntegrationStoreDirect({
    ...team,
    requestBody: { name: "db", integrationConfigurationId: NEON, integrationProductIdOrSlug: "neon" },
  });
  const error = await creation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SDKError);
  expect(error).toMatchObject({ statusCode: 400 });
  expect((error as SDKError).body).toContain("metadata should have required property 'region'");
});

function sdk(emulator: Emulator, httpClient = new HTTPClient()): Vercel {
  return new Vercel({ bearerToken: emulator.token, serverURL: emulator.url, httpClient });
}
