// When an argument counts as unchanged: omitted, repeated, in another spelling, or with another value.
import { describe, expect, test } from "vitest";
import {
  type StoreArgumentName,
  type StoreInputs,
  storeArgumentNames,
  storeSpecs,
} from "../../../../provider/src/contract/integration-store.ts";
import { carryOver, semanticallyEqual } from "../../../../provider/src/lifecycle/core/compare.ts";

/** The inputs of a store. */
const before = {
  integration: "neon",
  integrationId: "oac_1",
  integrationSlug: "neon",
  integrationConfigurationId: "icfg_1",
  product: "postgres",
  productId: "iap_1",
  productSlug: "postgres",
  name: "shop-dev-db",
  metadata: { region: "iad1", tags: ["a", "b"] },
  billingPlan: { id: "free_v3", name: "Free", type: "subscription", cost: "" },
  paymentMethodId: "pm_1",
  prepaymentAmountCents: 1000,
  externalId: "shop-7",
  protocolSettings: { replicas: 2, zones: { a: 1, b: 2 } },
  teamId: "team_1",
  teamSlug: "acme",
  adopt: "ir_1",
  allowReplacement: true,
  forceDestroy: true,
  timeouts: { create: "10m", delete: 60 },
} satisfies StoreInputs;

interface Row {
  /** Whether omitting it is no change. */
  carriedOver: boolean;
  /** Other spellings of the value. */
  equal: readonly unknown[];
  other: unknown;
}

const rows: Record<StoreArgumentName, Row> = {
  integration: { carriedOver: true, equal: ["oac_1"], other: "upstash" },
  integrationConfigurationId: { carriedOver: true, equal: [], other: "icfg_2" },
  product: { carriedOver: true, equal: ["iap_1"], other: "iap_2" },
  name: { carriedOver: true, equal: [], other: "shop-prod-db" },
  metadata: {
    carriedOver: false,
    equal: [{ tags: ["a", "b"], region: "iad1" }],
    other: { region: "fra1", tags: ["a", "b"] },
  },
  billingPlanId: { carriedOver: true, equal: ["free_v3"], other: "launch_v3" },
  paymentMethodId: { carriedOver: false, equal: [], other: "pm_2" },
  prepaymentAmountCents: { carriedOver: false, equal: [1000.0], other: 2000 },
  externalId: { carriedOver: false, equal: [], other: "shop-8" },
  protocolSettings: { carriedOver: false, equal: [{ zones: { b: 2, a: 1 }, replicas: 2 }], other: { replicas: 3 } },
  teamId: { carriedOver: true, equal: ["acme"], other: "globex" },
  adopt: { carriedOver: false, equal: [], other: "ir_2" },
  allowReplacement: { carriedOver: false, equal: [], other: false },
  forceDestroy: { carriedOver: false, equal: [], other: false },
  timeouts: {
    carriedOver: false,
    equal: [{ create: 600, delete: "1m" }, { delete: "60s" }, { create: "600", delete: 60 }],
    other: { create: "11m", delete: 60 },
  },
};

function isEqual(name: StoreArgumentName, old: StoreInputs, given: StoreInputs): boolean {
  return semanticallyEqual(storeSpecs, name, old, given);
}

function carried(old: StoreInputs, given: StoreInputs): StoreInputs {
  return carryOver(storeSpecs, old, given);
}

describe.each(storeArgumentNames)("%s", (name) => {
  const { carriedOver, other } = rows[name];
  const old: StoreInputs = before;

  test("P4 repeated is no change", () => {
    expect(isEqual(name, old, { [name]: structuredClone(old[name]) })).toBe(true);
  });

  test(`P43 omitted is ${carriedOver ? "no" : "a"} change`, () => {
    expect(isEqual(name, old, {})).toBe(carriedOver);
    expect(isEqual(name, old, { [name]: undefined })).toBe(carriedOver);
    expect(carried(old, {})[name]).toEqual(carriedOver ? old[name] : undefined);
  });

  test("P4 another value is a change", () => {
    expect(isEqual(name, old, { [name]: other })).toBe(false);
    expect(carried(old, { [name]: other } as StoreInputs)[name]).toEqual(other);
  });
});

const spellings = storeArgumentNames.flatMap((name) => rows[name].equal.map((value) => ({ name, value })));

test.each(spellings)(
  "P4 P43 $name in another spelling ($value) is no change, and keeps the old spelling",
  ({ name, value }) => {
    const old: StoreInputs = before;
    expect(isEqual(name, old, { [name]: value })).toBe(true);
    expect(carried(old, { [name]: value } as StoreInputs)[name]).toEqual(old[name]);
  },
);

test("P4 the order of lists counts", () => {
  const other = { region: "iad1", tags: ["b", "a"] };
  expect(isEqual("metadata", before, { metadata: other })).toBe(false);
});

test("P4 no metadata and empty metadata are the same", () => {
  expect(isEqual("metadata", {}, { metadata: {} })).toBe(true);
  expect(isEqual("metadata", { metadata: {} }, {})).toBe(true);
});

test("P4 members of metadata that are undefined are absent", () => {
  const metadata = { region: "iad1", tags: ["a", "b"], size: undefined } as never;
  expect(isEqual("metadata", before, { metadata })).toBe(true);
});

test("P43 a state without resolved fields is compared with the resolved fields of the new inputs", () => {
  const resolved = {
    integrationId: "oac_1",
    integrationSlug: "neon",
    productId: "iap_1",
    productSlug: "postgres",
    teamSlug: "acme",
  };
  expect(isEqual("integration", { integration: "neon" }, { integration: "oac_1", ...resolved })).toBe(true);
  expect(isEqual("product", { product: "iap_1" }, { product: "postgres", ...resolved })).toBe(true);
  expect(isEqual("integration", { integration: "upstash" }, { integration: "oac_1", ...resolved })).toBe(false);
});

test("every argument has a row here and in the spec table", () => {
  expect(Object.keys(rows).sort()).toEqual(Object.keys(storeSpecs).sort());
});
