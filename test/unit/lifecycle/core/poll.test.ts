// The one poll loop: pauses, deadlines, required attempts, and the end of the engine.
import { describe, expect, test } from "vitest";
import { defaultTimings } from "../../../../provider/src/contract/timings.ts";
import type { Context } from "../../../../provider/src/lifecycle/core/context.ts";
import { type Probe, pauses, pollUntil } from "../../../../provider/src/lifecycle/core/poll.ts";
import { ManualClock, SkippingClock } from "../../../support/manual-clock.ts";
import { offline } from "../offline.ts";

const what = "shop-db: waiting for Neon";

function setting(engineIsAlive = async () => true) {
  const clock = new SkippingClock();
  const context: Context = { ...offline(), clock, timings: { ...defaultTimings, pollSeconds: 1 }, engineIsAlive };
  return { clock, context };
}

/** A probe that gives these results in turn, and the last one for ever. */
function probing(...results: Probe<string>[]) {
  let calls = 0;
  const probe = async () => results[Math.min(calls++, results.length - 1)] as Probe<string>;
  return { probe, calls: () => calls };
}

test("P12 pauses grow to ten times the first one, and vary by at most a fifth", async () => {
  const { clock, context } = setting();

  await pollUntil(context, { what, deadlineSeconds: 300 }, probing("pending").probe);

  const [first = 0, second = 0] = clock.waits;
  expect(first).toBeGreaterThanOrEqual(800);
  expect(first).toBeLessThanOrEqual(1200);
  expect(second).toBeGreaterThanOrEqual(1200);
  for (const wait of clock.waits) expect(wait).toBeLessThanOrEqual(12_000);
  expect(Math.max(...clock.waits)).toBeGreaterThan(8_000);
});

test("P12 the value of the first probe that is done ends the loop", async () => {
  const { context } = setting();
  const { probe, calls } = probing("pending", "failed", { done: "ready" });

  expect(await pollUntil(context, { what, deadlineSeconds: 60 }, probe)).toEqual({ ended: "done", value: "ready" });
  expect(calls()).toBe(3);
});

test("P12 the first pause may come before the first probe", async () => {
  const { clock, context } = setting();

  await pollUntil(context, { what, deadlineSeconds: 60, immediate: false }, probing({ done: "ready" }).probe);

  expect(clock.waits).toHaveLength(1);
});

test("P13 after the deadline the loop ends with the time that has passed", async () => {
  const { context } = setting();

  const result = await pollUntil(context, { what, deadlineSeconds: 10 }, probing("pending").probe);

  expect(result.ended).toBe("deadline");
  expect(result.ended !== "done" && result.elapsedMs).toBeGreaterThanOrEqual(10_000);
});

describe("P7 required attempts", () => {
  test("failed probes do not count, so the loop goes on until there are enough", async () => {
    const { context } = setting();
    const failures = Array.from({ length: 8 }, () => "failed" as const);
    const { probe } = probing(...failures, "pending");

    const result = await pollUntil(context, { what, deadlineSeconds: 30, minAttempts: 3 }, probe);

    expect(result).toMatchObject({ ended: "deadline", attempts: 3 });
  });

  test("when every probe fails, twice the deadline is the end", async () => {
    const { context } = setting();

    const result = await pollUntil(context, { what, deadlineSeconds: 30, minAttempts: 3 }, probing("failed").probe);

    expect(result).toMatchObject({ ended: "deadline", attempts: 0 });
    expect(result.ended !== "done" && result.elapsedMs).toBeGreaterThanOrEqual(60_000);
  });
});

test("P8 no probe follows the end of the engine, neither the first one nor one after a pause", async () => {
  for (const probes of [0, 2]) {
    let alive = probes;
    const { context } = setting(async () => alive-- > 0);
    const { probe, calls } = probing("pending");

    expect(await pollUntil(context, { what, deadlineSeconds: 60 }, probe)).toMatchObject({
      ended: "engine gone",
      attempts: probes,
    });
    expect(calls()).toBe(probes);
  }
});

describe("P12 messages about a wait", () => {
  /** A context, and what it has said with the second at which it did. */
  function listening(clock: ManualClock, progressSeconds = 5) {
    const began = clock.now();
    const said: [seconds: number, message: string][] = [];
    const progress = (message: string) => said.push([Math.round((clock.now() - began) / 1000), message]);
    const quiet = offline();
    const timings = { ...defaultTimings, progressSeconds };
    return { said, context: { ...quiet, clock, timings, log: { ...quiet.log, progress } } };
  }

  test("come after 5 seconds, then at intervals that double up to a minute, with how long and until when", async () => {
    const { said, context } = listening(new SkippingClock());
    let reads = 0;
    const probe = async () => {
      reads += 1;
      return "pending" as const;
    };

    await pollUntil(context, { what, status: () => `read ${reads > 0}`, deadlineSeconds: 240 }, probe);

    expect(said).toEqual([
      [5, "shop-db: waiting for Neon (read true, 5 s of 4 min)"],
      [10, "shop-db: waiting for Neon (read true, 10 s of 4 min)"],
      [20, "shop-db: waiting for Neon (read true, 20 s of 4 min)"],
      [40, "shop-db: waiting for Neon (read true, 40 s of 4 min)"],
      [80, "shop-db: waiting for Neon (read true, 1 min 20 s of 4 min)"],
      [140, "shop-db: waiting for Neon (read true, 2 min 20 s of 4 min)"],
      [200, "shop-db: waiting for Neon (read true, 3 min 20 s of 4 min)"],
    ]);
  });

  test("come at their exact moments, also within one long pause, and a shorter wait says nothing", async () => {
    const clock = new ManualClock();
    const { said, context } = listening(clock);
    const waiting = pauses(context, { what, deadlineSeconds: 60 })(12_000);
    for (const [step, messages] of [
      [4_999, 0],
      [1, 1],
      [4_999, 1],
      [1, 2],
      [2_000, 2],
    ] as const) {
      clock.advance(step);
      await new Promise(setImmediate);
      expect(said).toHaveLength(messages);
    }
    await waiting;
    const short = pauses(context, { what, deadlineSeconds: 60 })(4_000);
    clock.advance(4_000);
    await short;
    expect(said).toHaveLength(2);
  });

  test("follow the monotonic clock, whatever happens to the time of day", async () => {
    const clock = new SkippingClock();
    const { said, context } = listening(clock);
    let day = 0;
    const jumping = { now: () => (day -= 3_600_000), monotonic: clock.monotonic, sleep: clock.sleep.bind(clock) };

    await pauses({ ...context, clock: jumping }, { what, deadlineSeconds: 60 })(15_000);

    expect(said.map(([seconds]) => seconds)).toEqual([5, 10]);
  });
});
