// Slots and pauses: no request passes during a pause, none waits for ever, and no slot is lost.
import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimiter } from "../../../provider/src/vercel/rate-limiter.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function limiterOf(concurrency: number, clock = new ManualClock(), random = 0) {
  return { clock, limiter: new RateLimiter(concurrency, clock, () => random) };
}

/** Asks for a slot, and records when it was given. */
function acquiring(limiter: RateLimiter) {
  const entry = { in: false, leave: () => {} };
  void limiter.acquire().then((leave) => Object.assign(entry, { in: true, leave }));
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
  limiter.pause(1000);
  limiter.pause(10);
  const entry = acquiring(limiter);
  await settled();
  clock.advance(999);
  await settled();
  expect(entry.in).toBe(false);

  limiter.pause(500);
  clock.advance(1);
  await settled();
  expect(entry.in).toBe(false);
  clock.advance(499);
  await settled();
  expect(entry.in).toBe(true);
});

test("P22 requests leave a pause spread over a tenth of it, never before its end", async () => {
  const { limiter, clock } = limiterOf(4, new ManualClock(), 0.5);
  limiter.pause(2000);
  acquiring(limiter);
  await settled();

  expect(clock.waits).toEqual([2100]);
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
        if (step === "pause") limiter.pause(100);
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
