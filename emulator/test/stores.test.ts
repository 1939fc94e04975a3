// The life of a store: creation, provisioning and deletion.
import { describe, expect, test } from "vitest";
import { CREATE, client, errorOf, neonStore, startTestEmulator, storeOf } from "./client.ts";
import { expectPublishedShape } from "./published-shapes.ts";

describe("a new store", () => {
  test("has the first free plan, an id in the API's format, and names and lengths of its secrets", async () => {
    const { emulator, api } = await startTestEmulator();
    const store = storeOf(await api.post(CREATE, neonStore()));
    expect(store).toMatchObject({ name: "db", type: "integration", billingPlan: { id: "free_v3", cost: "" } });
    expect(store.id).toMatch(/^ir_[A-Za-z0-9]{16}$/);
    const values = emulator.stores.secretValues(store.id);
    expect(store.secrets).toEqual(Object.entries(values).map(([name, { length }]) => ({ name, length })));
  });

  test("returns secret values only from the secrets route", async () => {
    const { emulator, api } = await startTestEmulator();
    const created = await api.post(CREATE, neonStore());
    const { id } = storeOf(created);
    const answers = [created, await api.get("/v1/storage/stores"), await api.get(`/v1/storage/stores/${id}`)];
    await api.get(`/v1/storage/stores/${id}/secrets`);
    const seen = JSON.stringify([answers, emulator.journal.entries(), emulator.stores.list()]);
    const values = Object.values(emulator.stores.secretValues(id));
    expect(values.length).toBeGreaterThan(0);
    for (const secret of [...values, emulator.token]) expect(seen).not.toContain(secret);
  });

  test("gets a plan that is offered for its metadata", async () => {
    const { emulator, api } = await startTestEmulator();
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

  test("gets the plan of its installation if one was chosen, and the request names none", async () => {
    const { emulator } = await startTestEmulator();
    const api = client(emulator, emulator.tokens.otherTeam);
    const [installation] = emulator.state.installations({ integration: "supabase" });
    const body = neonStore({
      integrationConfigurationId: String(installation?.id),
      integrationProductIdOrSlug: "supabase",
      metadata: { region: "iad1" },
    });
    const planOf = async (more: object) =>
      (storeOf(await api.post(CREATE, { ...body, ...more })) as unknown as { billingPlan: { id: string } }).billingPlan
        .id;

    expect(await planOf({ name: "before" })).toBe("supabase_free");
    emulator.state.editInstallation(String(installation?.id), { billingPlanId: "supabase_pro" });
    expect(await planOf({ name: "after" })).toBe("supabase_pro");
    expect(await planOf({ name: "named", billingPlanId: "supabase_free" })).toBe("supabase_free");
  });

  test("can be deleted once and is a 404 afterwards", async () => {
    const { emulator, api } = await startTestEmulator();
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
  test("ends after the given reads by id; lists do not count, and there are no secrets before", async () => {
    const { api } = await startTestEmulator({ behaviour: { provisioning: { status: "initializing", reads: 2 } } });
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

  test("ends after the given time of the server's clock", async () => {
    const { emulator, api } = await startTestEmulator({
      behaviour: { provisioning: { status: "onboarding", ms: 60_000 } },
    });
    const { id } = storeOf(await api.post(CREATE, neonStore()));
    expect(storeOf(await api.get(`/v1/storage/stores/${id}`)).status).toBe("onboarding");
    emulator.configure({ clockOffsetMs: 60_001 });
    expect(storeOf(await api.get(`/v1/storage/stores/${id}`)).status).toBe("available");
  });

  test("can end in an error, and depends on product, name and store", async () => {
    const { emulator, api } = await startTestEmulator({
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
          name: "redis",
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

test("a rotation gives a store and its connected projects new values, and tells when", async () => {
  const { emulator, api } = await startTestEmulator();
  const { id } = storeOf(await api.post(CREATE, neonStore()));
  emulator.projects.connect({ store: id, project: "web" });
  const values = () => emulator.projects.variables("web").map(({ value }) => value);
  const before = { secrets: emulator.stores.secretValues(id), variables: emulator.projects.variables("web") };
  expect(storeOf(await api.get(`/v1/storage/stores/${id}`))).not.toHaveProperty("secretRotationCompletedAt");

  const { secretRotationCompletedAt: at } = emulator.stores.rotateSecrets(id);

  const reply = await api.get(`/v1/storage/stores/${id}`);
  expectPublishedShape(reply, "get", "/v1/storage/stores/{id}");
  expect(storeOf(reply)).toMatchObject({ secretRotationRequestedAt: at, secretRotationCompletedAt: at });
  const after = emulator.stores.secretValues(id);
  expect(Object.keys(after)).toEqual(Object.keys(before.secrets));
  for (const [name, value] of Object.entries(after)) {
    expect(value).not.toBe(before.secrets[name]);
    expect(values()).toContain(value);
  }
  const variables = emulator.projects.variables("web");
  expect(variables.map((variable) => variable.id)).toEqual(before.variables.map((variable) => variable.id));
  for (const [index, { ciphertext }] of variables.entries())
    expect(ciphertext).not.toBe(before.variables[index]?.ciphertext);
  expect(storeOf(reply).secrets.map(({ length }) => length)).toEqual(Object.values(after).map(({ length }) => length));
});
