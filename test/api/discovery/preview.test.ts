// The validation of new stores in a preview, compared with what the API does when it creates them.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { client } from "../../../emulator/test/client.ts";
import type { StoreArguments } from "../../../provider/src/contract/integration-store.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import type { OperationError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { CREATE, count, type ProcessContext, processOf } from "../../support/process-context.ts";

const PLANS = "GET /v1/integrations/integration/:integration/products/:product/plans";
const CONFIGURATIONS = "GET /v1/integrations/configurations";
const LIST = "GET /v1/storage/stores";
const PRODUCTS = "GET /v1/integrations/configuration/:id/products";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

/** A provider process whose requests do not time out on a busy machine. */
const process = () => processOf(emulator, { timings: { requestSeconds: 20 } });
const check = (args: StoreArguments, context = process()) =>
  integrationStore.check(context, undefined, { name: "shop-db", ...args });

const neon = { integration: "neon", metadata: { region: "iad1" } };
const kv = {
  integration: "upstash",
  integrationConfigurationId: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
  product: "upstash-kv",
};
const atlas = { integration: "mongodbatlas" };
const omnibase = { integration: "omnibase" };

/** Creates the store through the API, without a preview. Returns the status. */
async function create(args: StoreArguments): Promise<number> {
  const { integration = "", product = integration, metadata = {}, billingPlanId, prepaymentAmountCents } = args;
  const [first] = emulator.state.installations({ integration, team: "acme" });
  const body = { metadata, billingPlanId, prepaymentAmountCents };
  const { status } = await client(emulator).post("/v1/storage/stores/integration/direct", {
    ...body,
    name: "straight",
    integrationConfigurationId: first?.id,
    integrationProductIdOrSlug: product,
  });
  return status;
}

/** The path or argument that each failure begins with. */
const pathsOf = (failures: readonly OperationError[]) => failures.map((failure) => render(failure).split(": ")[0]);

describe("P31 what the API rejects", () => {
  it.each<[string, StoreArguments, code: string, path: string, value: string]>([
    [
      "a region that is not an option",
      { ...neon, metadata: { region: "mars1" } },
      "metadata-invalid",
      "metadata.region",
      "iad1",
    ],
    ["a missing region", { integration: "neon" }, "metadata-required", "metadata.region", "Neon"],
    [
      "an unknown key",
      { ...neon, metadata: { region: "iad1", sise: 1 } },
      "metadata-unknown",
      "metadata.sise",
      "Did you mean size?",
    ],
    [
      "a value of another type",
      { ...neon, metadata: { region: "iad1", size: "2" } },
      "metadata-invalid",
      "metadata.size",
      "a number",
    ],
    [
      "a number out of range",
      { ...neon, metadata: { region: "iad1", size: 57 } },
      "metadata-invalid",
      "metadata.size",
      "1 to 56",
    ],
    [
      "a member that is not an option",
      { ...neon, metadata: { region: "iad1", tags: ["x"] } },
      "metadata-invalid",
      "metadata.tags[0]",
      '"x"',
    ],
    [
      "a disabled option",
      { ...atlas, metadata: { vercelRegion: "iad1", clusterTier: "M2" } },
      "metadata-invalid",
      "metadata.clusterTier",
      '"M2"',
    ],
    [
      "a string that is too short",
      { ...omnibase, metadata: { label: "ab" } },
      "metadata-invalid",
      "metadata.label",
      "3 to 20 characters",
    ],
    [
      "a string that does not match the pattern",
      { ...omnibase, metadata: { label: "Ab-c" } },
      "metadata-invalid",
      "metadata.label",
      "pattern",
    ],
    [
      "a number at an exclusive bound",
      { ...omnibase, metadata: { label: "abc", ratio: 1 } },
      "metadata-invalid",
      "metadata.ratio",
      "less than 1",
    ],
    [
      "too few members",
      { ...omnibase, metadata: { label: "abc", compute: [1] } },
      "metadata-invalid",
      "metadata.compute",
      "exactly 2",
    ],
    [
      "a string outside an enum",
      { ...omnibase, metadata: { label: "abc", protocolVersion: "v3" } },
      "metadata-invalid",
      "metadata.protocolVersion",
      "v1, v2",
    ],
    [
      "metadata of paid plans with a free plan",
      { ...kv, metadata: { primaryRegion: "iad1", readRegions: ["fra1"] } },
      "plan-paid-required",
      "metadata.readRegions",
      "fixed_250mb",
    ],
    ["no free plan", { integration: "paid-db" }, "plan-required", "billingPlanId", "pro (Pro, $20.00/month)"],
    [
      "an unknown plan",
      { ...neon, billingPlanId: "fre_v3" },
      "plan-not-found",
      "billingPlanId",
      "Did you mean free_v3?",
    ],
    ["an unavailable plan", { ...neon, billingPlanId: "scale_v1" }, "plan-unavailable", "billingPlanId", "scale_v1"],
    [
      "a prepayment without an amount",
      { integration: "paid-db", billingPlanId: "prepay" },
      "prepayment-required",
      "prepaymentAmountCents",
      "1000 to 50000 cents",
    ],
    [
      "a prepayment that is too small",
      { integration: "paid-db", billingPlanId: "prepay", prepaymentAmountCents: 999 },
      "prepayment-out-of-range",
      "prepaymentAmountCents",
      "1000 to 50000 cents",
    ],
  ])("is rejected by the preview as well: %s", async (_, args, code, path, value) => {
    const { failures } = await check(args);
    expect(failures).toMatchObject([{ code }]);
    expect(pathsOf(failures)).toEqual([path]);
    expect(failures.map(render).join()).toContain(value);
    expect(count(emulator, CREATE)).toBe(0);
    expect(await create(args)).toBe(400);
  });

  it("is reported at once, for metadata and plan together", async () => {
    const { failures } = await check({ ...neon, metadata: { region: "mars1", size: 0 }, billingPlanId: "lanch_v3" });
    expect(failures.map(({ code }) => code)).toEqual(["metadata-invalid", "metadata-invalid", "plan-not-found"]);
    expect(pathsOf(failures)).toEqual(["metadata.region", "metadata.size", "billingPlanId"]);
  });

  it("is reported for the metadata alone if the API lists no plans for it", async () => {
    emulator.faults.add({ route: PLANS, at: "answer", kind: "status", status: 400 });
    const { failures } = await check({ ...neon, metadata: { region: "mars1" } });
    expect(failures).toMatchObject([{ code: "metadata-invalid" }]);
    expect(pathsOf(failures)).toEqual(["metadata.region"]);
  });
});

describe("P31 what the API accepts", () => {
  it.each<[string, StoreArguments]>([
    ["all metadata of a product", { ...neon, metadata: { region: "sin1", auth: true, size: 56, tags: ["web"] } }],
    ["a hidden option", { ...omnibase, metadata: { label: "abc", engine: "graph" } }],
    ["a hidden property", { ...omnibase, metadata: { label: "abc", internalPool: "p1" } }],
    ["every control", { ...omnibase, metadata: { label: "abc", compute: [1, 8], residency: "SG", readRegions: [] } }],
    ["metadata of paid plans that is off", { ...kv, metadata: { primaryRegion: "iad1", prodPack: false } }],
    [
      "metadata of paid plans with a paid plan",
      { ...kv, metadata: { primaryRegion: "iad1", prodPack: true }, billingPlanId: "paid" },
    ],
    [
      "a prepayment within its bounds",
      { integration: "paid-db", billingPlanId: "prepay", prepaymentAmountCents: 1000 },
    ],
  ])("passes the preview: %s", async (_, args) => {
    expect((await check(args)).failures).toEqual([]);
    expect(await create(args)).toBeLessThan(300);
  });

  it("includes any metadata of a store that is adopted", async () => {
    const store = emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "gone1" } });
    const { failures } = await check({ integration: "neon", adopt: store.id });
    expect(failures).toEqual([]);
  });
});

describe("P32 values that are not known yet", () => {
  it.each<[string, StoreArguments]>([
    ["the whole metadata", { integration: "neon", metadata: UNKNOWN as never }],
    ["one value", { integration: "neon", metadata: { region: UNKNOWN } }],
    ["a member of a list", { integration: "neon", metadata: { region: "iad1", tags: [UNKNOWN] } }],
  ])("pass, without a request for plans: %s", async (_, args) => {
    const { failures, inputs } = await check(args);
    expect(failures).toEqual([]);
    expect(inputs.metadata).toEqual(args.metadata);
    expect(count(emulator, PLANS)).toBe(0);
  });

  it("do not prevent the validation of other values", async () => {
    const { failures } = await check({ integration: "neon", metadata: { region: UNKNOWN, size: 99 } });
    expect(failures).toMatchObject([{ code: "metadata-invalid" }]);
    expect(pathsOf(failures)).toEqual(["metadata.size"]);
    expect(count(emulator, PLANS)).toBe(0);
  });
});

describe("P33 a schema that is not understood", () => {
  it("warns once for fifty stores, and rejects none", async () => {
    const { metadataSchema } = emulator.state.product("neon", "neon");
    const properties = {
      ...metadataSchema.properties,
      region: { ...metadataSchema.properties.region, format: "region" },
    };
    emulator.state.editProduct("neon", "neon", { metadataSchema: { ...metadataSchema, properties } as never });
    const context = process();
    const names = Array.from({ length: 50 }, (_, index) => `shop-${index}`);
    const results = await Promise.all(names.map((name) => check({ ...neon, name }, context)));
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
    expect(context.said.warning).toEqual([expect.stringContaining("region (keyword format)")]);
  });
});

describe("P26 fifty stores of one product and metadata", () => {
  it("cost three requests for what is offered, and one for the names that exist", async () => {
    const context = process();
    const names = Array.from({ length: 50 }, (_, index) => `shop-${index}`);
    await Promise.all(names.map((name) => check({ ...neon, name }, context)));
    expect([CONFIGURATIONS, PRODUCTS, PLANS, LIST].map((route) => count(emulator, route))).toEqual([1, 1, 1, 1]);
    expect(emulator.journal.entries()).toHaveLength(4);
  });
});

describe("P35 the price of a paid store", () => {
  it("is shown in one line, with the payment method that it requires", async () => {
    const context = process();
    await check({ ...neon, billingPlanId: "launch_v3" }, context);
    expect(context.said.info).toEqual([
      expect.stringMatching(/^shop-db: plan Launch, \$19\.00\/month \(paid\)\. .*paymentMethodId/),
    ]);
  });

  it("is shown without it if the program sets one", async () => {
    const context = process();
    await check({ ...neon, billingPlanId: "launch_v3", paymentMethodId: "pm_AcmeCard4242" }, context);
    expect(context.said.info).toEqual(["shop-db: plan Launch, $19.00/month (paid)"]);
  });

  it("is not shown for a free plan", async () => {
    const context = process();
    await check(neon, context);
    expect(context.said).toEqual({ info: [], warning: [], progress: [] });
  });
});

describe("P31 plans of the installation", () => {
  const supabase = { integration: "supabase", teamId: "acme-prod", metadata: { region: "iad1" } };
  const choosePlan = () => {
    const [installation] = emulator.state.installations({ integration: "supabase" });
    emulator.state.editInstallation(String(installation?.id), { billingPlanId: "supabase_pro" });
  };
  const other = (): ProcessContext => processOf(emulator, { token: "otherTeam", team: "acme-prod" });

  it("need no billingPlanId, even if none is free: the preview says whose plan it is", async () => {
    emulator.state.removePlan("supabase", "supabase", "supabase_free");
    choosePlan();
    const context = other();

    const { failures, inputs } = await check(supabase, context);
    expect(failures).toEqual([]);
    expect(inputs.billingPlan).toBeUndefined();
    expect(context.said.info).toEqual([expect.stringContaining("installation")]);

    const { state } = await integrationStore.create(context, inputs);
    expect(state.billingPlan).toMatchObject({ id: "supabase_pro" });
    const again = other();
    const second = await integrationStore.check(again, inputs, { name: "shop-db", ...supabase });
    expect(second.failures).toEqual([]);
  });

  it("are the installation's, not the free one that the partner offers", async () => {
    choosePlan();
    const context = other();

    const { inputs } = await check(supabase, context);
    const { state } = await integrationStore.create(context, inputs);

    expect(inputs.billingPlan).toBeUndefined();
    expect(state.billingPlan).toMatchObject({ id: "supabase_pro" });
  });

  it("can be named, and are compared with those that the product has", async () => {
    expect((await check({ ...supabase, billingPlanId: "supabase_pro" }, other())).failures).toEqual([]);
    expect((await check({ ...supabase, billingPlanId: "supabase_prp" }, other())).failures).toMatchObject([
      { code: "plan-not-found" },
    ]);
  });

  it("beside those of a store change nothing: a free plan is required", async () => {
    emulator.state.editPlan("paid-db", "paid-db", "pro", { scope: "installation" });
    expect((await check({ integration: "paid-db" })).failures).toMatchObject([{ code: "plan-required" }]);
  });
});
