// A context in which nothing can be asked: what a rule of the lifecycle says by itself.
import { defaultTimings } from "../../../provider/src/contract/timings.ts";
import type { Context } from "../../../provider/src/lifecycle/core/context.ts";
import { systemClock } from "../../../provider/src/vercel/clock.ts";

export function offline(): Context {
  return {
    session() {
      throw new Error("This test has no API.");
    },
    log: { info() {}, warning() {}, progress() {} },
    clock: systemClock,
    timings: defaultTimings,
    engineIsAlive: async () => true,
  };
}
