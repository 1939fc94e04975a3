// The system clock: a duration does not depend on the time of day.
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../provider/src/vercel/clock.ts";

test("P22 a system clock that is set back neither shortens nor prolongs a duration", async () => {
  const before = { now: systemClock.now(), monotonic: systemClock.monotonic() };
  vi.spyOn(Date, "now").mockReturnValue(before.now - 3_600_000);

  await systemClock.sleep(5);

  expect(systemClock.now()).toBe(before.now - 3_600_000);
  expect(systemClock.monotonic() - before.monotonic).toBeGreaterThanOrEqual(4);
  expect(systemClock.monotonic() - before.monotonic).toBeLessThan(60_000);
  vi.restoreAllMocks();
});
