// Random schedules. What is likely to find defects is frequent: few names, many runs, most of them with faults.
import fc from "fast-check";
import { omitUndefined } from "../../../provider/src/contract/values.ts";
import { crashPoint, faults } from "./faults.ts";
import type { Action, Declaration, Run, Schedule } from "./schedule.ts";

const SLOTS = 3;
const slot = fc.nat(SLOTS - 1);
const name = fc.constantFrom("shop" as const, "Depot" as const);
const otherName = fc.constantFrom("shop" as const, "Depot" as const, "renamed" as const);
const product = fc.constantFrom("neon" as const, "neon" as const, "neon" as const, "redis" as const);
const region = fc.constantFrom("iad1" as const, "fra1" as const);

const declaration: fc.Arbitrary<Declaration> = fc.record({
  name: fc.option(name, { nil: undefined, freq: 2 }),
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
    faults,
    provisioning,
    replace: fc.option(slot, { nil: undefined, freq: 8 }),
    trigger: fc.option(slot, { nil: undefined, freq: 12 }),
    target: fc.option(slot, { nil: undefined, freq: 8 }),
    token: fc.option(fc.constant("viewer" as const), { nil: undefined, freq: 8 }),
    crash: fc.option(fc.record({ point: crashPoint, victim: fc.constantFrom("the CLI" as const, "both" as const) }), {
      nil: undefined,
      freq: 5,
    }),
  })
  .map(omitUndefined);

const status = fc.constantFrom("suspended" as const, "error" as const, "initializing" as const);
const which = fc.nat(3);
const as = <Name extends Action["action"]>(action: Name) => fc.constant(action);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ action: as("run"), run }) },
  { weight: 2, arbitrary: fc.record({ action: as("follow") }) },
  { weight: 1, arbitrary: fc.record({ action: as("declare"), slot, declaration }) },
  { weight: 1, arbitrary: fc.record({ action: as("change region"), slot, region }) },
  { weight: 1, arbitrary: fc.record({ action: as("change name"), slot, name }) },
  { weight: 1, arbitrary: fc.record({ action: as("change logical name"), slot, to: slot }) },
  { weight: 1, arbitrary: fc.record({ action: as("remove"), slot }) },
  { weight: 1, arbitrary: fc.record({ action: as("delete in dashboard"), which }) },
  { weight: 1, arbitrary: fc.record({ action: as("move in dashboard"), which }) },
  { weight: 1, arbitrary: fc.record({ action: as("create in dashboard"), name, product }) },
  { weight: 1, arbitrary: fc.record({ action: as("change status"), which, status }) },
  { weight: 1, arbitrary: fc.record({ action: as("rename in dashboard"), which, name: otherName }) },
  { weight: 1, arbitrary: fc.record({ action: as("change plan in dashboard"), which, isFree: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ action: as("change region in dashboard"), which, region }) },
);

const HOUR = 3_600_000;

export const randomSchedule: fc.Arbitrary<Schedule> = fc.record({
  server: fc.record({
    duplicateNames: fc.constantFrom("allow" as const, "conflict-in-installation" as const, "conflict" as const),
    dedupeByExternalId: fc.boolean(),
    deleteStatus: fc.constantFrom(200 as const, 204 as const),
    normaliseMetadata: fc.boolean(),
    idPrefix: fc.constantFrom("ir_" as const, "store_" as const),
    clockOffsetMs: fc.constantFrom(0, 3 * HOUR, -3 * HOUR),
    pageSize: fc.constantFrom(null, null, 1, 2),
    timeFormat: fc.constantFrom("number" as const, "number" as const, "iso" as const),
    omittedFields: fc.constantFrom([], [], ["projectsMetadata", "totalConnectedProjects"]),
    normaliseNames: fc.constantFrom("off" as const, "off" as const, "lower-case" as const),
  }),
  program: fc.array(declaration, { minLength: 1, maxLength: SLOTS }),
  // Most actions have no effect before a first run.
  actions: fc
    .tuple(run, fc.array(action, { maxLength: 7 }))
    .map(([first, more]) => [{ action: "run" as const, run: first }, ...more]),
});
