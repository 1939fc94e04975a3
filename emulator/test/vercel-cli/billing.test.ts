// The command line of Vercel: prepaid balances, thresholds, and the claim of a sandbox.
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { type Cli, installCli, startCli, startCliWithStore } from "./cli.ts";

installCli();

const PAID_DB = "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K";
const RESOURCE = "/v1/integrations/installations/:installation/resources/:id";
const LIST_STORES = "GET /v1/storage/stores";
const CONFIGURATIONS = "GET /v2/integrations/configurations";
const BALANCE = "GET /v1/integrations/installations/:installation/billing/balance";

describe("integration balance", () => {
  test("names the store of each balance and threshold", exhaustive, async () => {
    const { run } = await startWithCredits();
    const shown = await run("integration", "balance", "paid-db");
    expect(shown).toMatchObject({ code: 0, routes: [CONFIGURATIONS, LIST_STORES, BALANCE], writes: [] });
    for (const text of ["credits", "$25.00", "Spend $20.00 if balance goes below $5.00"])
      expect(shown.output).toContain(text);

    const { code, stdout } = await run("integration", "balance", "paid-db", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      balances: [{ resourceName: "credits", amountInCents: 2_500 }],
      thresholds: [{ resourceName: "credits", minimumAmountInCents: 500, purchaseAmountInCents: 2_000 }],
    });
  });

  test("has none for a product without prepaid plans", exhaustive, async () => {
    const { run } = await startCliWithStore();
    const { code, output } = await run("integration", "balance", "neon");
    expect(code).toBe(0);
    expect(output).toContain("No balances");
  });

  test("fails for an integration that is not installed", exhaustive, async () => {
    const { run } = await startCli();
    expect(await run("integration", "balance", "supabase")).toMatchObject({ code: 1, routes: [CONFIGURATIONS] });
  });
});

describe("integration resource create-threshold", () => {
  const create = (cli: Cli, ...amounts: string[]) =>
    cli.run("integration", "resource", "create-threshold", "credits", ...amounts, "--yes");

  test("sets the threshold of a store, in cents", exhaustive, async () => {
    const cli = await startWithCredits();
    const { code, routes, writes } = await create(cli, "10.50", "40", "100");
    expect({ code, routes }).toEqual({
      code: 0,
      routes: [LIST_STORES, BALANCE, `POST ${RESOURCE}/billing/threshold`],
    });
    const body = {
      billingPlanId: "prepay",
      minimumAmountInCents: 1_050,
      purchaseAmountInCents: 4_000,
      maximumAmountPerPeriodInCents: 10_000,
      metadata: "{}",
    };
    expect(writes).toMatchObject([{ body, status: 200 }]);
    const shown = await cli.run("integration", "balance", "paid-db");
    expect(shown.output).toContain("Spend $40.00 if balance goes below $10.50");
  });

  test("sets that of the installation for plans that all stores share", exhaustive, async () => {
    const cli = await startWithCredits("installation");
    const { code, routes, writes } = await create(cli, "10", "40", "100");
    expect({ code, last: routes.at(-1) }).toEqual({
      code: 0,
      last: "POST /v1/integrations/installations/:installation/billing/threshold/batch",
    });
    expect(writes).toMatchObject([{ body: [{ billingPlanId: "prepay", minimumAmountInCents: 1_000 }], status: 204 }]);
    const { stdout } = await cli.run("integration", "balance", "paid-db", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ thresholds: [{ resourceName: "installation", resourceId: null }] });
  });

  test("is rejected by the command for less than the plan sells, and for other plans", exhaustive, async () => {
    const cli = await startWithCredits();
    expect(await create(cli, "1", "9", "100")).toMatchObject({ code: 1, writes: [] });
    cli.emulator.stores.seed({ name: "db", integration: "neon" });
    const other = await cli.run("integration", "resource", "create-threshold", "db", "1", "20", "100", "--yes");
    expect(other).toMatchObject({ code: 1, writes: [] });
  });

  test("shows that the caller has no permission", exhaustive, async () => {
    const cli = await startWithCredits("resource", "viewer");
    const { code, output, writes } = await create(cli, "10", "40", "100");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(output).toContain("permission");
  });
});

describe("integration resource claim", () => {
  test("prints a link, and does not wait without a terminal", exhaustive, async () => {
    const cli = await startWithSandbox();
    const { code, stdout, routes, writes, opened } = await claim(cli, "--json", "--no-wait");
    expect(JSON.parse(stdout)).toMatchObject({ resource: { id: cli.id, name: "trial" }, status: "url_generated" });
    expect(JSON.parse(stdout).claimUrl).toMatch(/^https:/);
    expect({ code, routes, opened }).toEqual({
      code: 0,
      routes: [LIST_STORES, `POST ${RESOURCE}/sandbox/claim-url`],
      opened: [],
    });
    expect(writes).toMatchObject([{ body: { source: "cli" }, status: 200 }]);
    expect(cli.emulator.stores.get(cli.id)?.ownership).toBe("sandbox");
  });

  test("is rejected by the command once a person has claimed it", exhaustive, async () => {
    const cli = await startWithSandbox();
    cli.emulator.stores.edit(cli.id, { ownership: "linked" });
    const { code, output, writes } = await claim(cli, "--no-wait");
    expect({ code, writes }).toEqual({ code: 1, writes: [] });
    expect(output).toContain("already claimed");
  });

  test.each([
    // The command says by status and words what happened.
    ["by another person meanwhile", "linked", "can no longer be claimed"],
    ["after its removal", undefined, "No resource named 'trial'"],
  ] as const)("explains a claim %s", exhaustive, async (_, ownership, text) => {
    const cli = await startWithSandbox();
    const barrier = cli.emulator.barriers.hold({ route: "POST *", at: "before-commit" });
    const running = claim(cli, "--no-wait");
    await barrier.reached();
    if (ownership) cli.emulator.stores.edit(cli.id, { ownership });
    else cli.emulator.stores.remove(cli.id);
    await barrier.release();
    const { code, output } = await running;
    expect(code).toBe(1);
    expect(output).toContain(text);
  });

  test("is for admins", exhaustive, async () => {
    const { code, output } = await claim(await startWithSandbox("viewer"), "--no-wait");
    expect(code).toBe(1);
    expect(output).toContain("permission");
  });

  const claim = (cli: Cli, ...options: string[]) => cli.run("integration", "resource", "claim", "trial", ...options);
});

/** A store `credits` with 25 dollars, in a plan whose credits are its own or those of all stores. */
async function startWithCredits(scope: "resource" | "installation" = "resource", token: "admin" | "viewer" = "admin") {
  const cli = await startCli({ token });
  const { stores, state } = cli.emulator;
  state.editPlan("paid-db", "paid-db", "prepay", { scope });
  const { id } = stores.seed({ name: "credits", integration: "paid-db", billingPlanId: "prepay" });
  const threshold = { billingPlanId: "prepay", minimumAmountInCents: 500, purchaseAmountInCents: 2_000 };
  if (scope === "resource") stores.edit(id, { prepaid: { balance: 2_500, threshold } });
  else state.editInstallation(PAID_DB, { prepaid: { balance: 2_500 } });
  return cli;
}

async function startWithSandbox(token: "admin" | "viewer" = "admin"): Promise<Cli & { id: string }> {
  const cli = await startCli({ token });
  const { id } = cli.emulator.stores.seed({ name: "trial", integration: "neon", ownership: "sandbox" });
  return { ...cli, id };
}
