// What others change at Vercel: a refresh notes it, the next up accepts what the program leaves open, and warnings say what
// to do about a store that cannot be used.
import type { Emulator, StorePatch } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { consoleUrlOf } from "../../../provider/src/contract/computed-outputs.ts";
import type { StoreInputs, StoreState } from "../../../provider/src/contract/integration-store.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { terminalStatuses } from "../../../provider/src/lifecycle/integration-store/messages.ts";
import {
  checked,
  createStore,
  emulate,
  failureOf,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

/** As the constructor sends a store whose name the program leaves open. */
const open = { integration: "neon", metadata: { region: "iad1" }, defaultName: "shop-db" };

interface Existing {
  id: string;
  state: StoreState;
}

async function refreshed(emulator: Emulator, { id, state }: Existing, context = processOf(emulator)) {
  const read = await integrationStore.read(context, id, state);
  if (read === undefined) throw new Error("The store is gone.");
  return { id, state: read.state, inputs: read.inputs };
}

/** Check and diff of a later run of a program. */
async function compared(run: ProcessContext, { id, state }: Existing, args: StoreInputs & Record<string, unknown>) {
  const inputs = await checked(run, args, state);
  return { inputs, diff: await integrationStore.diff(run, id, state, inputs) };
}

function launchPlan(emulator: Emulator): StorePatch {
  const neon = emulator.state.snapshot().partners.find(({ slug }) => slug === "neon");
  const plan = neon?.products[0]?.plans.find(({ id }) => id === "launch_v3");
  return plan === undefined ? {} : { billingPlan: plan };
}

const accepted = [
  { what: "name", patch: () => ({ name: "renamed" }), before: { name: "shop-db" }, says: ['"renamed"', '"shop-db"'] },
  { what: "plan", patch: launchPlan, before: { billingPlan: "free_v3" }, says: ["Launch", "free_v3"] },
  {
    what: "status",
    patch: () => ({ status: "onboarding" as const }),
    before: { status: "available" },
    says: undefined,
  },
];

describe.each(accepted)("a $what that the program leaves open and others change", ({ patch, before, says }) => {
  test("P17 P1 is one change of the next run, which sends nothing, and then none", async () => {
    await using emulator = await emulate();
    const store = await createStore(processOf(emulator), open);
    emulator.stores.edit(store.id, patch(emulator));
    emulator.journal.clear();

    const drifted = await refreshed(emulator, store);
    expect(drifted.state.changedOutside).toEqual(before);
    // It stays until an update: a second refresh is no acceptance.
    expect((await refreshed(emulator, drifted)).state).toEqual(drifted.state);
    const run = processOf(emulator);
    const { inputs, diff } = await compared(run, drifted, open);
    expect(diff).toEqual({ changes: true, replaces: [] });
    expect(run.said.warning).toHaveLength(says === undefined ? 0 : 1);
    for (const text of says ?? []) expect(run.said.warning[0]).toContain(text);

    const state = await integrationStore.update(run, store.id, drifted.state, inputs);
    expect(state).not.toHaveProperty("changedOutside");
    expect((await compared(processOf(emulator), { id: store.id, state }, open)).diff).toEqual({
      changes: false,
      replaces: [],
    });
    expect((await refreshed(emulator, { id: store.id, state })).state).toEqual(state);
    expect(emulator.journal.writes()).toEqual([]);
  });
});

test("P17 P1 what others change and change back is no change, however often it is refreshed in between", async () => {
  await using emulator = await emulate();
  const store = await createStore(processOf(emulator), open);
  const before = emulator.stores.get(store.id);
  emulator.stores.edit(store.id, { ...launchPlan(emulator), name: "renamed", status: "suspended" });
  const drifted = await refreshed(emulator, await refreshed(emulator, store));
  if (before !== undefined) emulator.stores.edit(store.id, before);

  const restored = await refreshed(emulator, drifted);

  expect(restored.state).toEqual(store.state);
  const run = processOf(emulator);
  expect((await compared(run, restored, open)).diff).toEqual({ changes: false, replaces: [] });
  expect(run.said.warning).toEqual([]);
});

test("P17 P1 each refresh shows what has changed since the one before it, and nothing else", async () => {
  await using emulator = await emulate();
  const store = await createStore(processOf(emulator), open);
  const before = emulator.stores.get(store.id) ?? {};
  const refreshAfter = async (existing: Existing, patch: StorePatch) => {
    emulator.stores.edit(store.id, patch);
    const refresh = processOf(emulator);
    const read = await refreshed(emulator, existing, refresh);
    const { changes } = await integrationStore.diff(refresh, store.id, read.state, existing.state);
    return { read, changes };
  };

  for (const change of [{ status: "suspended" as const }, launchPlan(emulator)]) {
    const first = await refreshAfter(store, change);
    expect(first.changes).toBe(true);
    const second = await refreshAfter(first.read, {});
    expect(second.changes).toBe(false);
    const undone = await refreshAfter(second.read, before);
    expect(undone.changes).toBe(true);
  }
});

test.each(["name", "billingPlan", "status"] as const)(
  "P17 P5 a %s that the state does not have yet is read, and is no change",
  async (output) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), open);
    const { [output]: _, ...older } = state;

    const read = await refreshed(emulator, { id, state: older });

    expect(read.state).not.toHaveProperty("changedOutside");
  },
);

test("P5 P17 a change that others made of a newer version's store is rejected by the preview, not first by the update", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator), open);
  emulator.stores.edit(id, { name: "renamed" });
  const drifted = await refreshed(emulator, { id, state: { ...state, stateVersion: 99 } });

  expect((await failureOf(compared(processOf(emulator), drifted, open))).code).toBe("state-too-new");
});

const named = { ...open, name: "shop-db", billingPlanId: "free_v3" };
const contradicted = [
  { what: "name", patch: () => ({ name: "renamed" }), adapted: { ...named, name: "renamed" } },
  { what: "plan", patch: launchPlan, adapted: { ...named, billingPlanId: "launch_v3" } },
  {
    what: "metadata",
    patch: () => ({ metadata: { region: "fra1" } }),
    adapted: { ...named, metadata: { region: "fra1" } },
  },
];

describe.each(contradicted)("a $what that the program sets and others change", ({ patch, adapted }) => {
  test("P17 P20 is a rejected replacement with the ways out, and no change for a program that says what the store has", async () => {
    await using emulator = await emulate();
    const store = await createStore(processOf(emulator), named);
    emulator.stores.edit(store.id, patch(emulator));
    const drifted = await refreshed(emulator, store);

    const failure = await failureOf(compared(processOf(emulator), drifted, named));

    expect(failure.code).toBe("replacement-requires-consent");
    for (const text of ["say what the store has", "allowReplacement: true"]) expect(render(failure)).toContain(text);
    for (const existing of [drifted, store]) {
      const { diff } = await compared(processOf(emulator), existing, adapted);
      expect(diff).toMatchObject({ replaces: [] });
    }
    const run = processOf(emulator);
    expect((await compared(run, drifted, adapted)).diff).toEqual({ changes: false, replaces: [] });
    expect(run.said.warning).toEqual([]);
  });
});

test("P14 the status of a store that was never available is no drift", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const { secrets: _, ...unfinished } = { ...state, status: "initializing" };

  expect((await refreshed(emulator, { id, state: unfinished })).state).not.toHaveProperty("changedOutside");
});

describe.each(Object.keys(terminalStatuses))("a store that is %s", (status) => {
  test("P12 is one warning per process of refresh and up, with the console's link and what to do", async () => {
    await using emulator = await emulate();
    const store = await createStore(processOf(emulator), open);
    emulator.stores.edit(store.id, { status } as StorePatch);

    const refresh = processOf(emulator);
    const drifted = await refreshed(emulator, await refreshed(emulator, store, refresh), refresh);
    const run = processOf(emulator);
    await compared(run, drifted, open);
    const get = processOf(emulator);
    await integrationStore.read(get, store.id, undefined);

    for (const { said } of [refresh, run, get]) {
      expect(said.warning).toEqual([expect.stringContaining("[store-suspended]")]);
      expect(said.warning[0]).toContain(`Console: ${consoleUrlOf(drifted.state)}`);
      const upgrades = said.warning[0]?.includes(`pgrade its plan at ${drifted.state.dashboardUrl}`);
      const upgradesAll = said.warning[0]?.includes(`pgrade the plan at ${drifted.state.dashboardUrl}`);
      expect(upgrades || upgradesAll).toBe(status.startsWith("limits-exceeded"));
    }
  });
});
