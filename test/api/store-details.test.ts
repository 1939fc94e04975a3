// Details of a store's life that only show in a long run: what is said, how often is asked, and who stands in the way.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import {
  ALWAYS,
  BY_ID,
  CREATE,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "./support/context.ts";
import { SkippedTime } from "./support/schedules/skipped-time.ts";

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
  { later: "a moment", seconds: 3, lists: 1 },
  { later: "longer than a list is relied on", seconds: 11, lists: 2 },
])("P26 a creation $later after another one brings it to $lists list(s) of stores", async ({ seconds, lists }) => {
  await using emulator = await emulate();
  const clock = timeOf(emulator);
  const context = processOf(emulator, { clock, timings: { listMaxAgeSeconds: 10 } });
  await createStore(context, { ...neon, name: "first" });
  clock.skip(seconds * 1000);

  await createStore(context, { ...neon, name: "second" });

  expect(count(emulator, LIST)).toBe(lists);
});
