// What a preview says of new stores, against the API that would have to create them.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { client } from "../../../emulator/test/client.ts";
import type { StoreArguments } from "../../../provider/src/contract/integration-store.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { CREATE, count, processOf } from "../../support/process-context.ts";

const PLANS = "GET /v1/integrations/integration/:integration/products/:product/plans";
const CONFIGURATIONS = "GET /v1/integrations/configurations";
const PRODUCTS = "GET /v1/integrations/configuration/:id/products";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

/** A provider process that does not mind a busy machine. */
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

/** Sends what the program says straight to the API, as no preview would stop it. */
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

describe("P31 what the API would refuse", () => {
  it.each<[string, StoreArguments, RegExp]>([
    ["a region that is not offered", { ...neon, metadata: { region: "mars1" } }, /^metadata\.region: "mars1".*iad1/],
    ["a missing region", { integration: "neon" }, /^metadata\.region is required by Neon/],
    ["an unknown key", { ...neon, metadata: { region: "iad1", sise: 1 } }, /^metadata\.sise .*Did you mean size\?/],
    ["a mistyped value", { ...neon, metadata: { region: "iad1", size: "2" } }, /^metadata\.size must be a number/],
    ["a number out of range", { ...neon, metadata: { region: "iad1", size: 57 } }, /^metadata\.size: 57 .*1 to 56/],
    ["a member not offered", { ...neon, metadata: { region: "iad1", tags: ["x"] } }, /^metadata\.tags\[0\]/],
    ["a disabled option", { ...atlas, metadata: { vercelRegion: "iad1", clusterTier: "M2" } }, /"M2" cannot be chosen/],
    ["too short a text", { ...omnibase, metadata: { label: "ab" } }, /^metadata\.label must have 3 to 20 characters/],
    ["a text of another form", { ...omnibase, metadata: { label: "Ab-c" } }, /^metadata\.label must match the pattern/],
    ["a ratio at its open end", { ...omnibase, metadata: { label: "abc", ratio: 1 } }, /^metadata\.ratio: 1/],
    ["too few members", { ...omnibase, metadata: { label: "abc", compute: [1] } }, /exactly 2 values, not 1/],
    ["a text outside an enum", { ...omnibase, metadata: { label: "abc", protocolVersion: "v3" } }, /v1, v2/],
    [
      "a paid-only setting on a free plan",
      { ...kv, metadata: { primaryRegion: "iad1", readRegions: ["fra1"] } },
      /^metadata\.readRegions is for paid plans only.*fixed_250mb/,
    ],
    [
      "no free plan",
      { integration: "paid-db" },
      /^billingPlanId: Paid DB has no free plan.*pro \(Pro, \$20\.00\/month\)/,
    ],
    ["an unknown plan", { ...neon, billingPlanId: "fre_v3" }, /^billingPlanId: "fre_v3".*Did you mean free_v3\?/],
    ["a plan no longer sold", { ...neon, billingPlanId: "scale_v1" }, /cannot be chosen at present/],
    [
      "a prepayment without amount",
      { integration: "paid-db", billingPlanId: "prepay" },
      /between 1000 and 50000 cents/,
    ],
    [
      "too small a prepayment",
      { integration: "paid-db", billingPlanId: "prepay", prepaymentAmountCents: 999 },
      /^prepaymentAmountCents: plan prepay takes between 1000 and 50000 cents/,
    ],
  ])("is refused by the preview as well: %s", async (_, args, said) => {
    const { failures } = await check(args);
    expect(failures).toEqual([expect.stringMatching(said)]);
    expect(count(emulator, CREATE)).toBe(0);
    expect(await create(args)).toBe(400);
  });

  it("is reported at once, for metadata and plan together", async () => {
    const { failures } = await check({ ...neon, metadata: { region: "mars1", size: 0 }, billingPlanId: "lanch_v3" });
    expect(failures.map((failure) => failure.split(/[: ]/)[0])).toEqual([
      "metadata.region",
      "metadata.size",
      "billingPlanId",
    ]);
  });

  it("is told of the metadata alone where the API names no plans for it", async () => {
    emulator.faults.add({ route: PLANS, at: "answer", kind: "status", status: 400 });
    const { failures } = await check({ ...neon, metadata: { region: "mars1" } });
    expect(failures).toEqual([expect.stringContaining("metadata.region")]);
  });
});

describe("P31 what the API would take", () => {
  it.each<[string, StoreArguments]>([
    ["all of a product's settings", { ...neon, metadata: { region: "sin1", auth: true, size: 56, tags: ["web"] } }],
    ["a hidden option", { ...omnibase, metadata: { label: "abc", engine: "graph" } }],
    ["a hidden property", { ...omnibase, metadata: { label: "abc", internalPool: "p1" } }],
    ["every control", { ...omnibase, metadata: { label: "abc", compute: [1, 8], residency: "SG", readRegions: [] } }],
    ["a paid-only setting that is off", { ...kv, metadata: { primaryRegion: "iad1", prodPack: false } }],
    [
      "a paid-only setting on a paid plan",
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

  it("includes any metadata of a store that is adopted: it was chosen when the store was made", async () => {
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
  ])("pass, and no plans are asked for: %s", async (_, args) => {
    const { failures, inputs } = await check(args);
    expect(failures).toEqual([]);
    expect(inputs.metadata).toEqual(args.metadata);
    expect(count(emulator, PLANS)).toBe(0);
  });

  it("do not hide what is wrong beside them", async () => {
    const { failures } = await check({ integration: "neon", metadata: { region: UNKNOWN, size: 99 } });
    expect(failures).toEqual([expect.stringMatching(/^metadata\.size: 99/)]);
    expect(count(emulator, PLANS)).toBe(0);
  });
});

describe("P33 a schema that is not understood", () => {
  it("warns once for fifty stores, and blocks none of them", async () => {
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
  it("cost three requests", async () => {
    const context = process();
    const names = Array.from({ length: 50 }, (_, index) => `shop-${index}`);
    await Promise.all(names.map((name) => check({ ...neon, name }, context)));
    expect([CONFIGURATIONS, PRODUCTS, PLANS].map((route) => count(emulator, route))).toEqual([1, 1, 1]);
    expect(emulator.journal.entries()).toHaveLength(3);
  });
});

describe("P35 the price of a paid store", () => {
  it("is told in one line, with the payment method that it needs", async () => {
    const context = process();
    await check({ ...neon, billingPlanId: "launch_v3" }, context);
    expect(context.said.info).toEqual([
      "shop-db: plan Launch, $19.00/month (paid). It needs a payment method: the team's default one, unless paymentMethodId is set.",
    ]);
  });

  it("is told without it where the program names one", async () => {
    const context = process();
    await check({ ...neon, billingPlanId: "launch_v3", paymentMethodId: "pm_AcmeCard4242" }, context);
    expect(context.said.info).toEqual(["shop-db: plan Launch, $19.00/month (paid)"]);
  });

  it("is not told of a free one", async () => {
    const context = process();
    await check(neon, context);
    expect(context.said).toEqual({ info: [], warning: [], progress: [] });
  });
});
