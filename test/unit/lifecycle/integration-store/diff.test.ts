// What a change of each argument does, by the spec table; and what an older state does not record.
import { describe, expect, test } from "vitest";
import {
  type StoreArgumentName,
  type StoreInputs,
  type StoreState,
  storeArgumentNames,
  storeSpecs,
} from "../../../../provider/src/contract/integration-store.ts";
import { UNKNOWN } from "../../../../provider/src/contract/values.ts";
import { diff } from "../../../../provider/src/lifecycle/integration-store/diff.ts";
import { offline } from "../offline.ts";

const state = {
  integration: "neon",
  integrationConfigurationId: "icfg_1",
  product: "postgres",
  name: "shop-dev-db",
  metadata: { region: "iad1" },
  billingPlanId: "free_v3",
  teamId: "team_1",
  stateVersion: 1,
  status: "available",
  secrets: { DATABASE_URL: "x" },
} satisfies StoreState;

const inputs: StoreInputs = Object.fromEntries(
  storeArgumentNames.filter((name) => name in state).map((name) => [name, state[name as keyof typeof state]]),
);

const others: Record<StoreArgumentName, unknown> = {
  integration: "upstash",
  integrationConfigurationId: "icfg_2",
  product: "vector",
  name: "shop-prod-db",
  metadata: { region: "fra1" },
  billingPlanId: "launch_v3",
  paymentMethodId: "pm_1",
  prepaymentAmountCents: 500,
  externalId: "shop-7",
  protocolSettings: { replicas: 2 },
  teamId: "team_2",
  adopt: "ir_2",
  allowReplacement: true,
  forceDestroy: true,
  timeouts: { create: "1h" },
};

describe.each(storeArgumentNames)("P19 a change of %s", (name) => {
  const replaces = storeSpecs[name].change === "replace" ? [name] : [];

  test(replaces.length > 0 ? "requires a new store" : "is in place", async () => {
    expect(await diff(offline(), "ir_1", state, { ...inputs, [name]: others[name] })).toEqual({
      changes: undefined,
      replaces,
    });
  });

  test("P32 to an unknown value replaces nothing", async () => {
    const { changes, replaces: now } = await diff(offline(), "ir_1", state, { ...inputs, [name]: UNKNOWN });
    expect({ changes, now }).toEqual({ changes: undefined, now: [] });
  });
});

test("P4 the same inputs are no change, whatever they resolve to now", async () => {
  const renamed = { id: "free_v3", name: "Hobby", type: "subscription", cost: "" };
  const resolved = { integrationId: "oac_1", productId: "iap_1", billingPlan: renamed };
  expect(await diff(offline(), "ir_1", state, { ...inputs, ...resolved })).toEqual({ changes: false, replaces: [] });
});

const incomplete: { what: string; olds: StoreState }[] = [
  {
    what: "whose secrets were never read",
    olds: Object.fromEntries(Object.entries(state).filter(([key]) => key !== "secrets")),
  },
];

test.each(incomplete)("P13 a store $what has changes although the program has none", async ({ olds }) => {
  expect(await diff(offline(), "ir_1", olds, inputs)).toEqual({ changes: true, replaces: [] });
});

test("P12 a store without a status has no changes: the API may return null for it", async () => {
  const { status: _, ...olds } = state;
  expect(await diff(offline(), "ir_1", olds, inputs)).toEqual({ changes: false, replaces: [] });
});

/** Arguments that a program may omit, so that an older state may not record them. */
const optional = ["integration", "integrationConfigurationId", "product", "name", "teamId"] as const;

test.each(optional)("P43 an older state that does not record %s equals any value of it", async (name) => {
  const { [name]: _, ...older } = state;
  expect((await diff(offline(), "ir_1", older, inputs)).replaces).toEqual([]);
});

test("P43 an older state with another spelling is compared with the resolved fields of the new inputs", async () => {
  const news = { ...inputs, integration: "oac_1", integrationSlug: "neon", product: "iap_1", productSlug: "postgres" };
  expect(await diff(offline(), "ir_1", state, news)).toEqual({ changes: false, replaces: [] });
});
