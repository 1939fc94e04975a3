// Creating a store and installing its integration in one request.

import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { type Client, CREATE, client, errorOf, NEON, neonStore, type Reply, startTestEmulator } from "./client.ts";
import { expectPublishedShape } from "./published-shapes.ts";

const now = "2026-11-20T08:15:00.000Z";
const accepted = { toc: now, privacy: now, eula: now };
const PROVISION = "/v1/integrations/integration/{integrationIdOrSlug}/marketplace/auto-provision/{productIdOrSlug}";
const [UPSTASH_A, UPSTASH_B] = ["icfg_AcmeUpstashA4Hd9Cs6Vn1Jy", "icfg_AcmeUpstashB8Ge2Kw5Pu7Qf"];

interface Provisioned {
  installation: { id: string };
  resource: { id: string };
}

function provision(api: Client, what: string, body: unknown = { name: "db", source: "cli" }): Promise<Reply> {
  const [integration = "", product = integration] = what.split("/");
  return api.post(PROVISION.replace("{integrationIdOrSlug}", integration).replace("{productIdOrSlug}", product), body);
}

function expectProvisioned(reply: Reply): Provisioned {
  expectPublishedShape(reply, "post", PROVISION, 201);
  return reply.body as Provisioned;
}

/** Its fields are not under `error`. */
function expectBrowserNeeded(reply: Reply, fields: object): void {
  expectPublishedShape(reply, "post", PROVISION, 422);
  expect(reply.body).toMatchObject({ ...fields, integration: { id: expect.stringMatching(/^oac_/) } });
  expect(reply.body).toHaveProperty("product.id", expect.stringMatching(/^iap_/));
  expect(new URL((reply.body as { url: string }).url).pathname).toMatch(/^\/acme\/~\/integrations\//);
}

const installed = (emulator: Emulator, integration: string) =>
  emulator.state.installations({ integration, team: "acme" });

describe("in an installed integration", () => {
  test("creates a store, as the direct route does", async () => {
    const { emulator, api } = await startTestEmulator();
    const body = { name: "db", metadata: { region: "fra1", size: 2 }, acceptedPolicies: {}, source: "cli" };
    const { resource } = expectProvisioned(await provision(api, "neon", body));
    const store = emulator.stores.get(resource.id);
    expect(store).toMatchObject({
      name: "db",
      integrationConfigurationId: NEON,
      metadata: { region: "fra1", size: 2 },
      billingPlan: { id: "free_v3" },
      source: "cli",
    });
    expect(emulator.stores.history()).toMatchObject([{ event: "created", id: resource.id, by: "api" }]);
    expect((await api.get(`/v1/storage/stores/${resource.id}`)).body).toHaveProperty("store.name", "db");
    expect(resource).toEqual({
      id: resource.id,
      externalResourceId: store?.externalResourceId,
      name: "db",
      status: "available",
      ownership: "owned",
      secretKeys: store?.secrets.map(({ name }) => name),
    });
  });

  test("names the integration, the product, the installation and the plan", async () => {
    const { emulator, api } = await startTestEmulator();
    const body = { name: "db", billingPlanId: "launch_v3" };
    expect((await provision(api, "neon", body)).body).toMatchObject({
      kind: "provisioned",
      integration: { slug: "neon", name: "Neon" },
      product: { id: emulator.state.product("neon").id, slug: "neon", name: "Neon" },
      installation: { id: NEON },
      billingPlan: { id: "launch_v3" },
    });
  });

  test("chooses a region and takes required defaults, which the direct route does not", async () => {
    const { emulator, api } = await startTestEmulator();
    const metadataOf = async (body: object) =>
      emulator.stores.get(expectProvisioned(await provision(api, "neon", body)).resource.id)?.metadata;
    expect(await metadataOf({ name: "a" })).toEqual({ region: "iad1" });
    expect(await metadataOf({ name: "b", metadata: { region: "sin1" } })).toEqual({ region: "sin1" });
    const schema = emulator.state.product("neon").metadataSchema;
    const region = { ...schema.properties.region, type: "string", "ui:control": "vercel-region" } as const;
    const properties = { ...schema.properties, region: { ...region, "ui:options": ["fra1", "sin1"] } };
    emulator.state.editProduct("neon", "neon", {
      metadataSchema: { ...schema, properties, required: ["region", "auth"] },
    });
    expect(await metadataOf({ name: "c" })).toEqual({ region: "fra1", auth: false });
    expect((await api.post(CREATE, neonStore({ name: "d", metadata: {} }))).status).toBe(400);
  });

  test("follows the switches of a creation", async () => {
    const behaviour = { provisioning: { status: "initializing", reads: 1 }, normaliseNames: "lower-case" } as const;
    const { api } = await startTestEmulator({ behaviour });
    const { resource } = expectProvisioned(await provision(api, "neon", { name: "DB" }));
    expect(resource).toMatchObject({ name: "db", status: "initializing" });
  });

  test.each([
    { duplicateNames: "conflict", sameInstallation: 409, other: 409 },
    { duplicateNames: "conflict-in-installation", sameInstallation: 409, other: 201 },
    { duplicateNames: "allow", sameInstallation: 201, other: 201 },
  ] as const)("duplicateNames: $duplicateNames", async ({ duplicateNames, sameInstallation, other }) => {
    const { emulator, api } = await startTestEmulator({ behaviour: { duplicateNames } });
    emulator.stores.seed({ name: "db", integration: "neon" });
    expect((await provision(api, "neon")).status).toBe(sameInstallation);
    const metadata = { primaryRegion: "iad1" };
    const body = { name: "db", installationId: UPSTASH_A, metadata };
    expect((await provision(api, "upstash/upstash-kv", body)).status).toBe(other);
    // Neither the store nor the installation.
    expect((await provision(api, "supabase", { name: "db", acceptedPolicies: accepted })).status).toBe(other);
    expect(installed(emulator, "supabase")).toHaveLength(other === 201 ? 1 : 0);
  });

  test("needs a choice between several installations", async () => {
    const { emulator, api } = await startTestEmulator();
    const reply = await provision(api, "upstash/upstash-kv");
    expectBrowserNeeded(reply, {
      kind: "unknown",
      reason: "multiple_installations",
      installations: [
        { id: UPSTASH_A, type: "marketplace", status: "ready" },
        { id: UPSTASH_B, type: "marketplace", status: "ready" },
      ],
    });
    expect(emulator.stores.list()).toEqual([]);
    const body = { name: "db", installationId: UPSTASH_B };
    const { installation } = expectProvisioned(await provision(api, "upstash/upstash-kv", body));
    expect(installation.id).toBe(UPSTASH_B);
    for (const installationId of ["icfg_nosuch", "icfg_ProdNeon6Kp1Sf5Hz9Dw3Gc8", UPSTASH_A])
      expect((await provision(api, "neon", { name: "x", installationId })).status).toBe(404);
  });

  test("sends invalid metadata to the browser", async () => {
    const { emulator, api } = await startTestEmulator();
    const refuse = async (what: string, metadata: object, error_message: string) => {
      const reply = await provision(api, what, { name: "db", metadata });
      expectBrowserNeeded(reply, { kind: "metadata", reason: "invalid_metadata_schema", error_message });
    };
    await refuse("neon", { size: 57 }, "metadata.size should be <= 56");
    await refuse("neon", { colour: "red" }, "metadata should NOT have additional properties");
    await refuse("omnibase", {}, "metadata should have required property 'label'");
    expect(emulator.stores.list()).toEqual([]);
  });

  test.each([
    ["neon", { billingPlanId: "gold" }, 400],
    ["neon", { billingPlanId: "scale_v1" }, 400],
    ["paid-db", { metadata: { region: "eu-west" } }, 400],
    ["frost-cache", {}, 403],
    ["nosuch", {}, 404],
    ["neon/nosuch", {}, 404],
  ])("%s with %j is a %i", async (what, body, status) => {
    const { emulator, api } = await startTestEmulator();
    expectPublishedShape(await provision(api, what, { name: "db", ...body }), "post", PROVISION, status);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("a plan that nobody can pay is a 402", async () => {
    const { emulator, api } = await startTestEmulator();
    emulator.state.editTeam("acme", { paymentMethods: [] });
    const reply = await provision(api, "neon", { name: "db", billingPlanId: "launch_v3" });
    expectPublishedShape(reply, "post", PROVISION, 402);
    expect(emulator.stores.list()).toEqual([]);
  });
});

describe("in an integration that is not installed", () => {
  test("installs it if its terms were accepted", async () => {
    const { emulator, api } = await startTestEmulator();
    const body = { name: "db", acceptedPolicies: accepted, source: "cli" };
    const { installation, resource } = expectProvisioned(await provision(api, "supabase", body));
    expect(installed(emulator, "supabase")).toMatchObject([{ id: installation.id, status: "ready", source: "cli" }]);
    expect(emulator.stores.get(resource.id)?.integrationConfigurationId).toBe(installation.id);
  });

  test.each([{}, { acceptedPolicies: {} }, { acceptedPolicies: { toc: now, privacy: now } }])(
    "with %j is a page for the browser",
    async (body) => {
      const { emulator, api } = await startTestEmulator();
      expectBrowserNeeded(await provision(api, "supabase", { name: "db", ...body }), { kind: "install" });
      expect([installed(emulator, "supabase"), emulator.stores.list()]).toEqual([[], []]);
    },
  );

  test("is rejected if it cannot be installed any more", async () => {
    const { emulator, api } = await startTestEmulator();
    emulator.state.edit(({ partners }) => {
      for (const partner of partners) partner.canInstall = false;
    });
    const reply = await provision(api, "supabase", { name: "db", acceptedPolicies: accepted });
    expectPublishedShape(reply, "post", PROVISION, 403);
    expectProvisioned(await provision(api, "neon"));
  });

  test("browserInstall: terms that need a browser, and settings of the installation", async () => {
    const { emulator, api } = await startTestEmulator();
    const metadata = { platform: "nextjs" };
    const body = { name: "logs", metadata, acceptedPolicies: accepted, installationMetadata: { organization: "acme" } };
    expectBrowserNeeded(await provision(api, "lumen-logs", body), { kind: "install" });
    emulator.configure({ browserInstall: "allow" });
    const { installationMetadata: _, ...without } = body;
    expectBrowserNeeded(await provision(api, "lumen-logs", without), {
      kind: "metadata",
      error_message: "installationMetadata should have required property 'organization'",
    });
    expect(installed(emulator, "lumen-logs")).toEqual([]);
    expectProvisioned(await provision(api, "lumen-logs", body));
    expect(installed(emulator, "lumen-logs")).toMatchObject([{ metadata: { organization: "acme" } }]);
    // Only an installation needs them.
    expectProvisioned(await provision(api, "lumen-logs", { name: "more", metadata }));
  });

  test("installs it once if two requests meet", async () => {
    const { emulator, api } = await startTestEmulator();
    const barrier = emulator.barriers.hold({ route: "POST *", at: "before-commit" });
    const replies = ["a", "b"].map((name) => provision(api, "supabase", { name, acceptedPolicies: accepted }));
    await barrier.reached(2);
    barrier.release();
    const [a, b] = (await Promise.all(replies)).map(expectProvisioned);
    expect(a?.installation).toEqual(b?.installation);
    expect(installed(emulator, "supabase")).toHaveLength(1);
  });
});

describe("the order of the checks", () => {
  test("is the name, the permission, the rest; of the direct route, the permission comes first", async () => {
    const { emulator } = await startTestEmulator();
    const viewer = client(emulator, emulator.tokens.viewer);
    for (const body of [{}, { name: 7 }, { name: "" }, { name: "x".repeat(129) }, "{not json"])
      expectPublishedShape(await provision(viewer, "nosuch", body), "post", PROVISION, 400);
    const rejected = await provision(viewer, "nosuch", { name: "db", nickname: "x" });
    expectPublishedShape(rejected, "post", PROVISION, 403);
    expect(errorOf(rejected).message).toContain("(integrationResource:create)");
    expect((await viewer.post(CREATE, {})).status).toBe(403);
    expectPublishedShape(await provision(client(emulator, "nonsense"), "neon", {}), "post", PROVISION, 401);
    expect(emulator.stores.list()).toEqual([]);
  });

  test.each([
    [{ name: "db", nickname: "x" }, "should NOT have additional properties"],
    [{ name: "db", metadata: "iad1" }, "metadata should be object"],
    [{ name: "db", acceptedPolicies: { toc: "yes" } }, 'acceptedPolicies.toc should match format "date-time"'],
    [{ name: "db", source: "pulumi" }, "source should be equal to one of the allowed values"],
  ])("%j is a 400", async (body, message) => {
    const { api } = await startTestEmulator();
    const reply = await provision(api, "nosuch", body);
    expectPublishedShape(reply, "post", PROVISION, 400);
    expect(errorOf(reply)).toEqual({ code: "bad_request", message });
  });
});
