// A context without an API, for tests of decisions that need no request.
import { defaultTimings } from "../../../../provider/src/contract/timings.ts";
import type { Context } from "../../../../provider/src/lifecycle/core/context.ts";
import { connectionOwnership, Ownership, storeOwnership } from "../../../../provider/src/lifecycle/core/ownership.ts";
import { Preflight } from "../../../../provider/src/lifecycle/core/preflight.ts";
import { systemClock } from "../../../../provider/src/vercel/clock.ts";

export function offline(): Context {
  const log = { info() {}, warning() {}, progress() {} };
  return {
    session() {
      throw new Error("This test has no API.");
    },
    log,
    clock: systemClock,
    timings: defaultTimings,
    preflight: new Preflight(log, systemClock, () => defaultTimings.outageSeconds),
    ownership: { stores: new Ownership(storeOwnership), connections: new Ownership(connectionOwnership) },
    engineIsAlive: async () => true,
  };
}
