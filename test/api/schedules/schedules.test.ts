// Random programs, runs and faults: whatever went wrong, in the end the state holds exactly the stores there are.
import fc from "fast-check";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Shop } from "./program.ts";
import { randomSchedule } from "./random-schedule.ts";
import { endWell } from "./recovery.ts";
import type { Schedule } from "./schedule.ts";

// SCHEDULE_SEED and SCHEDULE_PATH replay a failure; SCHEDULE_RUNS asks for more than what fits into every build.
const { SCHEDULE_SEED: seed, SCHEDULE_PATH: path, SCHEDULE_RUNS: runs } = process.env;
const numRuns = Number(runs ?? 150);
// What even a machine ten times slower does in the time of a build; a replay is one schedule.
const FEWEST_RUNS = path === undefined ? Math.min(20, numRuns) : 1;
const SECONDS = runs === undefined ? 40 : Number.POSITIVE_INFINITY;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

async function hold(schedule: Schedule): Promise<void> {
  const shop = new Shop(emulator, schedule);
  try {
    for (const act of schedule.acts) await shop.perform(act);
    await endWell(shop);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}\n${shop.story.join("\n")}`);
  }
}

test("P39 P6 P7 after any schedule of faults and operations the state holds exactly the stores that the program made", {
  timeout: 24 * 3_600_000,
}, async () => {
  const details = await fc.check(fc.asyncProperty(randomSchedule, hold), {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    ...(Number.isFinite(SECONDS) ? { interruptAfterTimeLimit: SECONDS * 1_000 } : {}),
  });
  if (details.failed && details.counterexample !== null) {
    const replay = `SCHEDULE_SEED=${details.seed} SCHEDULE_PATH=${details.counterexamplePath}`;
    throw new Error(
      `Replay: ${replay} npx vitest run --project api test/api/schedules.test.ts\n` +
        `${JSON.stringify(details.counterexample[0])}\n${String(details.errorInstance)}`,
    );
  }
  expect(details.numRuns).toBeGreaterThanOrEqual(FEWEST_RUNS);
  console.info(`${details.numRuns} schedules, seed ${details.seed}`);
});
