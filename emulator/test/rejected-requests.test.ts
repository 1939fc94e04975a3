// Which requests are rejected, with which messages, and in which order.
import { describe, expect, test } from "vitest";
import { CREATE, client, errorOf, NEON, neonStore, startTestEmulator } from "./client.ts";

const PAID_DB = "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K";
const OMNIBASE = "icfg_AcmeOmni9Tu4Fm1Gx6Bp8Sc2";
const ATLAS = "icfg_AcmeMongo3Ya6Rt1Zc9Nb4Dx";
const UPSTASH = "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy";
const FROST = "icfg_AcmeFrost5Zn7Jd3Ck9Wy1Ah";
const PROD_NEON = "icfg_ProdNeon6Kp1Sf5Hz9Dw3Gc8";

describe("an invalid body", () => {
  test.each([
    [{}, "should have required property 'name'"],
    [[], "should be object"],
    [{ name: "db" }, "should have required property 'integrationConfigurationId'"],
    [neonStore({ nickname: "x" }), "should NOT have additional properties"],
    [neonStore({ name: "x".repeat(129) }), "name should NOT be longer than 128 characters"],
    [neonStore({ name: 7 }), "name should be string"],
    [
      neonStore({ integrationConfigurationId: "neon" }),
      'integrationConfigurationId should match pattern "^icfg_[a-zA-Z0-9]+$"',
    ],
    [
      neonStore({ integrationProductIdOrSlug: "Neon!" }),
      'integrationProductIdOrSlug should match pattern "^iap_[a-zA-Z0-9_]+$"',
    ],
    [neonStore({ source: "pulumi" }), "source should be equal to one of the allowed values"],
    [neonStore({ prepaymentAmountCents: 49 }), "prepaymentAmountCents should be >= 50"],
    [neonStore({ metadata: "iad1" }), "metadata should be object"],
    ["{not json", "Invalid JSON"],
  ])("%j is rejected", async (body, message) => {
    const { emulator, api } = await startTestEmulator();
    const reply = await api.post(CREATE, body);
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toEqual({ code: "bad_request", message });
    expect(emulator.stores.list()).toEqual([]);
  });
});

describe("metadata that does not match the product's schema", () => {
  test.each([
    [{}, "metadata should have required property 'label'"],
    [{ label: "a" }, "metadata.label should NOT be shorter than 3 characters"],
    [{ label: "a".repeat(21) }, "metadata.label should NOT be longer than 20 characters"],
    [{ label: "Orders" }, 'metadata.label should match pattern "^[a-z][a-z0-9-]*$"'],
    [{ label: "orders", lable: "x" }, "metadata should NOT have additional properties"],
    [{ label: "orders", engine: "stone" }, "metadata.engine should be equal to one of the allowed values"],
    [
      { label: "orders", protocolVersion: "v3" },
      "metadata.protocolVersion should be equal to one of the allowed values",
    ],
    [{ label: "orders", backups: "true" }, "metadata.backups should be boolean"],
    [{ label: "orders", storage: "16" }, "metadata.storage should be number"],
    [{ label: "orders", storage: 0 }, "metadata.storage should be >= 1"],
    [{ label: "orders", storage: 257 }, "metadata.storage should be <= 256"],
    [{ label: "orders", ratio: 0 }, "metadata.ratio should be > 0"],
    [{ label: "orders", ratio: 1 }, "metadata.ratio should be < 1"],
    [{ label: "orders", compute: [1] }, "metadata.compute should NOT have fewer than 2 items"],
    [{ label: "orders", compute: [1, 9] }, "metadata.compute[1] should be <= 8"],
    [
      { label: "orders", extensions: ["geo", "text", "vector"] },
      "metadata.extensions should NOT have more than 2 items",
    ],
    [{ label: "orders", extensions: ["time"] }, "metadata.extensions[0] should be equal to one of the allowed values"],
    [{ label: "orders", readRegions: "iad1" }, "metadata.readRegions should be array"],
    [{ label: "orders", residency: "FR" }, "metadata.residency should be equal to one of the allowed values"],
    [{ label: null }, "metadata.label should be string"],
  ])("%j is rejected", async (metadata, message) => {
    const { api } = await startTestEmulator();
    const reply = await api.post(
      CREATE,
      neonStore({ integrationConfigurationId: OMNIBASE, integrationProductIdOrSlug: "omnibase", metadata }),
    );
    expect([reply.status, errorOf(reply).message]).toEqual([400, message]);
  });

  test("a disabled option is rejected, a hidden one is accepted", async () => {
    const { api } = await startTestEmulator();
    const atlas = { integrationConfigurationId: ATLAS, integrationProductIdOrSlug: "mongodbatlas" };
    const disabled = await api.post(
      CREATE,
      neonStore({ ...atlas, metadata: { vercelRegion: "iad1", clusterTier: "M2" } }),
    );
    expect(errorOf(disabled).message).toBe("metadata.clusterTier should be equal to one of the allowed values");
    const omnibase = { integrationConfigurationId: OMNIBASE, integrationProductIdOrSlug: "omnibase" };
    const hidden = await api.post(CREATE, neonStore({ ...omnibase, metadata: { label: "abc", engine: "graph" } }));
    expect(hidden.status).toBe(200);
  });
});

describe("an unavailable plan", () => {
  const paid = { integrationConfigurationId: PAID_DB, integrationProductIdOrSlug: "paid-db", metadata: {} };

  test.each([
    [neonStore(paid), "There are no plans available for product paid-db without a billingPlanId"],
    [neonStore({ billingPlanId: "gold" }), "Billing plan gold not found"],
    [neonStore({ billingPlanId: "scale_v1" }), "Billing plan scale_v1 is disabled"],
    [
      neonStore({ ...paid, billingPlanId: "prepay" }),
      "prepaymentAmountCents is required for the prepayment plan prepay",
    ],
    [
      neonStore({ ...paid, billingPlanId: "prepay", prepaymentAmountCents: 999 }),
      "prepaymentAmountCents should be >= 1000",
    ],
    [
      neonStore({ ...paid, billingPlanId: "prepay", prepaymentAmountCents: 50_001 }),
      "prepaymentAmountCents should be <= 50000",
    ],
    [neonStore({ billingPlanId: "launch_v3", paymentMethodId: "pm_other" }), "Payment method pm_other not found"],
  ])("%j is rejected", async (body, message) => {
    const { api } = await startTestEmulator();
    const reply = await api.post(CREATE, body);
    expect([reply.status, errorOf(reply).message]).toEqual([400, message]);
  });

  test("a paid plan for a team without a payment method is 402", async () => {
    const { emulator, api } = await startTestEmulator();
    emulator.state.editTeam("acme", { paymentMethods: [] });
    const reply = await api.post(CREATE, neonStore({ billingPlanId: "launch_v3" }));
    expect([reply.status, errorOf(reply).code]).toEqual([402, "payment_required"]);
  });

  test("paid-only metadata is rejected on a free plan", async () => {
    const { api } = await startTestEmulator();
    const redis = (metadata: object, billingPlanId?: string) =>
      api.post(
        CREATE,
        neonStore({
          integrationConfigurationId: UPSTASH,
          integrationProductIdOrSlug: "upstash-kv",
          metadata: { primaryRegion: "iad1", ...metadata },
          ...(billingPlanId ? { billingPlanId } : {}),
        }),
      );
    expect(errorOf(await redis({ readRegions: ["fra1"] })).message).toBe(
      "metadata.readRegions is available on paid plans only",
    );
    expect(errorOf(await redis({ prodPack: true })).message).toContain("no plans available");
    expect((await redis({ prodPack: true }, "paid")).status).toBe(200);
  });

  test("the minimum and the maximum of a prepayment are accepted", async () => {
    const { api } = await startTestEmulator();
    for (const prepaymentAmountCents of [1_000, 50_000]) {
      const name = `prepaid-${prepaymentAmountCents}`;
      const body = neonStore({ ...paid, name, billingPlanId: "prepay", prepaymentAmountCents });
      expect((await api.post(CREATE, body)).status).toBe(200);
    }
  });
});

describe("an installation that cannot be used", () => {
  test.each([
    ["of another team", PROD_NEON, "neon", 404, "not_found"],
    ["that does not exist", "icfg_nobody", "neon", 404, "not_found"],
    ["without the product", NEON, "upstash-kv", 404, "not_found"],
    ["that is suspended", FROST, "frost-cache", 403, "forbidden"],
  ])("%s", async (_, integrationConfigurationId, integrationProductIdOrSlug, status, code) => {
    const { api } = await startTestEmulator();
    const reply = await api.post(CREATE, neonStore({ integrationConfigurationId, integrationProductIdOrSlug }));
    expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
  });
});

describe("a caller without permission", () => {
  test("is rejected before the body is validated", async () => {
    const { emulator } = await startTestEmulator();
    for (const [token, status] of [
      ["", 401],
      ["vcp_nonsense", 401],
      [emulator.tokens.otherTeam, 403],
      [emulator.tokens.project, 403],
      [emulator.tokens.viewer, 403],
    ] as const) {
      const reply = await client(emulator, token).post(CREATE, "{not json", { slug: "acme" });
      expect(reply.status).toBe(status);
    }
  });

  test("may read as a viewer; creating and deleting name the missing permission", async () => {
    const { emulator } = await startTestEmulator();
    const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
    const viewer = client(emulator, emulator.tokens.viewer);
    expect((await viewer.get(`/v1/storage/stores/${id}`)).status).toBe(200);
    expect(errorOf(await viewer.post(CREATE, {})).message).toContain("integrationResource:create");
    expect(errorOf(await viewer.delete(`/v1/storage/stores/integration/${id}`)).message).toContain(
      "integrationResource:delete",
    );
  });

  test("with a token of a project is rejected by every route of a team", async () => {
    const { emulator } = await startTestEmulator();
    const project = client(emulator, emulator.tokens.project);
    expect((await project.get("/v2/user")).status).toBe(200);
    for (const path of ["/v1/storage/stores", "/v1/integrations/configurations", "/teams/acme"])
      expect((await project.get(path)).status).toBe(403);
  });

  test("gets the same error for an unknown team and a team without membership", async () => {
    const { emulator, api } = await startTestEmulator();
    for (const query of [{ slug: "nobody" }, { teamId: "team_nobody" }, { slug: "acme-prod" }]) {
      const reply = await api.get("/v1/storage/stores", query);
      expect([reply.status, errorOf(reply)]).toEqual([403, { code: "forbidden", message: "Not authorized" }]);
    }
    expect((await api.get("/teams/nobody")).status).toBe(403);
    emulator.configure({ unknownTeam: 404 });
    expect((await api.get("/teams/nobody")).status).toBe(404);
    expect((await api.get("/teams/acme-prod")).status).toBe(403);
  });

  test("without a team in the query uses the user's default team", async () => {
    const { emulator } = await startTestEmulator();
    emulator.stores.seed({ name: "db", integration: "neon", team: "acme-prod" });
    const ofOther = await client(emulator, emulator.tokens.otherTeam).get("/v1/storage/stores");
    expect(ofOther.body).toMatchObject({ stores: [{ name: "db" }] });
    expect((await client(emulator).get("/v1/storage/stores")).body).toEqual({ stores: [] });
  });
});

test("the list of configurations requires a valid view", async () => {
  const { api } = await startTestEmulator();
  const path = "/v1/integrations/configurations";
  expect(errorOf(await api.get(path)).message).toBe("should have required property 'view'");
  expect(errorOf(await api.get(path, { view: "mine" })).message).toBe(
    "view should be equal to one of the allowed values",
  );
});

test("an update accepts an empty body only", async () => {
  const { emulator, api } = await startTestEmulator();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
  const path = `/v1/storage/stores/integration/${id}`;
  expect((await api.patch(path, {})).status).toBe(200);
  const reply = await api.patch(path, { name: "other" });
  expect([reply.status, errorOf(reply).message]).toEqual([
    400,
    "Invalid request: should NOT have additional property `name`.",
  ]);
  expect(emulator.stores.get(id)?.name).toBe("db");
});

test("a store of another team, an unknown store and an unknown route are a 404", async () => {
  const { emulator, api } = await startTestEmulator();
  const other = emulator.stores.seed({ name: "db", integration: "neon", team: "acme-prod" });
  for (const path of [`/v1/storage/stores/${other.id}`, "/v1/storage/stores/ir_none", "/v1/storage/nothing"])
    expect((await api.get(path)).status).toBe(404);
  expect(errorOf(await api.get("/v1/storage/stores/ir_none"))).toEqual({
    code: "not_found",
    message: "Could not find the store: ir_none",
  });
  expect((await api.delete(`/v1/storage/stores/integration/${other.id}`)).status).toBe(404);
  expect(emulator.stores.list()).toHaveLength(1);
});
