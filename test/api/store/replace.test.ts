// A change that needs a new store: judged by the store as it is now, and never made over its data without leave.
import { describe, expect, test } from "vitest";
import type { StoreInputs, StoreState } from "../../../provider/src/contract/integration-store.ts";
import { Unfinished } from "../../../provider/src/lifecycle/core/context.ts";
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

test("P20 a change of metadata is refused with property, store, id and both ways out", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const { message } = await failureOf(change(processOf(emulator), id, state, elsewhere));

  expect(message).toMatch(/^Changing metadata\.region .*needs a new store/);
  expect(message).toContain(`shop-db (${id}) and all its data would be deleted. To keep it, change the program back.`);
  expect(message).toContain("To replace it, set allowReplacement: true on this store and run again.");
});

test("P20 with allowReplacement the same change replaces", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const diff = await change(processOf(emulator), id, state, { ...elsewhere, allowReplacement: true });

  expect(diff).toEqual({ changes: undefined, replaces: ["metadata"] });
});

test("P17 inputs that no program asked for are compared, never refused: a refresh has to show the drift", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const diff = await integrationStore.diff(processOf(emulator), id, state, { ...state, ...elsewhere });

  expect(diff.replaces).toEqual(["metadata"]);
});

const madeTrueInTheDashboard = [
  { what: "name", patch: { name: "renamed" }, args: { ...neon, name: "renamed" } },
  { what: "metadata", patch: { metadata: { region: "fra1" } }, args: elsewhere },
] as const;

test.each(madeTrueInTheDashboard)(
  "P17 a $what that the store has already is no reason to replace it",
  async ({ patch, args }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, patch);

    expect((await change(processOf(emulator), id, state, args)).replaces).toEqual([]);
  },
);

test("P17 a plan that was changed in the dashboard is no reason to replace the store that has it", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const launch = emulator.stores.seed({ name: "other", integration: "neon", billingPlanId: "launch_v3" }).billingPlan;
  emulator.stores.edit(id, { billingPlan: launch });

  expect((await change(processOf(emulator), id, state, { ...neon, billingPlanId: "launch_v3" })).replaces).toEqual([]);
});

test.each([403, 404, 500])(
  "P20 a store that cannot be looked at (%i) is judged by its state, and not replaced",
  async (status) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: ALWAYS });
    const run = processOf(emulator, { timings: { requestSeconds: 0.4 } });

    expect((await failureOf(change(run, id, state, elsewhere))).message).toContain("needs a new store");
  },
);

describe("data that would be lost", () => {
  test("P41 there is none in a store that never was ready: it is replaced without leave", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 0, ms: 0, end: "error" } });
    const failure = await failureOf(createStore(processOf(emulator)));
    if (!(failure instanceof Unfinished)) throw failure;

    const diff = await change(processOf(emulator), failure.id, failure.state, elsewhere);

    expect(diff).toEqual({ changes: true, replaces: ["metadata"] });
  });

  test.each(["suspended", "limits-exceeded-suspended", "error"] as const)(
    "P20 there is some in a store that was ready once and is %s now, also after an up that failed for it",
    async (status) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.edit(id, { status });
      const refreshed = await integrationStore.read(processOf(emulator), id, state);
      const run = processOf(emulator);
      const inputs = await checked(run, neon, refreshed?.inputs);
      const failure = await failureOf(integrationStore.update(run, id, refreshed?.state ?? {}, inputs));
      if (!(failure instanceof Unfinished)) throw failure;

      const nextRun = failureOf(change(processOf(emulator), id, failure.state, elsewhere));

      expect((await nextRun).message).toContain("all its data would be deleted");
    },
  );

  test("P20 there is some in a store whose wait ran out, and which is ready by now", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing" } });
    const failure = await failureOf(createStore(processOf(emulator), { ...neon, timeouts: { create: 0.1 } }));
    if (!(failure instanceof Unfinished)) throw failure;
    emulator.stores.edit(failure.id, { status: "available" });

    const next = failureOf(change(processOf(emulator), failure.id, failure.state, elsewhere));

    expect((await next).message).toContain("all its data would be deleted");
  });
});

describe("P31 what a changed program leaves out", () => {
  test("a plan that was named for the old product is not asked of the new one", async () => {
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

  test("an installation of another integration is enough where the old program named its integration", async () => {
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

  test("a product and an installation that belonged to the old integration are found anew", async () => {
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
