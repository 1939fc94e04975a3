// Slots and pauses: no request passes during a pause, none waits for ever, and no slot is lost.
import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimiter } from "../../../provider/src/vercel/rate-limiter.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const write = { isWrite: true };
const read = { isWrite: false };

function limiterOf(maxConcurrentRequests: number, clock = new ManualClock(), random = 0) {
  const timings = { maxConcurrentRequests, rateLimitBudgetSeconds: 300 };
  const said: string[] = [];
  const limiter = new RateLimiter({ timings, clock, random: () => random, onPause: (message) => said.push(message) });
  return { clock, limiter, said };
}

/** Asks for a slot, and records when it was given. */
function acquiring(limiter: RateLimiter) {
  const entry = { in: false, rejected: false, leave: () => {} };
  void limiter.acquire().then((leave) => {
    Object.assign(entry, leave === undefined ? { rejected: true } : { in: true, leave });
  });
  return entry;
}

test("P26 slots are given in the order of the requests", async () => {
  const { limiter } = limiterOf(1);
  const [first, second, third] = [acquiring(limiter), acquiring(limiter), acquiring(limiter)];
  await settled();
  expect([first.in, second.in, third.in]).toEqual([true, false, false]);

  first.leave();
  await settled();
  expect([second.in, third.in]).toEqual([true, false]);
});

test("P26 a slot that is released twice is released once", async () => {
  const { limiter } = limiterOf(1);
  const first = acquiring(limiter);
  await settled();
  first.leave();
  first.leave();

  const [second, third] = [acquiring(limiter), acquiring(limiter)];
  await settled();
  expect([second.in, third.in]).toEqual([true, false]);
});

test("P22 a shorter pause does not end a longer one, a longer one extends it", async () => {
  const { limiter, clock } = limiterOf(4);
  limiter.pause(1000, write);
  limiter.pause(10, write);
  const entry = acquiring(limiter);
  await settled();
  clock.advance(999);
  await settled();
  expect(entry.in).toBe(false);

  limiter.pause(500, write);
  clock.advance(1);
  await settled();
  expect(entry.in).toBe(false);
  clock.advance(499);
  await settled();
  expect(entry.in).toBe(true);
});

test("P22 requests leave a pause spread over a tenth of it, never before its end", async () => {
  const { limiter, clock } = limiterOf(4, new ManualClock(), 0.5);
  limiter.pause(2000, write);
  acquiring(limiter);
  await settled();

  expect(clock.waits).toEqual([2100]);
});

test("P22 a pause up to the deadline is waited for; a longer one rejects every request at once, without a slot", async () => {
  const { limiter, clock } = limiterOf(1);
  limiter.pause(300_000, write);
  const waiting = acquiring(limiter);
  await settled();
  expect(limiter.mayWait).toBe(true);

  clock.advance(1);
  limiter.pause(300_000, write);
  expect(limiter.mayWait).toBe(false);
  const later = acquiring(limiter);
  clock.advance(299_999);
  await settled();
  expect([waiting.rejected, later.rejected]).toEqual([true, true]);

  clock.advance(1);
  const last = acquiring(limiter);
  await settled();
  expect(last).toMatchObject({ in: true, rejected: false });
  expect(clock.sleeping).toBe(0);
});

test("P22 pauses one after the other have one deadline, unless a request sent after the first of them succeeds", async () => {
  const { limiter, clock } = limiterOf(4);
  const before = clock.monotonic();
  clock.advance(1);
  limiter.pause(200_000, read);
  clock.advance(200_000);
  limiter.recordSuccess(before, read);
  limiter.pause(200_000, read);
  expect(limiter.mayWait).toBe(false);

  clock.advance(200_000);
  limiter.recordSuccess(clock.monotonic(), read);
  limiter.pause(200_000, read);
  expect(limiter.mayWait).toBe(true);
});

test("P22 a success while others are paused again begins a new episode with that pause", async () => {
  const { limiter, clock } = limiterOf(4);
  limiter.pause(200_000, write);
  clock.advance(200_000);
  const sent = clock.monotonic();
  limiter.pause(200_000, write);
  expect(limiter.mayWait).toBe(false);
  limiter.recordSuccess(sent, write);
  expect(limiter.mayWait).toBe(true);
});

test("P22 that reads succeed does not extend the deadline of writes", async () => {
  const { limiter, clock } = limiterOf(4);
  limiter.pause(200_000, write);
  clock.advance(200_000);
  limiter.recordSuccess(clock.monotonic(), read);
  limiter.pause(200_000, write);
  expect(limiter.mayWait).toBe(false);
});

test("P22 a pause long after an episode that nothing ended begins another one", async () => {
  const { limiter, clock } = limiterOf(4);
  limiter.pause(301_000, write);
  expect(limiter.mayWait).toBe(false);
  clock.advance(301_000 + 300_001);
  limiter.pause(10_000, write);
  expect(limiter.mayWait).toBe(true);
});

test("P22 a long pause is announced once, whatever the number of requests that met the limit", async () => {
  const { limiter, clock, said } = limiterOf(16);
  for (let n = 0; n < 16; n += 1) {
    limiter.pause(45_000, read);
    clock.advance(10);
  }
  expect(said).toEqual([expect.stringContaining("45 seconds")]);

  clock.advance(45_000);
  limiter.pause(60_000, read);
  expect(said).toHaveLength(2);
});

test("P22 short pauses are announced when they add up, and not each of them; one that is not waited for never", async () => {
  const { limiter, clock, said } = limiterOf(16);
  for (let n = 0; n < 60; n += 1) {
    limiter.pause(1000, read);
    clock.advance(1000);
  }
  expect(said).toHaveLength(2);

  limiter.pause(900_000, read);
  expect(said).toHaveLength(2);
});

test("P26 whatever the order of requests, the limit holds and every request gets a slot", async () => {
  const steps = fc.array(fc.constantFrom("enter", "leave", "pause", "time"), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (limit, schedule) => {
      const { limiter, clock } = limiterOf(limit);
      const entries: { entry: ReturnType<typeof acquiring>; left: boolean }[] = [];
      const inside = () => entries.filter(({ entry, left }) => entry.in && !left);
      for (const step of schedule) {
        if (step === "enter") entries.push({ entry: acquiring(limiter), left: false });
        if (step === "pause") limiter.pause(100, write);
        if (step === "time") clock.advance(150);
        const [oldest] = inside();
        if (step === "leave" && oldest !== undefined) {
          oldest.left = true;
          oldest.entry.leave();
        }
        await settled();
        expect(inside().length).toBeLessThanOrEqual(limit);
      }
      for (let n = 0; n <= entries.length; n += 1) {
        clock.advance(1000);
        await settled();
        for (const one of inside()) {
          one.left = true;
          one.entry.leave();
        }
        await settled();
      }
      expect(entries.filter(({ entry }) => !entry.in)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
