// A new store is waited for until it is ready; what never becomes ready fails at once; its id is kept in any case.
import type { Emulator, StoreStatus } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreState } from "../../../provider/src/contract/integration-store.ts";
import { Unfinished } from "../../../provider/src/lifecycle/core/context.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  neon,
  processOf,
  SECRETS,
} from "../../support/process-context.ts";

const forever = { provisioning: { status: "initializing" } } as const;

async function unfinished(act: Promise<unknown>): Promise<Unfinished<StoreState>> {
  const failure = await failureOf(act);
  if (failure instanceof Unfinished) return failure;
  throw failure;
}

function storeIn(emulator: Emulator): string {
  return String(emulator.stores.list()[0]?.id);
}

describe.concurrent("P12 waiting", () => {
  test.each(["initializing", "onboarding"] as const)("%s is polled until the store is available", async (status) => {
    await using emulator = await emulate({ provisioning: { status, reads: 4 } });

    const { id, state } = await createStore(processOf(emulator));

    expect(state).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(id) });
    expect(count(emulator, BY_ID)).toBe(5);
    expect(count(emulator, CREATE)).toBe(1);
  });

  test("pauses between looks grow", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 7 } });

    await createStore(processOf(emulator));

    const looks = emulator.journal.entries().filter(({ route, method }) => `${method} ${route}` === BY_ID);
    const gaps = looks.slice(1).map(({ at }, index) => at - Number(looks[index]?.endedAt));
    // 20 ms, growing by half each time with a fifth of jitter: the seventh is at least six times the first.
    expect(gaps.at(-1)).toBeGreaterThan(150);
    expect(gaps[0]).toBeLessThan(150);
  });

  test("a state that nobody knows is waited on, and told", async () => {
    await using emulator = await emulate(forever);
    const context = processOf(emulator);
    const creating = createStore(context);
    await expect.poll(() => emulator.stores.list().length).toBe(1);
    emulator.stores.edit(storeIn(emulator), { status: "warming-up" as StoreStatus });
    await expect.poll(() => count(emulator, BY_ID), { timeout: 5_000 }).toBeGreaterThanOrEqual(3);
    emulator.stores.edit(storeIn(emulator), { status: "available" });

    expect((await creating).state.status).toBe("available");
    expect(context.said.progress.join("\n")).toContain("Neon is preparing the store");
  });

  const terminal = [
    { status: "error", why: "the partner failed to make it" },
    { status: "suspended", why: "it is suspended" },
    { status: "uninstalled", why: "its integration was uninstalled" },
    { status: "limits-exceeded-suspended", why: "a limit of its plan is exceeded" },
    { status: "limits-exceeded-suspended-store-count", why: "the team has too many stores" },
  ] as const;

  test.each(terminal)(
    "a store that ends in $status fails at once, with the way to the partner's console",
    async ({ status, why }) => {
      await using emulator = await emulate({ provisioning: { status: "initializing", reads: 1, end: status } });

      const failure = await unfinished(createStore(processOf(emulator)));

      const store = emulator.stores.get(storeIn(emulator));
      expect(failure.id).toBe(store?.id);
      expect(failure.message).toContain(`shop-db (${store?.id}) will not become ready`);
      expect(failure.message).toContain(why);
      expect(failure.message).toContain(`Console: https://console.example/${store?.externalResourceId}`);
      expect(failure.state).toMatchObject({ status, name: "shop-db", stateVersion: 1 });
      expect(failure.state).not.toHaveProperty("secrets");
      expect(count(emulator, BY_ID)).toBe(2);
    },
  );

  test("P13 a wait that runs out keeps the id; the next run goes on without a POST", async () => {
    await using emulator = await emulate(forever);
    const args = { ...neon, timeouts: { create: 0.4 } };

    const failure = await unfinished(createStore(processOf(emulator), args));
    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.message).toContain(`shop-db (${failure.id}) was created, but is still "initializing" after`);
    expect(failure.message).toContain("It is kept; the next `pulumi up` goes on waiting.");

    const nextRun = processOf(emulator);
    emulator.stores.edit(failure.id, { status: "available" });
    const inputs = await checked(nextRun, args, failure.state);
    expect(await integrationStore.diff(nextRun, failure.id, failure.state, inputs)).toEqual({
      changes: true,
      replaces: [],
    });
    const state = await integrationStore.update(nextRun, failure.id, failure.state, inputs);
    expect(state).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(failure.id) });
    expect(await integrationStore.diff(nextRun, failure.id, state, inputs)).toEqual({ changes: false, replaces: [] });
    expect(count(emulator, CREATE)).toBe(1);
  });

  test("P13 P41 a store that never became ready can be deleted", async () => {
    await using emulator = await emulate(forever);
    const { id, state } = await unfinished(createStore(processOf(emulator), { ...neon, timeouts: { create: 0.1 } }));

    await integrationStore.delete(processOf(emulator), id, state);

    expect(emulator.stores.list()).toEqual([]);
  });

  test("a store that is not found right after its creation is waited for during the grace period", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 1 } });
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: 3 });

    const { state } = await createStore(processOf(emulator, { timings: { graceSeconds: 5 } }));

    expect(state.status).toBe("available");
  });

  test("a store that is not found after the grace period keeps its id, and says what was asked", async () => {
    await using emulator = await emulate(forever);
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: ALWAYS });

    const failure = await unfinished(createStore(processOf(emulator)));

    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.message).toContain("it was created, and is kept in the state");
    expect(failure.message).toContain(`404 from Vercel on GET /v1/storage/stores/${failure.id}`);
    expect(failure.state).toMatchObject({ name: "shop-db", stateVersion: 1 });
  });

  test("an engine that is gone ends the wait", async () => {
    await using emulator = await emulate(forever);
    const context = processOf(emulator);
    const creating = unfinished(createStore(context));
    await expect.poll(() => count(emulator, BY_ID)).toBeGreaterThanOrEqual(2);
    context.engineLives = false;

    const failure = await creating;

    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.message).toContain("the run has ended");
  });

  const failing = [
    { what: "a look that fails for long", route: BY_ID },
    { what: "values that cannot be read for long", route: SECRETS },
  ];

  test.each(failing)("P13 $what keeps the id", async ({ route }) => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 1 } });
    const fault = emulator.faults.add({ route, at: "before-commit", kind: "status", status: 503, times: ALWAYS });

    const failure = await unfinished(createStore(processOf(emulator)));
    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.message).toContain(`Could not finish shop-db (${failure.id})`);
    fault.remove();

    const state = await integrationStore.update(processOf(emulator), failure.id, failure.state, failure.state);
    expect(state).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(failure.id) });
    expect(count(emulator, CREATE)).toBe(1);
  });
});

describe("an update", () => {
  test("of a finished store asks nothing, and takes note of what changes in place", async () => {
    await using emulator = await emulate();
    const created = await createStore(processOf(emulator));
    emulator.journal.clear();

    const nextRun = processOf(emulator);
    const inputs = await checked(nextRun, { ...neon, forceDestroy: true, timeouts: { delete: "20m" } }, created.state);
    const state = await integrationStore.update(nextRun, created.id, created.state, inputs);

    expect(state).toEqual({ ...created.state, forceDestroy: true, timeouts: { delete: "20m" } });
    expect(emulator.journal.entries()).toEqual([]);
  });

  test.each(["suspended", "error"] as const)(
    "of a store that was ready once and is now %s fails, and keeps its connection details",
    async (status) => {
      await using emulator = await emulate();
      const created = await createStore(processOf(emulator));
      emulator.stores.edit(created.id, { status });
      const refreshed = await integrationStore.read(processOf(emulator), created.id, created.state);
      const [state, inputs] = [refreshed?.state ?? {}, refreshed?.inputs ?? {}];

      const failure = await unfinished(integrationStore.update(processOf(emulator), created.id, state, inputs));

      expect(failure.message).toContain(`(${status})`);
      expect(failure.state.secrets).toEqual(created.state.secrets);
    },
  );
});
