// Prepaid plans: balances, and thresholds of a store and of an installation.

import type { Emulator } from "vercel-marketplace-emulator";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type Client,
  CREATE,
  client,
  errorOf,
  NEON,
  neonStore,
  type Reply,
  startTestEmulator,
  storeOf,
} from "./client.ts";
import { expectPublishedShape } from "./published-shapes.ts";

const PAID_DB = "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K";
const THRESHOLD =
  "/v1/integrations/installations/{integrationConfigurationId}/resources/{resourceId}/billing/threshold";

const threshold = { billingPlanId: "prepay", minimumAmountInCents: 500, purchaseAmountInCents: 2_000 };

const balanceOf = (id = PAID_DB) => `/v1/integrations/installations/${id}/billing/balance`;
const thresholdOf = (store: string, id = PAID_DB) =>
  `/v1/integrations/installations/${id}/resources/${store}/billing/threshold`;
const batchOf = (id = PAID_DB) => `/v1/integrations/installations/${id}/billing/threshold/batch`;

let emulator: Emulator;
let api: Client;

beforeEach(async () => {
  ({ emulator, api } = await startTestEmulator());
});

async function prepaidStore(cents: number, name = "db"): Promise<{ id: string; externalResourceId: string }> {
  const reply = await api.post(
    CREATE,
    neonStore({
      name,
      integrationConfigurationId: PAID_DB,
      integrationProductIdOrSlug: "paid-db",
      metadata: { region: "eu-west" },
      billingPlanId: "prepay",
      prepaymentAmountCents: cents,
    }),
  );
  return storeOf(reply) as ReturnType<typeof storeOf> & { externalResourceId: string };
}

function expectRejected(reply: Reply, status: number, text: string): void {
  expect(reply.status).toBe(status);
  expect(errorOf(reply).message).toContain(text);
}

describe("the balance", () => {
  test("of an installation without prepaid stores is empty", async () => {
    emulator.stores.seed({ name: "paid", integration: "paid-db", billingPlanId: "pro" });
    expect((await api.get(balanceOf())).body).toEqual({ balances: [], thresholds: [] });
  });

  test("of a store begins with its prepayment, and has its id at the partner", async () => {
    const one = await prepaidStore(1_500, "one");
    const two = emulator.stores.seed({
      name: "two",
      integration: "paid-db",
      billingPlanId: "prepay",
      prepaymentAmountCents: 2_500,
    });
    const { id: elsewhere } = emulator.stores.seed({ name: "neon", integration: "neon" });
    emulator.stores.edit(elsewhere, { prepaid: { balance: 99 } });
    const { status, body } = await api.get(balanceOf());
    expect(status).toBe(200);
    expect(body).toEqual({
      balances: [
        { resourceId: one.externalResourceId, currencyValueInCents: 1_500 },
        { resourceId: two.externalResourceId, currencyValueInCents: 2_500 },
      ],
      thresholds: [],
    });
  });

  test("of an installation is the sum of what its stores prepaid, if the plan is the installation's", async () => {
    emulator.state.editPlan("paid-db", "paid-db", "prepay", { scope: "installation" });
    await prepaidStore(1_500, "one");
    await prepaidStore(1_000, "two");
    expect((await api.get(balanceOf())).body).toEqual({ balances: [{ currencyValueInCents: 2_500 }], thresholds: [] });
  });

  test("can be read by a viewer, and not in another team's installation", async () => {
    expect((await client(emulator, emulator.tokens.viewer).get(balanceOf())).status).toBe(200);
    expectRejected(await api.get(balanceOf("icfg_none")), 404, "installation");
    const prod = emulator.state.installations({ team: "acme-prod" })[0];
    expectRejected(await api.get(balanceOf(prod?.id)), 404, "installation");
  });

  test("is gone with the store", async () => {
    const { id } = await prepaidStore(1_500);
    await api.delete(`/v1/storage/stores/integration/${id}`);
    expect((await api.get(balanceOf())).body).toEqual({ balances: [], thresholds: [] });
  });
});

describe("the threshold of a store", () => {
  test("is set, replaced and read; the balance stays", async () => {
    const { id, externalResourceId: resourceId } = await prepaidStore(1_500);
    expectPublishedShape(await api.post(thresholdOf(id), threshold), "post", THRESHOLD);
    const full = { ...threshold, maximumAmountPerPeriodInCents: 9_000, metadata: '{"note":"x"}' };
    expectPublishedShape(await api.post(thresholdOf(id), full), "post", THRESHOLD);
    expect((await api.get(balanceOf())).body).toEqual({
      balances: [{ resourceId, currencyValueInCents: 1_500 }],
      thresholds: [{ resourceId, ...full }],
    });
  });

  test.each([
    [{ billingPlanId: undefined }, "billingPlanId"],
    [{ minimumAmountInCents: -1 }, "minimumAmountInCents should be >= 0"],
    [{ minimumAmountInCents: 2_001 }, "minimumAmountInCents should be <= 2000"],
    [{ purchaseAmountInCents: "2000" }, "purchaseAmountInCents should be integer"],
    [{ purchaseAmountInCents: 999 }, "purchaseAmountInCents should be >= 1000"],
    [{ purchaseAmountInCents: 50_001 }, "purchaseAmountInCents should be <= 50000"],
    [{ maximumAmountPerPeriodInCents: 1_999 }, "maximumAmountPerPeriodInCents should be >= 2000"],
    [{ metadata: "{" }, "metadata"],
    [{ metadata: {} }, "metadata should be string"],
    [{ billingPlanId: "pro" }, "Billing plan pro not found"],
    [{ resourceId: "x" }, "should NOT have additional properties"],
  ])("is refused with %j", async (change, text) => {
    const { id } = await prepaidStore(1_500);
    expectRejected(await api.post(thresholdOf(id), { ...threshold, ...change }), 400, text);
    expect((await api.get(balanceOf())).body).toMatchObject({ thresholds: [] });
  });

  test("is refused on a subscription, and on a plan of the installation", async () => {
    const { id } = emulator.stores.seed({ name: "paid", integration: "paid-db", billingPlanId: "pro" });
    const body = { ...threshold, billingPlanId: "pro" };
    expectRejected(await api.post(thresholdOf(id), body), 400, "not a prepayment plan");
    emulator.state.editPlan("paid-db", "paid-db", "prepay", { scope: "installation" });
    const other = await prepaidStore(1_500);
    expectRejected(await api.post(thresholdOf(other.id), threshold), 400, "scope");
  });

  test("is for admins, and needs the store and its installation", async () => {
    const { id } = await prepaidStore(1_500);
    const viewer = client(emulator, emulator.tokens.viewer);
    expectRejected(await viewer.post(thresholdOf(id), threshold), 403, "integrationResource:update");
    expectRejected(await api.post(thresholdOf("ir_none"), threshold), 404, "ir_none");
    expectRejected(await api.post(thresholdOf(id, NEON), threshold), 404, id);
    expectRejected(await api.post(thresholdOf(id, "icfg_none"), threshold), 404, "installation");
  });
});

describe("the threshold of an installation", () => {
  beforeEach(() => emulator.state.editPlan("paid-db", "paid-db", "prepay", { scope: "installation" }));

  test("is set without an answer, and the last of a list holds", async () => {
    await prepaidStore(1_500);
    const last = { ...threshold, minimumAmountInCents: 700 };
    const reply = await api.post(batchOf(), [threshold, last]);
    expect({ status: reply.status, body: reply.body }).toEqual({ status: 204, body: "" });
    expect((await api.get(balanceOf())).body).toEqual({
      balances: [{ currencyValueInCents: 1_500 }],
      thresholds: [last],
    });
  });

  test.each([
    [threshold, "should be array"],
    [[], "should NOT have fewer than 1 items"],
    [[{ ...threshold, minimumAmountInCents: 2_001 }], "minimumAmountInCents"],
    [[threshold, { ...threshold, billingPlanId: "none" }], "Billing plan none not found"],
    [[{ ...threshold, billingPlanId: "pro" }], "not a prepayment plan"],
  ])("is refused with %j", async (body, text) => {
    expectRejected(await api.post(batchOf(), body), 400, text);
    expect((await api.get(balanceOf())).body).toEqual({ balances: [], thresholds: [] });
  });

  test("is for admins, and refused if stores have their own credits", async () => {
    const viewer = client(emulator, emulator.tokens.viewer);
    expectRejected(await viewer.post(batchOf(), [threshold]), 403, "integrationConfiguration:update");
    expectRejected(await api.post(batchOf("icfg_none"), [threshold]), 404, "installation");
    emulator.state.editPlan("paid-db", "paid-db", "prepay", { scope: "resource" });
    expectRejected(await api.post(batchOf(), [threshold]), 400, "scope");
  });
});
