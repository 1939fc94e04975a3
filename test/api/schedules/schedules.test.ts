// Property-based tests: after any schedule of programs, runs and faults, the state equals the stores on the server.
import fc from "fast-check";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exhaustive } from "../../support/matrix.ts";
import { randomSchedule } from "./random-schedule.ts";
import { recover } from "./recovery.ts";
import type { Schedule } from "./schedule.ts";
import { ScheduleRun } from "./schedule-run.ts";

// SCHEDULE_SEED and SCHEDULE_PATH replay a failure; SCHEDULE_RUNS asks for more schedules, without a time limit.
const { SCHEDULE_SEED: seed, SCHEDULE_PATH: path, SCHEDULE_RUNS: runs } = process.env;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

async function check(schedule: Schedule): Promise<void> {
  const run = new ScheduleRun(emulator, schedule);
  try {
    for (const action of schedule.actions) await run.perform(action);
    await recover(run);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}\n${run.history.join("\n")}`);
  }
}

const name =
  "P39 P6 P7 after any schedule of faults and operations the state equals the stores that the program created";

test(name, { timeout: 24 * 3_600_000 }, () => checkSchedules(150, 40));

test(`${name}: many schedules`, { ...exhaustive, timeout: 24 * 3_600_000 }, () => checkSchedules(500, 60));

async function checkSchedules(defaultRuns: number, seconds: number): Promise<void> {
  const numRuns = Number(runs ?? defaultRuns);
  const details = await fc.check(fc.asyncProperty(randomSchedule, check), {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    ...(runs === undefined ? { interruptAfterTimeLimit: seconds * 1_000 } : {}),
  });
  if (details.failed && details.counterexample !== null) {
    const replay = `SCHEDULE_SEED=${details.seed} SCHEDULE_PATH=${details.counterexamplePath}`;
    throw new Error(
      `Replay: ${replay} npx vitest run --project api test/api/schedules/schedules.test.ts\n` +
        `${JSON.stringify(details.counterexample[0])}\n${String(details.errorInstance)}`,
    );
  }
  // A machine that is ten times slower still does this many in time; a replay is one schedule.
  expect(details.numRuns).toBeGreaterThanOrEqual(path === undefined ? Math.min(20, numRuns) : 1);
  console.info(`${details.numRuns} schedules, seed ${details.seed}`);
}
