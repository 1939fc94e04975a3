// Property-based tests of connections.
import fc from "fast-check";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, test } from "vitest";
import { exhaustive } from "../../support/matrix.ts";
import { Simulation } from "./connection-simulation.ts";
import { schedule } from "./random-connections.ts";

const { SCHEDULE_SEED: seed, SCHEDULE_PATH: path, SCHEDULE_RUNS: runs } = process.env;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

async function checkSchedules(defaultRuns: number, seconds: number): Promise<void> {
  const numRuns = Number(runs ?? defaultRuns);
  const property = fc.asyncProperty(schedule, async ({ program, actions }) => {
    const simulation = new Simulation(emulator);
    for (const [at, given] of program.entries()) simulation.declare(at, given);
    try {
      for (const one of actions) await simulation.perform(one);
      await simulation.recover();
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${simulation.history.join("\n")}`);
    }
  });
  const details = await fc.check(property, {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    ...(runs === undefined ? { interruptAfterTimeLimit: seconds * 1_000 } : {}),
  });
  if (details.failed && details.counterexample !== null) {
    const replay = `SCHEDULE_SEED=${details.seed} SCHEDULE_PATH=${details.counterexamplePath}`;
    throw new Error(
      `Replay: ${replay} npx vitest run --project api test/api/schedules/connections.test.ts\n` +
        `${JSON.stringify(details.counterexample[0])}\n${String(details.errorInstance)}`,
    );
  }
  console.info(`${details.numRuns} schedules of connections, seed ${details.seed}`);
}

const name =
  "P39 P42 P48 P16 after any schedule connections of the state equal those of the program, and no value is lost";

test(name, { timeout: 24 * 3_600_000 }, () => checkSchedules(60, 20));

test(`${name}: many schedules`, { ...exhaustive, timeout: 24 * 3_600_000 }, () => checkSchedules(500, 60));
