// The one poll loop: pauses, deadlines, required attempts, and the end of the engine.
import { describe, expect, test } from "vitest";
import { defaultTimings } from "../../../../provider/src/contract/timings.ts";
import type { Context } from "../../../../provider/src/lifecycle/core/context.ts";
import { type Probe, pollUntil } from "../../../../provider/src/lifecycle/core/poll.ts";
import { SkippingClock } from "../../../support/manual-clock.ts";
import { offline } from "../offline.ts";

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

  await pollUntil(context, { deadlineSeconds: 300 }, probing("pending").probe);

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

  expect(await pollUntil(context, { deadlineSeconds: 60 }, probe)).toEqual({ ended: "done", value: "ready" });
  expect(calls()).toBe(3);
});

test("P12 the first pause may come before the first probe", async () => {
  const { clock, context } = setting();

  await pollUntil(context, { deadlineSeconds: 60, immediate: false }, probing({ done: "ready" }).probe);

  expect(clock.waits).toHaveLength(1);
});

test("P13 after the deadline the loop ends with the time that has passed", async () => {
  const { context } = setting();

  const result = await pollUntil(context, { deadlineSeconds: 10 }, probing("pending").probe);

  expect(result.ended).toBe("deadline");
  expect(result.ended !== "done" && result.elapsedMs).toBeGreaterThanOrEqual(10_000);
});

describe("P7 required attempts", () => {
  test("failed probes do not count, so the loop goes on until there are enough", async () => {
    const { context } = setting();
    const failures = Array.from({ length: 8 }, () => "failed" as const);
    const { probe } = probing(...failures, "pending");

    const result = await pollUntil(context, { deadlineSeconds: 30, minAttempts: 3 }, probe);

    expect(result).toMatchObject({ ended: "deadline", attempts: 3 });
  });

  test("when every probe fails, twice the deadline is the end", async () => {
    const { context } = setting();

    const result = await pollUntil(context, { deadlineSeconds: 30, minAttempts: 3 }, probing("failed").probe);

    expect(result).toMatchObject({ ended: "deadline", attempts: 0 });
    expect(result.ended !== "done" && result.elapsedMs).toBeGreaterThanOrEqual(60_000);
  });
});

test("P8 no probe follows the end of the engine, neither the first one nor one after a pause", async () => {
  for (const probes of [0, 2]) {
    let alive = probes;
    const { context } = setting(async () => alive-- > 0);
    const { probe, calls } = probing("pending");

    expect(await pollUntil(context, { deadlineSeconds: 60 }, probe)).toMatchObject({
      ended: "engine gone",
      attempts: probes,
    });
    expect(calls()).toBe(probes);
  }
});
