// The command line of Vercel: balances and thresholds of prepaid plans.
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { type Cli, installCli, startCli } from "./cli.ts";

installCli();

const PAID_DB = "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K";
const balanceRoute = "GET /v1/integrations/installations/:installation/billing/balance";
const threshold = { billingPlanId: "prepay", minimumAmountInCents: 500, purchaseAmountInCents: 2_000 };

/** A store `credits` that prepaid $15; with `shared`, its installation has them. */
async function startWithCredits({ shared = false } = {}): Promise<Cli & { id: string; externalId: string }> {
  const cli = await startCli();
  if (shared) cli.emulator.state.editPlan("paid-db", "paid-db", "prepay", { scope: "installation" });
  const { id, externalResourceId: externalId } = cli.emulator.stores.seed({
    name: "credits",
    integration: "paid-db",
    billingPlanId: "prepay",
    prepaymentAmountCents: 1_500,
  });
  return { ...cli, id, externalId };
}

const createThreshold = (cli: Cli, ...amounts: string[]) =>
  cli.run("integration", "resource", "create-threshold", "credits", ...amounts, "--yes");
const installation = ({ emulator }: Cli) => emulator.state.installations({ integration: "paid-db" })[0];

describe("integration balance", () => {
  test("prints the balance and the threshold of a store by its name", exhaustive, async () => {
    const cli = await startWithCredits();
    cli.emulator.stores.edit(cli.id, { prepaid: { balance: 1_500, threshold } });
    const { code, output, routes, writes } = await cli.run("integration", "balance", "paid-db");
    expect({ code, writes }).toEqual({ code: 0, writes: [] });
    for (const text of ["credits", "$15.00", "$20.00", "$5.00"]) expect(output).toContain(text);
    expect(routes).toEqual(["GET /v2/integrations/configurations", "GET /v1/storage/stores", balanceRoute]);
  });

  test("prints them as JSON", exhaustive, async () => {
    const cli = await startWithCredits();
    cli.emulator.stores.edit(cli.id, { prepaid: { balance: 1_500, threshold } });
    const { code, stdout } = await cli.run("integration", "balance", "paid-db", "--format", "json");
    const of = { resourceName: "credits", resourceId: cli.externalId };
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      integration: "paid-db",
      balances: [{ ...of, amountInCents: 1_500, amount: "$15.00" }],
      thresholds: [
        {
          ...of,
          minimumAmountInCents: 500,
          minimumAmount: "$5.00",
          purchaseAmountInCents: 2_000,
          purchaseAmount: "$20.00",
        },
      ],
    });
  });

  test("prints that of the installation", exhaustive, async () => {
    const cli = await startWithCredits({ shared: true });
    const { code, stdout } = await cli.run("integration", "balance", "paid-db", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      balances: [{ resourceName: "installation", resourceId: null, amountInCents: 1_500 }],
      thresholds: [],
    });
  });

  test("says that there are none, and fails for an integration that is not installed", exhaustive, async () => {
    const { run } = await startCli();
    const none = await run("integration", "balance", "neon");
    expect(none.code).toBe(0);
    expect(none.output).toContain("No balances");
    const missing = await run("integration", "balance", "supabase");
    expect({ code: missing.code, routes: missing.routes }).toEqual({
      code: 1,
      routes: ["GET /v2/integrations/configurations"],
    });
  });
});

describe("integration resource create-threshold", () => {
  test("sets the threshold of a store, and replaces it with its metadata", exhaustive, async () => {
    const cli = await startWithCredits();
    cli.emulator.stores.edit(cli.id, { prepaid: { balance: 1_500, threshold: { ...threshold, metadata: '{"a":1}' } } });
    const { code, routes, writes } = await createThreshold(cli, "7.50", "25", "100");
    expect(code).toBe(0);
    expect(routes).toEqual([
      "GET /v1/storage/stores",
      balanceRoute,
      "POST /v1/integrations/installations/:installation/resources/:id/billing/threshold",
    ]);
    const body = {
      billingPlanId: "prepay",
      minimumAmountInCents: 750,
      purchaseAmountInCents: 2_500,
      maximumAmountPerPeriodInCents: 10_000,
      metadata: '{"a":1}',
    };
    const path = `/v1/integrations/installations/${PAID_DB}/resources/${cli.id}/billing/threshold`;
    expect(writes).toEqual([{ method: "POST", path, body, status: 200 }]);
    expect(cli.emulator.stores.get(cli.id)?.prepaid).toEqual({ balance: 1_500, threshold: body });
  });

  test("sets that of the installation if its stores share the credits", exhaustive, async () => {
    const cli = await startWithCredits({ shared: true });
    const { code, writes } = await createThreshold(cli, "5", "20", "100");
    const set = { ...threshold, maximumAmountPerPeriodInCents: 10_000, metadata: "{}" };
    const path = `/v1/integrations/installations/${PAID_DB}/billing/threshold/batch`;
    expect({ code, writes }).toEqual({ code: 0, writes: [{ method: "POST", path, body: [set], status: 204 }] });
    expect(installation(cli)?.prepaid).toEqual({ balance: 1_500, threshold: set });
    expect(cli.emulator.stores.get(cli.id)).not.toHaveProperty("prepaid");
  });

  test("is rejected by the command outside the plan's amounts, and on a subscription", exhaustive, async () => {
    const cli = await startWithCredits();
    cli.emulator.stores.seed({ name: "paid", integration: "paid-db", billingPlanId: "pro" });
    for (const amounts of [
      ["1", "9", "100"],
      ["1", "501", "1000"],
    ]) {
      const { code, writes } = await createThreshold(cli, ...amounts);
      expect({ code, writes }).toEqual({ code: 1, writes: [] });
    }
    const other = await cli.run("integration", "resource", "create-threshold", "paid", "5", "20", "100", "--yes");
    expect({ code: other.code, writes: other.writes }).toEqual({ code: 1, writes: [] });
    expect(cli.emulator.stores.get(cli.id)?.prepaid).toEqual({ balance: 1_500 });
  });

  test("needs an admin: a viewer gets as far as the balance", exhaustive, async () => {
    const cli = await startCli({ token: "viewer" });
    cli.emulator.stores.seed({ name: "credits", integration: "paid-db", billingPlanId: "prepay" });
    const { code, output, writes } = await createThreshold(cli, "5", "20", "100");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(output).toContain("integrationResource:update");
  });
});
