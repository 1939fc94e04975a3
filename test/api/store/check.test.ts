// check against an API that fails, is slow to come back, or refuses one store of several; and what it asks for at all.
import { expect, test } from "vitest";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { ALWAYS, checked, createStore, emulate, neon, processOf } from "../../support/process-context.ts";

const wrong = { ...neon, name: "other", metadata: { region: "mars1" } };

test("P34 an outage is told once, and the API is left alone while it lasts", async () => {
  await using emulator = await emulate();
  const outage = emulator.faults.add({ at: "before-commit", kind: "status", status: 503, times: ALWAYS });
  const run = processOf(emulator, { timings: { requestSeconds: 0.2, outageSeconds: 0.5 } });

  await checked(run);
  const asked = emulator.journal.entries().length;
  for (const name of ["a", "b", "c"]) await checked(run, { ...neon, name });
  expect(emulator.journal.entries()).toHaveLength(asked);
  expect(run.said.warning).toHaveLength(1);
  expect(run.said.warning[0]).toContain("Not verified against Vercel");

  outage.remove();
  await expect.poll(async () => (await integrationStore.check(run, undefined, wrong)).failures.length).toBe(1);
  expect(run.said.warning).toHaveLength(1);
});

test("P31 what the team of one store is refused keeps no other store from being checked", async () => {
  await using emulator = await emulate();
  const run = processOf(emulator);

  await checked(run, { ...neon, teamId: "acme-prod" });
  const { failures } = await integrationStore.check(run, undefined, wrong);

  expect(run.said.warning).toEqual([expect.stringContaining("403 from Vercel")]);
  expect(failures).toEqual([expect.stringContaining('metadata.region: "mars1" is not offered')]);
});

test("P2 P43 an unchanged program asks nothing, however it spells what it means", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  emulator.journal.clear();
  const spellings: StoreInputs[] = [
    neon,
    { ...neon, integration: String(state.integrationId) },
    { ...neon, product: "neon" },
    { ...neon, product: String(state.productId) },
    { ...neon, teamId: "acme" },
    { ...neon, teamId: String(state.teamId), integrationConfigurationId: String(state.integrationConfigurationId) },
    { ...neon, billingPlanId: "free_v3" },
    { integrationConfigurationId: String(state.integrationConfigurationId), metadata: neon.metadata },
  ];

  for (const args of spellings) {
    const run = processOf(emulator);
    const inputs = await checked(run, { ...args }, state);
    expect(await integrationStore.diff(run, "ir_1", state, inputs)).toEqual({ changes: false, replaces: [] });
  }
  expect(emulator.journal.entries()).toEqual([]);
});

test("P43 a plan that the partner renamed, and another team in the settings, change nothing", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  emulator.state.editPlan("neon", "neon", "free_v3", { name: "Hobby" });
  const run = processOf(emulator, { token: "both", team: "acme-prod" });

  const inputs = await checked(run, neon, state);

  expect(inputs.teamId).toBe(state.teamId);
  expect(await integrationStore.diff(run, "ir_1", state, inputs)).toEqual({ changes: false, replaces: [] });
});

test("P43 a state without resolved fields is completed by asking, and replaced for nothing", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  const {
    integrationId: _,
    integrationSlug: __,
    productId: ___,
    productSlug: ____,
    billingPlan: _____,
    ...older
  } = state;
  const run = processOf(emulator);

  const inputs = await checked(run, { ...neon, integration: String(state.integrationId), product: "neon" }, older);

  expect(inputs).toMatchObject({ integrationSlug: "neon", productSlug: "neon", billingPlan: { id: "free_v3" } });
  expect((await integrationStore.diff(run, "ir_1", older, inputs)).replaces).toEqual([]);
});

test("P31 a replacement that an outage keeps from being checked is refused, whatever the program allows", async () => {
  await using emulator = await emulate();
  const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => id);
  const of = { name: "cache", integrationConfigurationId: String(installation), metadata: { primaryRegion: "iad1" } };
  const { id, state } = await createStore(processOf(emulator), { ...of, product: "upstash-kv" });
  emulator.faults.add({
    route: "GET /v1/integrations/configurations",
    at: "before-commit",
    kind: "status",
    status: 503,
    times: ALWAYS,
  });
  const run = processOf(emulator, { timings: { requestSeconds: 0.2 } });

  const inputs = await checked(run, { ...of, product: "upstash-vector", allowReplacement: true }, state);

  expect(inputs).not.toHaveProperty("productId");
  await expect(integrationStore.diff(run, id, state, inputs)).rejects.toThrow(
    `Changing product needs a new store in place of cache (${id}), and the new one could not be checked against Vercel. ` +
      "Nothing was deleted.",
  );
});

test("P43 what a partner has come to offer since is no question to a store that exists", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  emulator.state.edit(({ partners }) => {
    const neonPartner = partners.find(({ slug }) => slug === "neon");
    const [first] = neonPartner?.products ?? [];
    if (first)
      neonPartner?.products.push({ ...structuredClone(first), id: "iap_Second", slug: "neon-second", name: "Second" });
  });

  const inputs = await checked(processOf(emulator), { ...neon, metadata: { region: "iad1", auth: true } }, state);

  expect(inputs).toMatchObject({ productSlug: "neon", metadata: { region: "iad1", auth: true } });
});

test("P43 a plan that was changed in the dashboard stays the plan, whatever else changes", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  const launch = { id: "launch_v3", name: "Launch", type: "subscription", cost: "$19.00/month" };

  const inputs = await checked(
    processOf(emulator),
    { ...neon, metadata: { region: "iad1", auth: true } },
    { ...state, billingPlan: launch },
  );

  expect(inputs.billingPlan).toEqual(launch);
});

test("P43 a team that is spelt by its slug is the same team, also where the state does not know the slug", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const { teamSlug: _, ...older } = state;
  emulator.state.addInstallation({ integration: "neon", team: "acme" });
  const run = processOf(emulator);

  const inputs = await checked(run, { ...neon, teamId: "acme" }, older);

  expect(inputs.teamId).toBe(state.teamId);
  expect((await integrationStore.diff(run, id, older, inputs)).replaces).toEqual([]);
});

test("what the engine copies for ignoreChanges is not taken for arguments", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  const run = processOf(emulator);
  emulator.journal.clear();
  const { integrationId, integrationSlug, productId, productSlug, teamSlug, billingPlan } = state;
  const copies = { integrationId, integrationSlug, productId, productSlug, teamSlug, billingPlan };

  const inputs = await checked(run, { ...neon, ...copies } as never, state);

  expect(inputs).toMatchObject(copies);
  expect(emulator.journal.entries()).toEqual([]);
});

test("P10 an adopt of another store is refused for a resource that has one", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const run = processOf(emulator);

  const inputs = await checked(run, { ...neon, adopt: "ir_Another000000000" }, state);

  await expect(integrationStore.diff(run, id, state, inputs)).rejects.toThrow(
    `has a store already, ${id}, so ir_Another000000000 cannot be taken over by it`,
  );
});
