// `npm run bench`: time, requests and state of a store, compared with a resource that does nothing.
import { engineFolder } from "../tools/engine/engine-folder.ts";
import { Interruption } from "../tools/interruption.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { type Measurement, measure } from "./measure.ts";
import { readOptions } from "./options.ts";
import { reportRequests, reportSetting, reportState, reportTimes } from "./report.ts";

const interruption = new Interruption();
try {
  const options = readOptions(process.argv.slice(2));
  const engine = await engineFolder({
    say: (line) => process.stderr.write(`engine: ${line}\n`),
    signal: interruption.signal,
  });
  const measurements: Measurement[] = [];
  // Not counted: the first run of each candidate fills caches of the machine.
  for (const candidate of candidates) await measureOnce(candidate, 1, "warm-up");
  for (let round = 1; round <= options.rounds; round++) {
    for (const count of options.stores) {
      for (const candidate of order(round))
        measurements.push(await measureOnce(candidate, count, `round ${round}/${options.rounds}`));
    }
  }
  for (const part of [
    reportSetting(engine, options),
    reportTimes(measurements),
    reportRequests(measurements),
    reportState(measurements),
  ]) {
    process.stdout.write(`${part}\n\n`);
  }

  async function measureOnce(candidate: Candidate, count: number, label: string): Promise<Measurement> {
    process.stderr.write(`${label}: ${count} × ${candidate.name} … `);
    const measurement = await measure({ engine, candidate, count, signal: interruption.signal });
    const { up, preview } = measurement.seconds;
    process.stderr.write(`up ${up.toFixed(2)} s, preview ${preview.toFixed(2)} s\n`);
    return measurement;
  }
} catch (error) {
  process.stderr.write(`\nbench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = interruption.signal.aborted ? 130 : 1;
} finally {
  interruption.stopListening();
}

/** The candidates take turns at going first, so that a change in the speed of the machine affects both. */
function order(round: number): readonly Candidate[] {
  return round % 2 === 1 ? candidates : candidates.toReversed();
}
