// How inputs compare with the live store: only what the program sets and the API returns.
import { expect, test } from "vitest";
import type { StoreInputs } from "../../../../provider/src/contract/integration-store.ts";
import { UNKNOWN } from "../../../../provider/src/contract/values.ts";
import { liveDifferences, withLiveValues } from "../../../../provider/src/lifecycle/integration-store/state.ts";
import type { Store } from "../../../../provider/src/vercel/api/stores.ts";

const plan = { id: "free_v3", name: "Free", type: "subscription", cost: "" };

const live: Store = {
  id: "ir_1",
  name: "shop-db",
  metadata: { region: "iad1", tags: ["a", "b"], addedByServer: true },
  billingPlan: plan,
  product: { id: "iap_1", integrationConfigurationId: "icfg_1" },
  projectsMetadata: [],
  totalConnectedProjects: 0,
};

const inputs = {
  integrationConfigurationId: "icfg_1",
  productId: "iap_1",
  name: "shop-db",
  metadata: { tags: ["a", "b"], region: "iad1" },
  billingPlanId: "free_v3",
  externalId: "shop-7",
} satisfies StoreInputs;

const equal: { what: string; store?: Partial<Store>; given?: StoreInputs }[] = [
  { what: "metadata that the server adds, and arguments that it does not return" },
  { what: "arguments that the program omits", given: {} },
  { what: "a name that a response omits", store: { name: undefined } as never },
  { what: "metadata that a response omits", store: { metadata: undefined } },
  { what: "a plan that a response omits", store: { billingPlan: undefined } },
  { what: "unknown metadata", given: { ...inputs, metadata: UNKNOWN as never } },
  { what: "an unknown metadata property", given: { ...inputs, metadata: { region: UNKNOWN } } },
  { what: "an unknown name", given: { ...inputs, name: UNKNOWN } },
];

test.each(equal)("P3 P10 P32 $what: no difference", ({ store, given = inputs }) => {
  expect(liveDifferences({ ...live, ...store }, given)).toEqual([]);
});

const different: { given: StoreInputs; found: object }[] = [
  {
    given: { ...inputs, integrationConfigurationId: "icfg_2" },
    found: { argument: "integrationConfigurationId", live: "icfg_1", expected: "icfg_2" },
  },
  { given: { ...inputs, productId: "iap_2" }, found: { argument: "product", live: "iap_1", expected: "iap_2" } },
  { given: { ...inputs, name: "other" }, found: { argument: "name", live: "shop-db", expected: "other" } },
  {
    given: { ...inputs, billingPlanId: "launch_v3" },
    found: { argument: "billingPlanId", live: "free_v3", expected: "launch_v3" },
  },
  {
    given: { ...inputs, metadata: { region: "fra1" } },
    found: { argument: "metadata", key: "region", live: "iad1", expected: "fra1" },
  },
  { given: { ...inputs, metadata: { size: 2 } }, found: { argument: "metadata", key: "size", expected: 2 } },
];

test.each(different)("P10 P17 $found.argument $found.key differs", ({ given, found }) => {
  expect(liveDifferences(live, given)).toMatchObject([found]);
});

test("P17 live values replace those of the inputs, and nothing else", () => {
  const given = { ...inputs, name: "old", productId: "iap_2", metadata: { region: "fra1", size: 2 } };

  expect(withLiveValues(given, live)).toEqual({
    ...given,
    name: "shop-db",
    metadata: { region: "iad1", size: 2 },
    billingPlan: plan,
  });
});
