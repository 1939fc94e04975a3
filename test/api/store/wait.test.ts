// A new store is polled until it is available. Terminal statuses fail at once. Every failure keeps the id in the state.
import type { Emulator, FaultGiven, StoreStatus } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { parseNames } from "../../../provider/src/contract/computed-outputs.ts";
import { MAX_SETTINGS_BYTES, type StoreState } from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { terminalStatuses } from "../../../provider/src/lifecycle/integration-store/messages.ts";
import { SkippingClock } from "../../support/manual-clock.ts";
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

async function partialState(act: Promise<unknown>): Promise<PartialStateError<StoreState>> {
  const failure = await failureOf(act);
  if (failure instanceof PartialStateError) return failure as PartialStateError<StoreState>;
  throw failure;
}

function storeIn(emulator: Emulator): string {
  return String(emulator.stores.list()[0]?.id);
}

describe.concurrent("P12 polling", () => {
  test.each(["initializing", "onboarding"] as const)("%s is polled until the store is available", async (status) => {
    await using emulator = await emulate({ provisioning: { status, reads: 4 } });

    const { id, state } = await createStore(processOf(emulator));

    expect(state).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(id) });
    expect(count(emulator, BY_ID)).toBe(5);
    expect(count(emulator, CREATE)).toBe(1);
  });

  test("pauses between polls grow", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 7 } });

    await createStore(processOf(emulator));

    const polls = emulator.journal.entries().filter(({ route, method }) => `${method} ${route}` === BY_ID);
    const gaps = polls.slice(1).map(({ at }, index) => at - Number(polls[index]?.endedAt));
    // 20 ms, growing by half each time with a fifth of jitter: the seventh is at least six times the first.
    expect(gaps.at(-1)).toBeGreaterThan(150);
    expect(gaps[0]).toBeLessThan(150);
  });

  test("an unknown status is polled, and shown", async () => {
    await using emulator = await emulate(forever);
    const context = processOf(emulator, { timings: { progressSeconds: 0.02 } });
    const creating = createStore(context);
    await expect.poll(() => emulator.stores.list().length).toBe(1);
    emulator.stores.edit(storeIn(emulator), { status: "warming-up" as StoreStatus });
    await expect.poll(() => count(emulator, BY_ID), { timeout: 5_000 }).toBeGreaterThanOrEqual(3);
    emulator.stores.edit(storeIn(emulator), { status: "available" });

    expect((await creating).state.status).toBe("available");
    expect(context.said.progress.join("\n")).toContain("waiting for Neon (warming-up");
  });

  const terminal = [
    "error",
    "suspended",
    "uninstalled",
    "limits-exceeded-suspended",
    "limits-exceeded-suspended-store-count",
  ] as const;

  test.each(terminal)(
    "a store that ends in %s fails at once, with the link to the partner's console by single sign-on",
    async (status) => {
      await using emulator = await emulate({ provisioning: { status: "initializing", reads: 1, end: status } });

      const failure = await partialState(createStore(processOf(emulator)));

      const store = emulator.stores.get(storeIn(emulator));
      expect(failure.id).toBe(store?.id);
      expect(failure.code).toBe("store-failed");
      expect(render(failure)).toContain(`shop-db (${store?.id})`);
      expect(render(failure)).toContain(`${terminalStatuses[status]} (${status})`);
      expect(render(failure)).toMatch(
        new RegExp(`Console: https://vercel\\.com/api/marketplace/sso\\?.*resource_id=${store?.externalResourceId}`),
      );
      expect(failure.state()).toMatchObject({ status, name: "shop-db", stateVersion: 2 });
      expect(failure.state()).not.toHaveProperty("secrets");
      expect(count(emulator, BY_ID)).toBe(2);
    },
  );

  test("P13 a timeout keeps the id; the next run continues without a POST", async () => {
    await using emulator = await emulate(forever);
    const args = { ...neon, timeouts: { create: 0.4 } };

    const failure = await partialState(createStore(processOf(emulator), args));
    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.code).toBe("store-not-ready");
    for (const part of [`shop-db (${failure.id})`, "initializing", "`pulumi up`"])
      expect(render(failure)).toContain(part);

    const nextRun = processOf(emulator);
    emulator.stores.edit(failure.id, { status: "available" });
    const inputs = await checked(nextRun, args, failure.state());
    expect(await integrationStore.diff(nextRun, failure.id, failure.state(), inputs)).toEqual({
      changes: true,
      replaces: [],
    });
    const state = await integrationStore.update(nextRun, failure.id, failure.state(), inputs);
    expect(state).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(failure.id) });
    expect(await integrationStore.diff(nextRun, failure.id, state, inputs)).toEqual({ changes: false, replaces: [] });
    expect(count(emulator, CREATE)).toBe(1);
  });

  test("P13 P41 a store that never became available can be deleted", async () => {
    await using emulator = await emulate(forever);
    const failure = await partialState(createStore(processOf(emulator), { ...neon, timeouts: { create: 0.1 } }));

    await integrationStore.delete(processOf(emulator), failure.id, failure.state());

    expect(emulator.stores.list()).toEqual([]);
  });

  test("P13 P41 a store with large settings can be resumed and deleted", async () => {
    await using emulator = await emulate(forever);
    const protocolSettings = { text: "x".repeat(MAX_SETTINGS_BYTES - 200) };
    const args = { ...neon, protocolSettings, timeouts: { create: 0.1 } };
    const failure = await partialState(createStore(processOf(emulator), args));
    const { id } = failure;
    const state = failure.state();
    expect(state.protocolSettings).toEqual(protocolSettings);

    emulator.stores.edit(id, { status: "available" });
    const nextRun = processOf(emulator);
    const inputs = await checked(nextRun, args, state);
    expect(await integrationStore.diff(nextRun, id, state, inputs)).toEqual({ changes: true, replaces: [] });
    const resumed = await integrationStore.update(nextRun, id, state, inputs);
    expect(resumed).toMatchObject({ status: "available", protocolSettings });

    await integrationStore.delete(processOf(emulator), id, resumed);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("P14 a change of the largest settings after an init failure is a replacement, and is never taken for done", async () => {
    await using emulator = await emulate(forever);
    const settingsOf = (letter: string) => ({ text: letter.repeat(MAX_SETTINGS_BYTES - 200) });
    const args = { ...neon, protocolSettings: settingsOf("x"), timeouts: { create: 0.1 } };
    const failure = await partialState(createStore(processOf(emulator), args));
    const state = failure.state();
    emulator.stores.edit(failure.id, { status: "available" });

    const run = processOf(emulator);
    const inputs = await checked(run, { ...args, protocolSettings: settingsOf("y") }, state);
    const rejected = await failureOf(integrationStore.diff(run, failure.id, state, inputs));
    expect(rejected.code).toBe("replacement-requires-consent");

    const allowing = processOf(emulator);
    const allowed = { ...args, protocolSettings: settingsOf("y"), allowReplacement: true };
    const diff = await integrationStore.diff(allowing, failure.id, state, await checked(allowing, allowed, state));
    expect(diff).toEqual({ changes: true, replaces: ["protocolSettings"] });
  });

  test("a new store that is not found is polled during the grace period", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 1 } });
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: 3 });

    const { state } = await createStore(processOf(emulator, { timings: { notFoundGraceSeconds: 5 } }));

    expect(state.status).toBe("available");
  });

  test("a store that is not found after the grace period keeps its id", async () => {
    await using emulator = await emulate(forever);
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: ALWAYS });

    const failure = await partialState(createStore(processOf(emulator)));

    expect(failure.id).toBe(storeIn(emulator));
    expect(failure).toMatchObject({ code: "api-store-not-found", cause: { path: `/v1/storage/stores/${failure.id}` } });
    expect(render(failure)).toContain("stays in the state");
    expect(failure.state()).toMatchObject({ name: "shop-db", stateVersion: 2 });
  });

  test("an engine that has ended stops the polling", async () => {
    await using emulator = await emulate(forever);
    const context = processOf(emulator);
    const creating = partialState(createStore(context));
    await expect.poll(() => count(emulator, BY_ID)).toBeGreaterThanOrEqual(2);
    context.engineLives = false;

    const failure = await creating;

    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.code).toBe("polling-ended");
  });

  test.each([null, ""])("P12 a status of %j is accepted after the settle time", async (status) => {
    await using emulator = await emulate({ storeFields: { status } });
    const context = processOf(emulator, { timings: { progressSeconds: 0.02 } });

    const { id, state } = await createStore(context, { ...neon, timeouts: { create: 20 } });

    expect(state).toMatchObject({ secrets: emulator.stores.secretValues(id) });
    expect(context.said.warning).toEqual([expect.stringContaining("[status-unknown]")]);
    expect(context.said.progress).toContainEqual(expect.stringMatching(/^shop-db: waiting for Neon \(no status yet, /));
    // Nothing is left to do.
    const run = processOf(emulator);
    const inputs = await checked(run, { ...neon, timeouts: { create: 20 } }, state);
    expect(await integrationStore.diff(run, id, state, inputs)).toEqual({ changes: false, replaces: [] });
  });

  test("P12 P16 a refresh that meets a status of null leaves a store as it was", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.configure({ storeFields: { status: null } });
    const refresh = processOf(emulator);

    const read = await integrationStore.read(refresh, id, state);

    expect(read?.state).toEqual(state);
    expect(await integrationStore.diff(refresh, id, state, read?.inputs ?? {})).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("P13 a GET that keeps failing keeps the id", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing", reads: 1 } });
    const fault = emulator.faults.add({
      route: BY_ID,
      at: "before-commit",
      kind: "status",
      status: 503,
      times: ALWAYS,
    });

    const failure = await partialState(createStore(processOf(emulator)));
    expect(failure.id).toBe(storeIn(emulator));
    expect(failure.code).toBe("api-server-error");
    expect(render(failure)).toContain(`Could not finish shop-db (${failure.id})`);
    fault.remove();

    const state = await integrationStore.update(processOf(emulator), failure.id, failure.state(), failure.state());
    expect(state).toMatchObject({ status: "available", secrets: emulator.stores.secretValues(failure.id) });
    expect(count(emulator, CREATE)).toBe(1);
  });
});

/** Failures of the undocumented route of values that may last, and responses of unknown shapes. */
const unreadable: { what: string; fault: Omit<FaultGiven, "route" | "at" | "times"> }[] = [
  ...[400, 401, 405, 409, 410, 422, 500, 501, 503].map((status) => ({
    what: String(status),
    fault: { kind: "status", status } as Omit<FaultGiven, "route" | "at" | "times">,
  })),
  { what: "an array", fault: { kind: "other-shape", body: [{ name: "DATABASE_URL", value: "x" }] } as never },
  { what: "a string", fault: { kind: "other-shape", body: "none" } as never },
  { what: "an HTML page", fault: { kind: "not-json" } },
  { what: "a reset", fault: { kind: "reset" } },
];

describe.concurrent("P12 connection details that cannot be read", () => {
  test.each(unreadable)("leave no store unfinished, and are read by the next up: $what", async ({ fault: given }) => {
    await using emulator = await emulate();
    const fault = emulator.faults.add({ route: SECRETS, at: "answer", times: ALWAYS, ...given } as FaultGiven);
    const context = processOf(emulator, { timings: { requestSeconds: 0.4 } });

    const { id, state } = await createStore(context);

    expect(state).toMatchObject({ status: "available", secrets: {} });
    expect(state.unreadSecrets?.toSorted()).toEqual(parseNames(state.secretNames ?? []));
    expect(context.said.warning).toEqual([expect.stringContaining("[secrets-not-read]")]);
    // Each later up tries again without failing, until it succeeds.
    const second = processOf(emulator, { timings: { requestSeconds: 0.4 } });
    const inputs = await checked(second, neon, state);
    expect(await integrationStore.diff(second, id, state, inputs)).toEqual({ changes: true, replaces: [] });
    expect(await integrationStore.update(second, id, state, inputs)).toEqual(state);
    fault.remove();
    const read = await integrationStore.update(processOf(emulator), id, state, inputs);
    expect(read.secrets).toEqual(emulator.stores.secretValues(id));
    expect(read).not.toHaveProperty("unreadSecrets");
  });

  test.each([403, 404])("are not tried again by a token that may not read them: %i", async (status) => {
    await using emulator = await emulate({ secretsRoute: status as 403 });
    const context = processOf(emulator);

    const { id, state } = await createStore(context);

    expect(state).toMatchObject({ secrets: {} });
    expect(state).not.toHaveProperty("unreadSecrets");
    expect(context.said.warning).toEqual([expect.stringContaining("[secrets-unreadable]")]);
    const run = processOf(emulator);
    expect(await integrationStore.diff(run, id, state, await checked(run, neon, state))).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("P14 P16 never empty the values that are known, while a new one is missing", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: SECRETS, at: "answer", kind: "status", status: 500, times: ALWAYS });
    const { PGUSER, ...known } = state.secrets ?? {};
    expect(PGUSER).toBe(emulator.stores.secretValues(id).PGUSER);
    const partial = { ...state, secrets: known, unreadSecrets: ["PGUSER"] };

    const context = processOf(emulator, { timings: { requestSeconds: 0.4 } });
    const read = await integrationStore.read(context, id, partial);
    const updated = await integrationStore.update(context, id, partial, await checked(context, neon, partial));

    for (const one of [read?.state, updated]) expect(one).toMatchObject({ secrets: known, unreadSecrets: ["PGUSER"] });
  });
});

describe("an update", () => {
  test("of a complete store makes no request, and applies arguments that change in place", async () => {
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
    "P12 of a store that was available and is %s now is no failure: one warning, and its connection details stay",
    async (status) => {
      await using emulator = await emulate();
      const created = await createStore(processOf(emulator));
      emulator.stores.edit(created.id, { status });
      const refresh = processOf(emulator);
      const refreshed = await integrationStore.read(refresh, created.id, created.state);
      const state = refreshed?.state ?? {};
      // `refresh --diff` shows the status.
      expect(await integrationStore.diff(refresh, created.id, state, refreshed?.inputs ?? {})).toMatchObject({
        changes: true,
      });

      const run = processOf(emulator);
      const inputs = await checked(run, { ...neon, forceDestroy: true }, refreshed?.inputs);
      await integrationStore.diff(run, created.id, state, inputs);
      const updated = await integrationStore.update(run, created.id, state, inputs);

      expect(updated).toMatchObject({ status, forceDestroy: true, secrets: created.state.secrets });
      expect(run.said.warning).toEqual([expect.stringMatching(new RegExp(`${status}.*\\[store-suspended\\]`))]);
      const next = processOf(emulator);
      const unchanged = await checked(next, { ...neon, forceDestroy: true }, inputs);
      expect(await integrationStore.diff(next, created.id, updated, unchanged)).toEqual({
        changes: false,
        replaces: [],
      });
    },
  );
});

test("P13 timeouts.create is one bound for the POST and the wait after it", async () => {
  await using emulator = await emulate(forever);
  const clock = new SkippingClock();
  const context = processOf(emulator, { clock, timings: { pollSeconds: 1, settleSeconds: 60 } });
  const held = emulator.barriers.hold({ route: CREATE, at: "after-commit" });
  const creation = partialState(createStore(context, { ...neon, timeouts: { create: "100s" } }));
  await held.reached();
  clock.advance(70_000);
  held.release();

  const { code, values } = await creation;

  expect(code).toBe("store-not-ready");
  // The bound of 100 seconds, and at most the last pause of 10.
  expect((values as { elapsedMs: number }).elapsedMs).toBeLessThan(45_000);
});
