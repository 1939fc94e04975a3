// check: which requests it makes, and what it does if the API fails.
import { describe, expect, test } from "vitest";
import { MAX_SETTINGS_BYTES, type StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { SettingsError } from "../../../provider/src/vercel/settings.ts";
import { ALWAYS, checked, createStore, emulate, failureOf, neon, processOf } from "../../support/process-context.ts";

const wrong = { ...neon, name: "other", metadata: { region: "mars1" } };

test("P34 an outage is reported once, and no request is made while it is remembered", async () => {
  await using emulator = await emulate();
  const outage = emulator.faults.add({ at: "before-commit", kind: "status", status: 503, times: ALWAYS });
  const run = processOf(emulator, { timings: { requestSeconds: 0.2, outageSeconds: 0.5 } });

  await checked(run);
  const asked = emulator.journal.entries().length;
  for (const name of ["a", "b", "c"]) await checked(run, { ...neon, name });
  expect(emulator.journal.entries()).toHaveLength(asked);
  expect(run.said.warning).toHaveLength(1);
  expect(run.said.warning[0]).toContain("[not-verified]");

  outage.remove();
  await expect.poll(async () => (await integrationStore.check(run, undefined, wrong)).failures.length).toBe(1);
  expect(run.said.warning).toHaveLength(1);
});

test("P31 P40 a team that the token does not see fails its store, and other stores are validated", async () => {
  await using emulator = await emulate();
  const run = processOf(emulator);

  const foreign = await integrationStore.check(run, undefined, { ...neon, teamId: "acme-prod" });
  const { failures } = await integrationStore.check(run, undefined, wrong);

  expect(foreign.failures).toMatchObject([{ code: "team-rejected" }]);
  expect(run.said.warning).toEqual([]);
  expect(failures).toMatchObject([{ code: "metadata-invalid", issues: [{ path: "metadata.region" }] }]);
});

test("P2 P43 an unchanged program makes no request, whatever equal values it uses", async () => {
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

test("P43 a renamed plan and another team in the settings change nothing", async () => {
  await using emulator = await emulate();
  const { state } = await createStore(processOf(emulator));
  emulator.state.editPlan("neon", "neon", "free_v3", { name: "Hobby" });
  const run = processOf(emulator, { token: "both", team: "acme-prod" });

  const inputs = await checked(run, neon, state);

  expect(inputs.teamId).toBe(state.teamId);
  expect(await integrationStore.diff(run, "ir_1", state, inputs)).toEqual({ changes: false, replaces: [] });
});

test("P43 a state without resolved fields is resolved again, and not replaced", async () => {
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

test("P31 a replacement that could not be verified because of an outage is rejected, even with allowReplacement", async () => {
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
  const failure = await failureOf(integrationStore.diff(run, id, state, inputs));
  expect(failure.code).toBe("replacement-not-verified");
  for (const part of ["product", `cache (${id})`, "Nothing was deleted."]) expect(render(failure)).toContain(part);
});

test("P43 a product that the partner has added since does not affect a store that exists", async () => {
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

test("P43 a plan that was changed in the dashboard is kept when other arguments change", async () => {
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

test("P43 the slug of a team equals its id, even if the state does not have the slug", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const { teamSlug: _, ...older } = state;
  emulator.state.addInstallation({ integration: "neon", team: "acme" });
  const run = processOf(emulator);

  const inputs = await checked(run, { ...neon, teamId: "acme" }, older);

  expect(inputs.teamId).toBe(state.teamId);
  expect((await integrationStore.diff(run, id, older, inputs)).replaces).toEqual([]);
});

test("resolved fields that the engine copies for ignoreChanges are not arguments", async () => {
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

test("P10 a resource that has a store cannot adopt another one", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const run = processOf(emulator);

  const inputs = await checked(run, { ...neon, adopt: "ir_Another000000000" }, state);

  const failure = await failureOf(integrationStore.diff(run, id, state, inputs));
  expect(failure.code).toBe("adopt-after-creation");
  for (const part of [id, "ir_Another000000000"]) expect(render(failure)).toContain(part);
});

describe("P13 P41 settings that are too large for a state", () => {
  const large = { ...neon, protocolSettings: { text: "x".repeat(MAX_SETTINGS_BYTES) } };

  test("are rejected at preview, without a request", async () => {
    await using emulator = await emulate();

    const { failures } = await integrationStore.check(processOf(emulator), undefined, large);

    expect(failures).toMatchObject([{ code: "arguments-too-large" }]);
    expect(render(failures[0])).toContain(String(MAX_SETTINGS_BYTES));
    expect(emulator.journal.entries()).toEqual([]);
  });

  test.each([
    { what: "metadata", unknown: { metadata: { region: UNKNOWN } } },
    { what: "protocolSettings", unknown: { protocolSettings: { text: UNKNOWN } } },
  ])("are rejected before the POST if $what was unknown at preview", async ({ unknown }) => {
    await using emulator = await emulate();
    const context = processOf(emulator);
    const inputs = await checked(context, { ...large, ...unknown });

    const failure = await failureOf(integrationStore.create(context, { ...inputs, ...large }));

    expect(failure.code).toBe("arguments-too-large");
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("count metadata and protocolSettings together, in bytes", async () => {
    await using emulator = await emulate();
    const half = "é".repeat(MAX_SETTINGS_BYTES / 4);
    const args = { ...neon, metadata: { region: "iad1", note: half }, protocolSettings: { text: half } };

    const { failures } = await integrationStore.check(processOf(emulator), undefined, args);

    expect(failures).toMatchObject([{ code: "arguments-too-large" }]);
  });
});

test("a malformed setting is a failure of check, and no warning", async () => {
  await using emulator = await emulate();
  const run = processOf(emulator);
  run.session = () => {
    throw new SettingsError("team", "vercel:team (from stack config) is not a team.");
  };

  const { failures } = await integrationStore.check(run, undefined, neon);

  expect(failures).toMatchObject([{ code: "settings-invalid" }]);
  expect(run.said.warning).toEqual([]);
});
