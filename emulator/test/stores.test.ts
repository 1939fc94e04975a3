// The life of a store: from its creation through its provisioning to its end, and the switches for what is not known.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { anEmulator, CREATE, client, errorOf, NEON, neonStore, storeOf } from "./client.ts";

describe("a new store", () => {
  test("has the first free plan, an id of the API's kind, and names and lengths of its secrets", async () => {
    const { emulator, api } = await anEmulator();
    const store = storeOf(await api.post(CREATE, neonStore()));
    expect(store).toMatchObject({ name: "db", type: "integration", billingPlan: { id: "free_v3", cost: "" } });
    expect(store.id).toMatch(/^ir_[A-Za-z0-9]{16}$/);
    const values = emulator.stores.secretValues(store.id);
    expect(store.secrets).toEqual(Object.entries(values).map(([name, { length }]) => ({ name, length })));
  });

  test("shows the values of its secrets in no answer but that of their own route", async () => {
    const { emulator, api } = await anEmulator();
    const created = await api.post(CREATE, neonStore());
    const { id } = storeOf(created);
    const answers = [created, await api.get("/v1/storage/stores"), await api.get(`/v1/storage/stores/${id}`)];
    await api.get(`/v1/storage/stores/${id}/secrets`);
    const seen = JSON.stringify([answers, emulator.journal.entries(), emulator.stores.list()]);
    const values = Object.values(emulator.stores.secretValues(id));
    expect(values.length).toBeGreaterThan(0);
    for (const secret of [...values, emulator.token]) expect(seen).not.toContain(secret);
  });

  test("gets the plan that goes with its metadata", async () => {
    const { emulator, api } = await anEmulator();
    const plans = async (metadata: object) => {
      const reply = await api.get("/v1/integrations/integration/mongodbatlas/products/mongodbatlas/plans", {
        metadata: JSON.stringify(metadata),
      });
      return (reply.body as { plans: { id: string }[] }).plans.map(({ id }) => id);
    };
    expect(await plans({ clusterTier: "FREE" })).toEqual(["atlas_free"]);
    expect(await plans({ clusterTier: "M10" })).toEqual(["atlas_dedicated"]);
    expect(await plans({})).toEqual(["atlas_free", "atlas_flex", "atlas_dedicated"]);
    const reply = await api.post(
      CREATE,
      neonStore({
        integrationConfigurationId: "icfg_AcmeMongo3Ya6Rt1Zc9Nb4Dx",
        integrationProductIdOrSlug: "mongodbatlas",
        metadata: { vercelRegion: "iad1", clusterTier: "M10" },
      }),
    );
    expect(errorOf(reply).message).toContain("no plans available");
    expect(emulator.stores.list()).toEqual([]);
  });

  test("can be deleted once, and is not found afterwards", async () => {
    const { emulator, api } = await anEmulator();
    const { id } = storeOf(await api.post(CREATE, neonStore()));
    const path = `/v1/storage/stores/integration/${id}`;
    expect([(await api.delete(path)).status, (await api.delete(path)).status]).toEqual([200, 404]);
    expect((await api.get(`/v1/storage/stores/${id}`)).status).toBe(404);
    expect(emulator.stores.history()).toMatchObject([
      { event: "created", id, by: "api" },
      { event: "deleted", id, by: "api" },
    ]);
  });
});

describe("provisioning", () => {
  test("ends after so many reads by id; a list does not count, and there are no secrets before", async () => {
    const { api } = await anEmulator({ behaviour: { provisioning: { status: "initializing", reads: 2 } } });
    const created = storeOf(await api.post(CREATE, neonStore()));
    expect(created).toMatchObject({ status: "initializing", secrets: [] });
    const path = `/v1/storage/stores/${created.id}`;
    const seen: string[] = [];
    for (let read = 0; read < 3; read += 1) {
      await api.get("/v1/storage/stores");
      seen.push(storeOf(await api.get(path)).status);
    }
    expect(seen).toEqual(["initializing", "initializing", "available"]);
    expect(storeOf(await api.get(path)).secrets).not.toEqual([]);
  });

  test("ends by the server's clock", async () => {
    const { emulator, api } = await anEmulator({ behaviour: { provisioning: { status: "onboarding", ms: 60_000 } } });
    const { id } = storeOf(await api.post(CREATE, neonStore()));
    expect(storeOf(await api.get(`/v1/storage/stores/${id}`)).status).toBe("onboarding");
    emulator.configure({ clockOffsetMs: 60_001 });
    expect(storeOf(await api.get(`/v1/storage/stores/${id}`)).status).toBe("available");
  });

  test("can end badly, and differ by product, by name and by store", async () => {
    const { emulator, api } = await anEmulator({
      behaviour: {
        provisioning: { status: "initializing", reads: 0, end: "error" },
        provisioningByProduct: { "upstash-kv": null },
        provisioningByName: { "slow-": { status: "onboarding" } },
      },
    });
    const status = async (id: string) => storeOf(await api.get(`/v1/storage/stores/${id}`)).status;
    const failed = storeOf(await api.post(CREATE, neonStore()));
    const slow = storeOf(await api.post(CREATE, neonStore({ name: "slow-db" })));
    const redis = storeOf(
      await api.post(
        CREATE,
        neonStore({
          integrationConfigurationId: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
          integrationProductIdOrSlug: "upstash-kv",
          metadata: { primaryRegion: "iad1" },
        }),
      ),
    );
    expect([await status(failed.id), await status(slow.id), await status(redis.id)]).toEqual([
      "error",
      "onboarding",
      "available",
    ]);
    emulator.stores.edit(slow.id, { provisioning: { status: "initializing", reads: 1, end: "suspended" } });
    expect([await status(slow.id), await status(slow.id)]).toEqual(["initializing", "suspended"]);
  });
});

describe("what nobody knows is a switch:", () => {
  test("two stores of one name are allowed, or a conflict", async () => {
    const { emulator, api } = await anEmulator();
    await api.post(CREATE, neonStore());
    expect((await api.post(CREATE, neonStore())).status).toBe(200);
    emulator.configure({ duplicateNames: "conflict" });
    expect((await api.post(CREATE, neonStore())).status).toBe(409);
    expect((await api.post(CREATE, neonStore({ name: "other" }))).status).toBe(200);
    expect(emulator.stores.list({ name: "db" })).toHaveLength(2);
  });

  test("an externalId makes a second store, or gives the first again", async () => {
    const { emulator, api } = await anEmulator();
    const body = neonStore({ externalId: "order-7" });
    const first = storeOf(await api.post(CREATE, body));
    emulator.configure({ dedupeByExternalId: true });
    expect(storeOf(await api.post(CREATE, body)).id).toBe(first.id);
    emulator.configure({ dedupeByExternalId: false });
    expect(storeOf(await api.post(CREATE, body)).id).not.toBe(first.id);
  });

  test("a deletion answers 200 with JSON, or 204 with nothing", async () => {
    const { emulator, api } = await anEmulator();
    const one = emulator.stores.seed({ name: "one", integration: "neon" });
    const two = emulator.stores.seed({ name: "two", integration: "neon" });
    const kept = await api.delete(`/v1/storage/stores/integration/${one.id}`);
    expect([kept.status, kept.body]).toEqual([200, { id: one.id }]);
    emulator.configure({ deleteStatus: 204 });
    const empty = await api.delete(`/v1/storage/stores/integration/${two.id}`);
    expect([empty.status, empty.body, empty.headers.get("content-type")]).toEqual([204, "", null]);
  });

  test("a store in use can be deleted, or not", async () => {
    const { emulator, api } = await anEmulator({ behaviour: { deleteWhileConnected: "conflict" } });
    const connection = { id: "spc_1", projectId: "prj_1", name: "web", environments: ["production"] };
    const projectsMetadata = [{ ...connection, environmentVariables: ["DATABASE_URL"], envVarPrefix: null }];
    const { id } = emulator.stores.seed({ name: "db", integration: "neon", projectsMetadata });
    expect((await api.delete(`/v1/storage/stores/integration/${id}`)).status).toBe(409);
    emulator.configure({ deleteWhileConnected: "allow" });
    expect((await api.delete(`/v1/storage/stores/integration/${id}`)).status).toBe(200);
  });

  test("secrets are prefixed at one partner and plain at another, or their route is closed", async () => {
    const { emulator, api } = await anEmulator();
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

  test("the list of stores is open or closed, and tells of projects or not", async () => {
    const { emulator, api } = await anEmulator();
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

  test("metadata is kept as it was given, or filled in by the server", async () => {
    const { emulator, api } = await anEmulator();
    expect(storeOf(await api.post(CREATE, neonStore()))).toHaveProperty("metadata", { region: "iad1" });
    emulator.configure({ normaliseMetadata: true });
    expect(storeOf(await api.post(CREATE, neonStore()))).toHaveProperty("metadata", {
      region: "iad1",
      auth: false,
      pgVersion: 17,
      createdVia: "marketplace",
    });
  });

  test("metadata keys that the schema does not have are refused, or kept", async () => {
    const { emulator, api } = await anEmulator();
    const body = neonStore({ metadata: { region: "iad1", sise: 3 } });
    expect(errorOf(await api.post(CREATE, body)).message).toBe("metadata should NOT have additional properties");
    emulator.configure({ unknownMetadata: "keep" });
    expect(storeOf(await api.post(CREATE, body))).toHaveProperty("metadata.sise", 3);
  });

  test("a team without installations has an empty list, or none", async () => {
    const { emulator, api } = await anEmulator();
    for (const { id } of emulator.state.installations({ team: "acme" })) emulator.state.removeInstallation(id);
    const list = () => api.get("/v1/integrations/configurations", { view: "account" });
    expect((await list()).body).toEqual([]);
    emulator.configure({ noInstallations: 404 });
    expect((await list()).status).toBe(404);
  });

  test("a bad token is 401, or 403; the user's own route says 403 to both", async () => {
    const { emulator } = await anEmulator();
    const stranger = client(emulator, "vcp_stranger");
    expect((await stranger.get("/v1/storage/stores")).status).toBe(401);
    expect((await stranger.get("/v2/user")).status).toBe(403);
    emulator.configure({ badToken: 403 });
    expect((await stranger.get("/v1/storage/stores")).status).toBe(403);
  });

  test("requests beyond the rate limit are told when to come back", async () => {
    const { emulator, api } = await anEmulator({ behaviour: { rateLimit: { requests: 2, seconds: 60 } } });
    const replies = [await api.get("/v2/user"), await api.get("/v2/user"), await api.get("/v2/user")];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
    const { headers, body } = replies[2] ?? (await api.get("/v2/user"));
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(50);
    expect(headers.get("x-ratelimit-remaining")).toBe("0");
    expect(body).toMatchObject({ error: { code: "rate_limited", limit: { remaining: 0, total: 2 } } });
    emulator.configure({ rateLimit: null });
    expect((await api.get("/v2/user")).status).toBe(200);
  });

  test("the server's clock may differ, in its Date and in what it writes down", async () => {
    const { api } = await anEmulator({ behaviour: { clockOffsetMs: 3_600_000 } });
    const reply = await api.post(CREATE, neonStore());
    const ahead = Date.now() + 3_500_000;
    expect(Date.parse(reply.headers.get("date") ?? "")).toBeGreaterThan(ahead);
    expect((storeOf(reply) as unknown as { createdAt: number }).createdAt).toBeGreaterThan(ahead);
  });

  test("each has its row in the README", async () => {
    const { emulator } = await anEmulator();
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    for (const name of Object.keys(emulator.behaviour)) expect(readme).toContain(`\`${name}\``);
  });

  test("a switch or a value that is unknown is an error that names it", async () => {
    const { emulator } = await anEmulator();
    expect(() => emulator.configure({ idPrefix: "db_" as "ir_" })).toThrow(/"ir_"\|"store_"[\s\S]*idPrefix/);
    expect(() => emulator.configure({ colour: "red" } as object)).toThrow(/colour/);
  });
});

describe("the journal", () => {
  test("has every request with its route, team, token's name and request id", async () => {
    const { emulator, api } = await anEmulator();
    const reply = await api.post(CREATE, neonStore(), { slug: "acme" });
    await client(emulator, "").get(`/v1/storage/stores/${storeOf(reply).id}`);
    const [first, second] = emulator.journal.entries();
    expect(first).toMatchObject({
      index: 0,
      method: "POST",
      path: CREATE,
      route: CREATE,
      query: { slug: "acme" },
      body: neonStore(),
      status: 200,
      requestId: reply.headers.get("x-vercel-id"),
      team: emulator.state.team("acme").id,
      token: "admin",
    });
    expect(second).toMatchObject({ route: "/v1/storage/stores/:id", status: 401, token: "none" });
    expect(emulator.journal.count("GET", "/v1/storage/stores/:anything")).toBe(1);
    expect(emulator.journal.writes()).toHaveLength(1);
  });

  test("starts anew after a reset, with everything else", async () => {
    const { emulator, api } = await anEmulator({ behaviour: { idPrefix: "store_" } });
    const before = emulator.state.snapshot();
    emulator.configure({ duplicateNames: "conflict" });
    emulator.state.editPlan("neon", "neon", "free_v3", { name: "Gratis" });
    emulator.state.editInstallation(NEON, { status: "suspended" });
    emulator.stores.seed({ name: "db", integration: "upstash" });
    emulator.faults.add({ kind: "reset", at: "answer", times: null });
    emulator.reset();
    expect([emulator.stores.list(), emulator.journal.entries(), emulator.stores.history()]).toEqual([[], [], []]);
    expect(emulator.state.snapshot()).toEqual(before);
    expect(emulator.behaviour).toMatchObject({ duplicateNames: "allow", idPrefix: "store_" });
    expect((await api.get("/v2/user")).status).toBe(200);
  });
});

describe("the state", () => {
  test("can be changed while the emulator runs, and the API shows it", async () => {
    const { emulator, api } = await anEmulator();
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

  test("knows what a team could install, and what it has, more than once and of other kinds", async () => {
    const { emulator, api } = await anEmulator();
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

  test("lists stores of other kinds beside those of integrations", async () => {
    const { emulator, api } = await anEmulator();
    const { id: ownerId } = emulator.state.team("acme");
    emulator.state.edit((world) => world.otherStores.push({ id: "store_blob", type: "blob", name: "assets", ownerId }));
    emulator.stores.seed({ name: "db", integration: "neon" });
    expect((await api.get("/v1/storage/stores")).body).toMatchObject({ stores: [{ name: "db" }, { type: "blob" }] });
    const filtered = await api.get("/v1/storage/stores", { integrationConfigurationId: NEON });
    expect(filtered.body).toMatchObject({ stores: [{ name: "db" }] });
  });

  test("keeps what still has stores from being uninstalled", async () => {
    const { emulator, api } = await anEmulator();
    const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
    expect((await api.delete(`/v1/integrations/configuration/${NEON}`)).status).toBe(403);
    emulator.stores.remove(id);
    expect((await api.delete(`/v1/integrations/configuration/${NEON}`)).status).toBe(204);
  });
});
