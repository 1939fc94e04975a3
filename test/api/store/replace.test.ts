// Changes that require a new store: compared with the live store, and rejected without consent if data would be lost.
import { describe, expect, test } from "vitest";
import type { StoreInputs, StoreState } from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  checked,
  createStore,
  emulate,
  failureOf,
  neon,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

const elsewhere = { ...neon, metadata: { region: "fra1" } };

/** Check and diff of a later run of a program. */
async function change(run: ProcessContext, id: string, state: StoreState, args: StoreInputs & Record<string, unknown>) {
  return integrationStore.diff(run, id, state, await checked(run, args, state));
}

test("P20 a change of metadata is rejected with property, store, id and both next steps", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const failure = await failureOf(change(processOf(emulator), id, state, elsewhere));

  expect(failure.code).toBe("replacement-requires-consent");
  const parts = [
    'metadata.region from "iad1" to "fra1"',
    `shop-db (${id})`,
    "revert the change",
    "allowReplacement: true",
  ];
  for (const part of parts) expect(render(failure)).toContain(part);
});

test("P20 with allowReplacement the same change replaces", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const diff = await change(processOf(emulator), id, state, { ...elsewhere, allowReplacement: true });

  expect(diff).toEqual({ changes: undefined, replaces: ["metadata"] });
});

test("P17 inputs that check did not return are compared, never rejected: a refresh has to show the drift", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const diff = await integrationStore.diff(processOf(emulator), id, state, { ...state, ...elsewhere });

  expect(diff.replaces).toEqual(["metadata"]);
});

const changedInTheDashboard = [
  { what: "name", patch: { name: "renamed" }, args: { ...neon, name: "renamed" } },
  { what: "metadata", patch: { metadata: { region: "fra1" } }, args: elsewhere },
] as const;

test.each(changedInTheDashboard)(
  "P17 a $what that the store already has does not replace it",
  async ({ patch, args }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, patch);

    expect((await change(processOf(emulator), id, state, args)).replaces).toEqual([]);
  },
);

test("P17 a plan that was changed in the dashboard does not replace the store", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const launch = emulator.stores.seed({ name: "other", integration: "neon", billingPlanId: "launch_v3" }).billingPlan;
  emulator.stores.edit(id, { billingPlan: launch });

  expect((await change(processOf(emulator), id, state, { ...neon, billingPlanId: "launch_v3" })).replaces).toEqual([]);
});

test.each([403, 404, 500])(
  "P20 if the live store cannot be read (%i), the state decides, and it is not replaced",
  async (status) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: ALWAYS });
    const run = processOf(emulator, { timings: { requestSeconds: 0.4 } });

    expect((await failureOf(change(run, id, state, elsewhere))).code).toBe("replacement-requires-consent");
  },
);

describe("the consent to a replacement", () => {
  test("P41 is not required for a store that was never available", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 0, ms: 0, end: "error" } });
    const failure = await failureOf(createStore(processOf(emulator)));
    if (!(failure instanceof PartialStateError)) throw failure;

    const diff = await change(processOf(emulator), failure.id, failure.state() as StoreState, elsewhere);

    expect(diff).toEqual({ changes: true, replaces: ["metadata"] });
  });

  test.each(["suspended", "limits-exceeded-suspended", "error"] as const)(
    "P20 is required for a store that was available and is %s now, also after an up that changed it in place",
    async (status) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.edit(id, { status });
      const refreshed = await integrationStore.read(processOf(emulator), id, state);
      const run = processOf(emulator);
      const inputs = await checked(run, { ...neon, forceDestroy: true }, refreshed?.inputs);
      const updated = await integrationStore.update(run, id, refreshed?.state ?? {}, inputs);

      const nextRun = failureOf(change(processOf(emulator), id, updated, { ...elsewhere, forceDestroy: true }));

      expect((await nextRun).code).toBe("replacement-requires-consent");
    },
  );

  test("P20 is required for a store that became available after its creation timed out", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing" } });
    const failure = await failureOf(createStore(processOf(emulator), { ...neon, timeouts: { create: 0.1 } }));
    if (!(failure instanceof PartialStateError)) throw failure;
    emulator.stores.edit(failure.id, { status: "available" });

    const next = failureOf(change(processOf(emulator), failure.id, failure.state() as StoreState, elsewhere));

    expect((await next).code).toBe("replacement-requires-consent");
  });
});

describe("P31 an argument that a changed program omits", () => {
  test("a plan of the old product is not used for the new one", async () => {
    await using emulator = await emulate();
    const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => id);
    const of = { name: "cache", integrationConfigurationId: String(installation) };
    const redis = { ...of, product: "upstash-kv", metadata: { primaryRegion: "iad1" }, billingPlanId: "paid" };
    const { state } = await createStore(processOf(emulator), redis);

    const vector = { ...of, product: "upstash-vector", metadata: { region: "iad1", dimensions: 3 } };
    const inputs = await checked(processOf(emulator), { ...vector, allowReplacement: true }, state);

    expect(inputs.billingPlan?.id).toBe("vector_free");
    expect(inputs).not.toHaveProperty("billingPlanId");
  });

  test("an integration is not required beside an installation of another integration", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" });
    const redis = {
      name: "shop-db",
      integrationConfigurationId: String(installation?.id),
      product: "upstash-kv",
      metadata: { primaryRegion: "iad1" },
      allowReplacement: true,
    };

    const run = processOf(emulator);
    const inputs = await checked(run, redis, state);

    expect(inputs).toMatchObject({ integrationSlug: "upstash", productSlug: "upstash-kv" });
    expect(inputs).not.toHaveProperty("integration");
    const { replaces } = await integrationStore.diff(run, id, state, inputs);
    expect(replaces).toEqual(["integrationConfigurationId", "product", "metadata"]);
  });

  test("a product and an installation of the old integration are resolved again", async () => {
    await using emulator = await emulate();
    const { state } = await createStore(processOf(emulator), { ...neon, product: "neon" });

    const paid = { integration: "paid-db", billingPlanId: "pro", paymentMethodId: "pm_AcmeCard4242", metadata: {} };
    const inputs = await checked(processOf(emulator), paid, state);

    expect(inputs).toMatchObject({
      productSlug: "paid-db",
      integrationConfigurationId: "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K",
    });
  });
});
