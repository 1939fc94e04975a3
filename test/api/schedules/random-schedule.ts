// Random schedules. What makes them interesting is frequent: few names, many runs, most of them under faults.
import fc from "fast-check";
import { crashPoint, troubles } from "./faults.ts";
import type { Act, Declared, Run, Schedule } from "./schedule.ts";

const SLOTS = 3;
const slot = fc.nat(SLOTS - 1);
const name = fc.constantFrom("shop" as const, "depot" as const);
const product = fc.constantFrom("neon" as const, "neon" as const, "neon" as const, "redis" as const);
const region = fc.constantFrom("iad1" as const, "fra1" as const);

const declared: fc.Arbitrary<Declared> = fc.record({
  name,
  product,
  region,
  allowReplacement: fc.boolean(),
  externalId: fc.option(fc.constantFrom("canary-one", "canary-two"), { nil: undefined, freq: 3 }),
});

const provisioning: fc.Arbitrary<Run["provisioning"]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.record({
      status: fc.constantFrom("initializing" as const, "onboarding" as const),
      reads: fc.nat(4),
      end: fc.constantFrom(
        "available" as const,
        "available" as const,
        "error" as const,
        "suspended" as const,
        "limits-exceeded-suspended" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ status: "initializing" as const }) },
);

const command = fc.constantFrom("up" as const, "up" as const, "up" as const, "refresh" as const, "destroy" as const);

const run: fc.Arbitrary<Run> = fc
  .record({
    command,
    parallel: fc.boolean(),
    troubles,
    provisioning,
    replace: fc.option(slot, { nil: undefined, freq: 8 }),
    crash: fc.option(fc.record({ point: crashPoint, victim: fc.constantFrom("the CLI" as const, "both" as const) }), {
      nil: undefined,
      freq: 5,
    }),
  })
  .map(({ replace, crash, ...rest }) => ({
    ...rest,
    ...(replace === undefined ? {} : { replace }),
    ...(crash === undefined ? {} : { crash }),
  }));

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ act: fc.constant("run" as const), run }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("follow" as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("declare" as const), slot, declared }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("move" as const), slot, region }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("rename" as const), slot, name }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("relabel" as const), slot, to: slot }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("remove" as const), slot }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("delete outside" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("make outside" as const), name, product }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("status outside" as const),
      which: fc.nat(3),
      status: fc.constantFrom("suspended" as const, "error" as const, "initializing" as const),
    }),
  },
);

const HOUR = 3_600_000;

export const randomSchedule: fc.Arbitrary<Schedule> = fc.record({
  server: fc.record({
    duplicateNames: fc.constantFrom("allow" as const, "conflict" as const),
    dedupeByExternalId: fc.boolean(),
    deleteStatus: fc.constantFrom(200 as const, 204 as const),
    normaliseMetadata: fc.boolean(),
    idPrefix: fc.constantFrom("ir_" as const, "store_" as const),
    clockOffsetMs: fc.constantFrom(0, 3 * HOUR, -3 * HOUR),
  }),
  program: fc.array(declared, { minLength: 1, maxLength: SLOTS }),
  // Most things go wrong only where there is something already.
  acts: fc
    .tuple(run, fc.array(act, { maxLength: 7 }))
    .map(([first, more]) => [{ act: "run" as const, run: first }, ...more]),
});
