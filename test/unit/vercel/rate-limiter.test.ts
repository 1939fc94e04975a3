// Places and pauses: nobody passes while a pause lasts, nobody waits for ever, and places are never lost.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Traffic } from "../../../provider/src/vercel/rate-limiter.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function traffic(limit: number, clock = new ManualClock(), random = 0) {
  return { clock, traffic: new Traffic(limit, clock, () => random) };
}

/** Enters and notes when that was possible. */
function entering(to: Traffic, signal?: AbortSignal) {
  const entry = { in: false, leave: () => {}, failed: undefined as unknown };
  to.enter(signal).then(
    (leave) => Object.assign(entry, { in: true, leave }),
    (failed) => Object.assign(entry, { failed }),
  );
  return entry;
}

test("P26 places are given in the order in which they were asked for", async () => {
  const { traffic: of } = traffic(1);
  const [first, second, third] = [entering(of), entering(of), entering(of)];
  await settled();
  expect([first.in, second.in, third.in]).toEqual([true, false, false]);

  first.leave();
  await settled();
  expect([second.in, third.in]).toEqual([true, false]);
});

test("P26 a place that is given back twice is given back once", async () => {
  const { traffic: of } = traffic(1);
  const first = entering(of);
  await settled();
  first.leave();
  first.leave();

  const [second, third] = [entering(of), entering(of)];
  await settled();
  expect([second.in, third.in]).toEqual([true, false]);
});

test("P14 a request that is cancelled while it waits for a place ends at once and takes none", async () => {
  const { traffic: of } = traffic(1);
  const run = new AbortController();
  const first = entering(of);
  const [second, third] = [entering(of, run.signal), entering(of)];
  await settled();

  run.abort("stop");
  await settled();
  expect(second).toMatchObject({ in: false, failed: "stop" });
  first.leave();
  await settled();
  expect(third.in).toBe(true);
});

test("P14 a request that is cancelled during a pause gives its place back", async () => {
  const { traffic: of, clock } = traffic(1);
  const run = new AbortController();
  of.pause(1000);
  const [first, second] = [entering(of, run.signal), entering(of)];
  await settled();

  run.abort("stop");
  await settled();
  clock.advance(1000);
  await settled();
  expect(first.failed).toBe("stop");
  expect(second.in).toBe(true);
});

test("P22 a shorter pause does not end a longer one, a longer one extends it", async () => {
  const { traffic: of, clock } = traffic(4);
  of.pause(1000);
  of.pause(10);
  const entry = entering(of);
  await settled();
  clock.advance(999);
  await settled();
  expect(entry.in).toBe(false);

  of.pause(500);
  clock.advance(1);
  await settled();
  expect(entry.in).toBe(false);
  clock.advance(499);
  await settled();
  expect(entry.in).toBe(true);
});

test("P22 requests leave a pause spread over a tenth of it, never before its end", async () => {
  const { traffic: of, clock } = traffic(4, new ManualClock(), 0.5);
  of.pause(2000);
  entering(of);
  await settled();

  expect(clock.waits).toEqual([2100]);
});

test("P22 a system clock that is set back does not make a pause longer", async () => {
  const { traffic: of, clock } = traffic(4);
  of.pause(1000);
  const before = entering(of);
  await settled();
  clock.set(clock.now() - 3_600_000);
  const after = entering(of);
  await settled();

  expect(clock.waits).toEqual([1000, 1000]);
  clock.advance(1000);
  await settled();
  expect(after.in).toBe(true);
  clock.advance(3_600_000);
  await settled();
  expect(before.in).toBe(true);
});

test("P26 whoever comes, leaves and gives up, the limit holds and everybody who stays gets in", async () => {
  const steps = fc.array(fc.constantFrom("enter", "leave", "give up", "pause", "time"), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (limit, schedule) => {
      const { traffic: of, clock } = traffic(limit);
      const entries: { entry: ReturnType<typeof entering>; run: AbortController; left: boolean }[] = [];
      const inside = () => entries.filter(({ entry, left }) => entry.in && !left);
      for (const step of schedule) {
        const run = new AbortController();
        if (step === "enter") entries.push({ entry: entering(of, run.signal), run, left: false });
        if (step === "pause") of.pause(100);
        if (step === "time") clock.advance(150);
        if (step === "give up") entries.at(-1)?.run.abort("stop");
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
      expect(entries.filter(({ entry }) => !entry.in && entry.failed === undefined)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
