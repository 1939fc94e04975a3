// Details of a store's life that only show in a long run: what is said, how often is asked, and who stands in the way.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../../provider/src/contract/unknown.ts";
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

/** Waits that take no time, for the provider and the server alike. */
function timeOf(emulator: Emulator, tell: (aheadMs: number) => void = () => {}): SkippedTime {
  return new SkippedTime((aheadMs) => {
    emulator.configure({ clockOffsetMs: aheadMs });
    tell(aheadMs);
  });
}

/** How many lists of stores were answered well. */
function listsAnswered(emulator: Emulator): number {
  const lists = emulator.journal.entries().filter(({ route, method }) => `${method} ${route}` === LIST);
  return lists.filter(({ status }) => status === 200).length;
}

test("P12 a long wait says at once that it waits, and then only now and then", async () => {
  await using emulator = await emulate({ provisioning: { status: "initializing" } });
  const clock = timeOf(emulator);
  const context = processOf(emulator, { clock, timings: { pollSeconds: 0.2 } });
  const saidAt: number[] = [];
  context.log.progress = () => saidAt.push(clock.now());
  const started = clock.now();

  await failureOf(createStore(context, { ...neon, timeouts: { create: 60 } }));

  // Two seconds at most between two looks.
  expect(count(emulator, BY_ID)).toBeGreaterThan(20);
  expect(saidAt.length).toBeGreaterThanOrEqual(3);
  expect(saidAt.length).toBeLessThanOrEqual(6);
  expect(Number(saidAt[0]) - started).toBeLessThan(10_000);
  const gaps = saidAt.slice(1).map((at, index) => at - Number(saidAt[index]));
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(15_000);
});

describe("P7 a look-up whose lists fail for longer than a store takes to show", () => {
  const timings = { settleSeconds: 20, pollSeconds: 0.2, requestSeconds: 1 };

  test("goes on until three lists have answered", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "reset" });
    const down = { route: LIST, at: "before-commit", kind: "status", status: 500, times: ALWAYS, skip: 1 } as const;
    const outage = emulator.faults.add(down);
    const clock = timeOf(emulator, (aheadMs) => {
      if (aheadMs > 22_000) outage.remove();
    });

    const { message } = await failureOf(createStore(processOf(emulator, { clock, timings })));

    expect(message).toContain("outcome is unknown");
    // One before the POST, and three after it.
    expect(listsAnswered(emulator)).toBe(4);
  });

  test("ends all the same where none is ever answered", async () => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "reset" });
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status: 500, times: ALWAYS, skip: 1 });
    const clock = timeOf(emulator);
    const started = clock.now();

    const { message } = await failureOf(createStore(processOf(emulator, { clock, timings })));

    expect(message).toContain("outcome is unknown");
    const passed = clock.now() - started;
    expect(passed).toBeGreaterThanOrEqual(40_000);
    expect(passed).toBeLessThan(60_000);
  });
});

test.each([
  { what: "soon after another one relies on that one's list", seconds: 3, lists: 1 },
  { what: "long after another one asks for a list of its own", seconds: 11, lists: 2 },
])("P26 a creation $what", async ({ seconds, lists }) => {
  await using emulator = await emulate();
  const clock = timeOf(emulator);
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

test("P9 a store of the same name in another installation of the same integration does not stand in the way", async () => {
  await using emulator = await emulate();
  const [a, b] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => String(id));
  const other = emulator.stores.seed({ ...redis, integrationConfigurationId: String(a) });

  const { id } = await createStore(processOf(emulator), { ...redis, integrationConfigurationId: String(b) });

  expect(id).not.toBe(other.id);
  expect(emulator.stores.get(id)?.integrationConfigurationId).toBe(b);
  expect(emulator.stores.list()).toHaveLength(2);
});

/** A store of Vercel's own, as lists and answers by id show it. */
function blobOf(emulator: Emulator) {
  const ownerId = emulator.state.snapshot().teams.find(({ slug }) => slug === "acme")?.id;
  return { type: "blob", id: "store_Blob0000000000AA", name: neon.name, ownerId, status: "available", createdAt: 1 };
}

test("P9 a store of the same name that is none of the Marketplace does not stand in the way", async () => {
  await using emulator = await emulate();
  emulator.state.edit(({ otherStores }) => otherStores.push(blobOf(emulator)));

  const { id } = await createStore(processOf(emulator));

  expect(emulator.stores.list()).toMatchObject([{ id, name: neon.name }]);
});

test("P10 a store that is none of the Marketplace is not taken over: preview and create refuse it", async () => {
  await using emulator = await emulate();
  const blob = blobOf(emulator);
  const body = { store: blob };
  emulator.faults.add({ route: BY_ID, at: "answer", kind: "other-shape", body, times: ALWAYS });
  const context = processOf(emulator);

  const { failures } = await integrationStore.check(context, undefined, { ...neon, adopt: blob.id });

  expect(failures).toEqual([expect.stringContaining("blob")]);
  const creating = integrationStore.create(context, { ...(await checked(context)), adopt: blob.id });
  expect((await failureOf(creating)).message).toContain("blob");
  expect(emulator.journal.writes()).toEqual([]);
});

test.each([
  { what: "a value of the metadata", unknown: { metadata: { region: UNKNOWN } } },
  { what: "the whole metadata", unknown: { metadata: UNKNOWN as unknown as typeof neon.metadata } },
  { what: "the name", unknown: { name: UNKNOWN } },
])("P10 a preview that does not know $what yet has nothing against the store that is taken over", async (given) => {
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

test("values that the server does not hand out are told once for all stores of a run, and are left out", async () => {
  await using emulator = await emulate({ secretsRoute: 403 });
  const context = processOf(emulator);

  const one = await createStore(context, { ...neon, name: "one" });
  const two = await createStore(context, { ...neon, name: "two" });

  expect([one.state.secrets, two.state.secrets]).toEqual([{}, {}]);
  expect(two.state.secretNames).not.toEqual([]);
  expect(context.said.warning).toHaveLength(1);
});

test("a store's state has the plan as the server gave it, not as the preview saw it", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, billingPlanId: "free_v3" });
  expect(inputs.billingPlan?.name).not.toBe("Gratis");
  emulator.state.editPlan("neon", "neon", "free_v3", { name: "Gratis" });

  const { state } = await integrationStore.create(context, inputs);

  expect(state.billingPlan).toMatchObject({ id: "free_v3", name: "Gratis" });
});

test("P7 the time that a program gives a creation bounds its POST, and the outcome is unknown", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "before-commit", kind: "hang" });
  const context = processOf(emulator, { timings: { postSeconds: 600 } });

  // Without the bound this would go on for longer than any test may.
  const { message } = await failureOf(createStore(context, { ...neon, timeouts: { create: 0.3 } }));

  expect(message).toContain("outcome is unknown");
  expect(count(emulator, CREATE)).toBe(1);
});
