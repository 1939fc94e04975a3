// The clock of the system: it waits, it stops waiting, and it leaves nothing behind.
import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../provider/src/vercel/clock.ts";

test("P14 a wait ends when its signal is aborted, with the reason, and leaves no timer", async () => {
  vi.useFakeTimers();
  const run = new AbortController();
  const waiting = systemClock.sleep(60_000, run.signal);
  expect(vi.getTimerCount()).toBe(1);

  run.abort("stop");

  await expect(waiting).rejects.toBe("stop");
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("P14 a wait under a signal that is aborted already does not begin", async () => {
  await expect(systemClock.sleep(60_000, AbortSignal.abort("stopped before"))).rejects.toBe("stopped before");
});

test("P14 a wait that is over leaves no listener on its signal", async () => {
  const { signal } = new AbortController();

  await systemClock.sleep(1, signal);

  expect(getEventListeners(signal, "abort")).toEqual([]);
});
