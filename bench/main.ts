// `npm run bench`: what a store costs, compared with resources that do nothing and with other tools.
import { writeFileSync } from "node:fs";
import { engineFolder } from "../tools/engine/engine-folder.ts";
import { Interruption } from "../tools/interruption.ts";
import { alternatives, measureAlternative } from "./alternatives.ts";
import { type Candidate, candidates } from "./candidates.ts";
import * as latency from "./latency.ts";
import { measureLoad } from "./load-time.ts";
import { commands, type Measurement, measure } from "./measure.ts";
import { type Options, readOptions } from "./options.ts";
import { plot } from "./plot.ts";
import { report } from "./report.ts";
import { conditionsOf, readResults, summarize, withGrowth, writeResults } from "./results.ts";
import { spread } from "./statistics.ts";

const picture = new URL("../docs/images/benchmark.svg", import.meta.url);

const interruption = new Interruption();
const { signal } = interruption;
try {
  const options = readOptions(process.argv.slice(2));
  const engine = await engineFolder({ say: (line) => say(`engine: ${line}\n`), signal });
  const measured = {
    growth: measureGrowth,
    latency: measureLatency,
    load: measureLoading,
    alternatives: measureOthers,
  };
  for (const section of options.only) await measured[section](engine, options);
  const results = readResults();
  writeFileSync(picture, plot(results.growth));
  process.stdout.write(report(results));
} catch (error) {
  say(`\nbench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = signal.aborted ? 130 : 1;
} finally {
  interruption.stopListening();
}

async function measureGrowth(engine: string, { stores, rounds }: Options): Promise<void> {
  // Not counted: the first run of each candidate fills caches of the machine.
  for (const candidate of candidates) await measureOnce(candidate, 1, "warm-up");
  for (const count of stores) {
    const measurements: Measurement[] = [];
    for (let round = 1; round <= rounds; round++) {
      for (const candidate of order(round)) {
        measurements.push(await measureOnce(candidate, count, `round ${round}/${rounds}`));
      }
    }
    const results = readResults();
    const result = summarize(count, measurements, conditionsOf(engine, rounds));
    writeResults({ ...results, growth: withGrowth(results.growth, result) });
  }

  async function measureOnce(candidate: Candidate, count: number, label: string): Promise<Measurement> {
    say(`${label}: ${count} × ${candidate.name} … `);
    const measurement = await measure({ engine, candidate, count, commands, signal });
    const { up, preview } = measurement.runs;
    say(`up ${up?.seconds.toFixed(2)} s, preview ${preview?.seconds.toFixed(2)} s\n`);
    return measurement;
  }
}

async function measureLatency(engine: string, { rounds }: Options): Promise<void> {
  const roundTrips: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`latency, round ${round}/${rounds} … `);
    const measured = await latency.measureRoundTrips({ engine, round, signal });
    roundTrips.push(measured);
    say(`${measured.toFixed(1)} round trips\n`);
  }
  const { stores, milliseconds, ideal } = latency;
  const conditions = conditionsOf(engine, rounds);
  const result = { conditions, stores, milliseconds, ideal, roundTrips: spread(roundTrips) };
  writeResults({ ...readResults(), latency: result });
}

async function measureLoading(engine: string, { rounds }: Options): Promise<void> {
  const runs = Array.from({ length: rounds }, measureLoad);
  const names = Object.keys(runs[0] ?? {});
  const milliseconds = Object.fromEntries(names.map((name) => [name, spread(runs.map((run) => run[name] ?? 0))]));
  writeResults({ ...readResults(), load: { conditions: conditionsOf(engine, rounds), milliseconds } });
}

async function measureOthers(engine: string, { rounds }: Options): Promise<void> {
  const rows = [];
  for (const alternative of alternatives) {
    const runs = [];
    for (let round = 1; round <= rounds; round++) {
      signal.throwIfAborted();
      say(`round ${round}/${rounds}: ${alternative.stores} × ${alternative.what}\n`);
      runs.push(await measureAlternative(alternative));
    }
    const { what, stores } = alternative;
    const cpu = runs.flatMap((run) => run.cpu ?? []);
    rows.push({
      ...{ what, stores, wall: spread(runs.map(({ wall }) => wall)) },
      ...(cpu.length === 0 ? {} : { cpu: spread(cpu) }),
    });
  }
  writeResults({ ...readResults(), alternatives: { conditions: conditionsOf(engine, rounds), rows } });
}

function say(text: string): void {
  process.stderr.write(text);
}

/** The candidates take turns at going first, so that a change in the speed of the machine affects all. */
function order(round: number): readonly Candidate[] {
  return round % 2 === 1 ? candidates : candidates.toReversed();
}
