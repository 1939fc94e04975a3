// Details that only show over a long time: progress messages, numbers of requests, and stores of the same name.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { render } from "../../../provider/src/errors/render.ts";
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
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";
import { SkippedTime } from "../schedules/skipped-time.ts";

/** A clock that skips every wait, for the provider and the server alike. */
function skippingClock(emulator: Emulator, onSkip: (aheadMs: number) => void = () => {}): SkippedTime {
  return new SkippedTime((aheadMs) => {
    emulator.configure({ clockOffsetMs: aheadMs });
    onSkip(aheadMs);
  });
}

/** How many lists of stores succeeded. */
function successfulLists(emulator: Emulator): number {
  const lists = emulator.journal.entries().filter(({ route, method }) => `${method} ${route}` === LIST);
  return lists.filter(({ status }) => status === 200).length;
}

test("P12 while a store is initializing, messages name it, its status, how long and until when, at growing intervals", async () => {
  await using emulator = await emulate({ provisioning: { status: "initializing" } });
  const context = processOf(emulator, { clock: skippingClock(emulator) });

  await failureOf(createStore(context, { ...neon, timeouts: { create: 90 } }));

  const times = ["5 s", "10 s", "20 s", "40 s", "1 min 20 s"];
  const expected = times.map((time) => `shop-db: waiting for Neon (initializing, ${time} of 1 min 30 s)`);
  expect(context.said.progress).toEqual(expected);
});

describe("P7 a search whose lists fail for longer than settleSeconds", () => {
  const timings = { settleSeconds: 20, pollSeconds: 0.2, requestSeconds: 1 };

  test("continues until three lists have succeeded", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "reset" });
    const down = { route: LIST, at: "before-commit", kind: "status", status: 500, times: ALWAYS, skip: 1 } as const;
    const outage = emulator.faults.add(down);
    const clock = skippingClock(emulator, (aheadMs) => {
      if (aheadMs > 22_000) outage.remove();
    });

    const failure = await failureOf(createStore(processOf(emulator, { clock, timings })));

    expect(failure.code).toBe("outcome-unknown");
    // One before the POST, and three after it.
    expect(successfulLists(emulator)).toBe(4);
  });

  test("ends after twice that time if none succeeds", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "reset" });
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status: 500, times: ALWAYS, skip: 1 });
    const clock = skippingClock(emulator);
    const started = clock.now();

    const failure = await failureOf(createStore(processOf(emulator, { clock, timings })));

    expect(failure.code).toBe("outcome-unknown");
    const passed = clock.now() - started;
    expect(passed).toBeGreaterThanOrEqual(40_000);
    expect(passed).toBeLessThan(60_000);
  });
});

test.each([
  { what: "soon after another one uses its list", seconds: 3, lists: 1 },
  { what: "long after another one requests a list of its own", seconds: 11, lists: 2 },
])("P26 P44 a creation $what", async ({ seconds, lists }) => {
  await using emulator = await emulate();
  const clock = skippingClock(emulator);
  const context = processOf(emulator, { clock, timings: { listMaxAgeSeconds: 10 } });
  await createStore(context, { ...neon, name: "first" });
  clock.skip(seconds * 1000);

  await createStore(context, { ...neon, name: "second" });

  expect(count(emulator, LIST)).toBe(lists);
});

const redis = {
  integration: "upstash",
  product: "upstash-kv",
  name: "cache",
  metadata: { primaryRegion: "iad1" },
  billingPlanId: "free",
};

test("P44 a store of the same name in another installation does not fail a creation before the POST", async () => {
  await using emulator = await emulate({ duplicateNames: "conflict-in-installation" });
  const [a, b] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => String(id));
  const other = emulator.stores.seed({ ...redis, integrationConfigurationId: String(a) });

  const { id } = await createStore(processOf(emulator), { ...redis, integrationConfigurationId: String(b) });

  expect(id).not.toBe(other.id);
  expect(emulator.stores.get(id)?.integrationConfigurationId).toBe(b);
  expect(emulator.stores.list()).toHaveLength(2);
});

/** A store of Vercel's own, as the API returns it. */
function blobOf(emulator: Emulator) {
  const ownerId = emulator.state.snapshot().teams.find(({ slug }) => slug === "acme")?.id;
  return { type: "blob", id: "store_Blob0000000000AA", name: neon.name, ownerId, status: "available", createdAt: 1 };
}

test("P44 a store of the same name that is not from the Marketplace does not fail a creation", async () => {
  await using emulator = await emulate();
  emulator.state.edit(({ otherStores }) => otherStores.push(blobOf(emulator)));

  const { id } = await createStore(processOf(emulator));

  expect(emulator.stores.list()).toMatchObject([{ id, name: neon.name }]);
});

test("P10 a store that is not from the Marketplace cannot be adopted, at preview and by create", async () => {
  await using emulator = await emulate();
  const blob = blobOf(emulator);
  const body = { store: blob };
  emulator.faults.add({ route: BY_ID, at: "answer", kind: "other-shape", body, times: ALWAYS });
  const context = processOf(emulator);

  const { failures } = await integrationStore.check(context, undefined, { ...neon, adopt: blob.id });

  expect(failures).toMatchObject([{ code: "adopt-not-marketplace" }]);
  const creating = integrationStore.create(context, { ...(await checked(context)), adopt: blob.id });
  const failure = await failureOf(creating);
  expect(failure.code).toBe("adopt-not-marketplace");
  expect(render(failure)).toContain("blob");
  expect(emulator.journal.writes()).toEqual([]);
});

test.each([
  { what: "a value of the metadata", unknown: { metadata: { region: UNKNOWN } } },
  { what: "the whole metadata", unknown: { metadata: UNKNOWN as unknown as typeof neon.metadata } },
  { what: "the name", unknown: { name: UNKNOWN } },
])("P10 P32 a preview that does not know $what yet accepts the store that is to be adopted", async (given) => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ ...neon, billingPlanId: "free_v3" });

  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...neon,
    ...given.unknown,
    adopt: id,
  });

  expect(failures).toEqual([]);
  expect(count(emulator, BY_ID)).toBe(1);
});

test("secrets that the token cannot read are reported once per process, and omitted", async () => {
  await using emulator = await emulate({ secretsRoute: 403 });
  const context = processOf(emulator);

  const one = await createStore(context, { ...neon, name: "one" });
  const two = await createStore(context, { ...neon, name: "two" });

  expect([one.state.secrets, two.state.secrets]).toEqual([{}, {}]);
  expect(two.state.secretNames).not.toBe("");
  expect(context.said.warning).toEqual([expect.stringContaining("[secrets-unreadable]")]);
});

test("the state has the plan that the server returned, not the one of the preview", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, billingPlanId: "free_v3" });
  expect(inputs.billingPlan?.name).not.toBe("Gratis");
  emulator.state.editPlan("neon", "neon", "free_v3", { name: "Gratis" });

  const { state } = await integrationStore.create(context, inputs);

  expect(state.billingPlan).toMatchObject({ id: "free_v3", name: "Gratis" });
});

test("P7 timeouts.create bounds the POST, and the outcome is unknown", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "before-commit", kind: "hang" });
  const context = processOf(emulator, { timings: { postSeconds: 600 } });

  // Without the bound this takes longer than a test may.
  const failure = await failureOf(createStore(context, { ...neon, timeouts: { create: 0.3 } }));

  expect(failure.code).toBe("outcome-unknown");
  expect(count(emulator, CREATE)).toBe(1);
});
