// What an unchanged program keeps: for each argument, left out, said again, said otherwise, and really changed.
import { describe, expect, test } from "vitest";
import type { StoreInputs } from "../../../../provider/src/contract/integration-store.ts";
import {
  type StoreArgumentName,
  storeArgumentNames,
  storeArguments,
} from "../../../../provider/src/contract/store-arguments.ts";
import { keepOld, meansTheSame } from "../../../../provider/src/lifecycle/integration-store/stickiness.ts";

/** What a store had. */
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
  /** Whether leaving it out changes nothing. */
  sticky: boolean;
  /** Other ways to say what it is. */
  alike: readonly unknown[];
  other: unknown;
}

const rows: Record<StoreArgumentName, Row> = {
  integration: { sticky: true, alike: ["oac_1"], other: "upstash" },
  integrationConfigurationId: { sticky: true, alike: [], other: "icfg_2" },
  product: { sticky: true, alike: ["iap_1"], other: "iap_2" },
  name: { sticky: true, alike: [], other: "shop-prod-db" },
  metadata: {
    sticky: false,
    alike: [{ tags: ["a", "b"], region: "iad1" }],
    other: { region: "fra1", tags: ["a", "b"] },
  },
  billingPlanId: { sticky: true, alike: ["free_v3"], other: "launch_v3" },
  paymentMethodId: { sticky: false, alike: [], other: "pm_2" },
  prepaymentAmountCents: { sticky: false, alike: [1000.0], other: 2000 },
  externalId: { sticky: false, alike: [], other: "shop-8" },
  protocolSettings: { sticky: false, alike: [{ zones: { b: 2, a: 1 }, replicas: 2 }], other: { replicas: 3 } },
  teamId: { sticky: true, alike: ["acme"], other: "globex" },
  adopt: { sticky: false, alike: [], other: "ir_2" },
  allowReplacement: { sticky: false, alike: [], other: false },
  forceDestroy: { sticky: false, alike: [], other: false },
  timeouts: {
    sticky: false,
    alike: [{ create: 600, delete: "1m" }, { delete: "60s" }, { create: "600", delete: 60 }],
    other: { create: "11m", delete: 60 },
  },
};

describe.each(storeArgumentNames)("%s", (name) => {
  const { sticky, other } = rows[name];
  const old: StoreInputs = before;

  test("P4 said again is no change", () => {
    expect(meansTheSame(name, old, { [name]: structuredClone(old[name]) })).toBe(true);
  });

  test(`P43 left out is ${sticky ? "no" : "a"} change`, () => {
    expect(meansTheSame(name, old, {})).toBe(sticky);
    expect(meansTheSame(name, old, { [name]: undefined })).toBe(sticky);
    expect(keepOld(old, {})[name]).toEqual(sticky ? old[name] : undefined);
  });

  test("P4 something else is a change", () => {
    expect(meansTheSame(name, old, { [name]: other })).toBe(false);
    expect(keepOld(old, { [name]: other } as StoreInputs)[name]).toEqual(other);
  });
});

const spellings = storeArgumentNames.flatMap((name) => rows[name].alike.map((value) => ({ name, value })));

test.each(spellings)(
  "P4 P43 $name said otherwise ($value) is no change, and keeps the old spelling",
  ({ name, value }) => {
    const old: StoreInputs = before;
    expect(meansTheSame(name, old, { [name]: value })).toBe(true);
    expect(keepOld(old, { [name]: value } as StoreInputs)[name]).toEqual(old[name]);
  },
);

test("P4 lists are compared with their order", () => {
  const other = { region: "iad1", tags: ["b", "a"] };
  expect(meansTheSame("metadata", before, { metadata: other })).toBe(false);
});

test("P4 no metadata and empty metadata are the same", () => {
  expect(meansTheSame("metadata", {}, { metadata: {} })).toBe(true);
  expect(meansTheSame("metadata", { metadata: {} }, {})).toBe(true);
});

test("P4 members of metadata that are undefined are absent", () => {
  const metadata = { region: "iad1", tags: ["a", "b"], size: undefined } as never;
  expect(meansTheSame("metadata", before, { metadata })).toBe(true);
});

test("P43 a state without resolved fields is recognised by what the new inputs were resolved to", () => {
  const resolved = {
    integrationId: "oac_1",
    integrationSlug: "neon",
    productId: "iap_1",
    productSlug: "postgres",
    teamSlug: "acme",
  };
  expect(meansTheSame("integration", { integration: "neon" }, { integration: "oac_1", ...resolved })).toBe(true);
  expect(meansTheSame("product", { product: "iap_1" }, { product: "postgres", ...resolved })).toBe(true);
  expect(meansTheSame("integration", { integration: "upstash" }, { integration: "oac_1", ...resolved })).toBe(false);
});

test("every argument has a row here and in the table of the contract", () => {
  expect(Object.keys(rows).sort()).toEqual(Object.keys(storeArguments).sort());
});
