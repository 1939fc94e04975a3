// `npm run bench`: what a store costs in time, requests and state, against a resource that does nothing.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Interruption } from "../tools/interruption.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { type Measurement, measure } from "./measure.ts";
import { readOptions } from "./options.ts";
import { reportRequests, reportSetting, reportState, reportTimes } from "./report.ts";

const interruption = new Interruption();
try {
  const options = readOptions(process.argv.slice(2));
  const engine = findEngine();
  const taken: Measurement[] = [];
  // Not counted: it fills the machine's caches, and whoever goes first would pay for that.
  for (const candidate of candidates) await take(candidate, 1, "warm-up");
  for (let round = 1; round <= options.rounds; round++) {
    for (const count of options.stores) {
      for (const candidate of order(round))
        taken.push(await take(candidate, count, `round ${round}/${options.rounds}`));
    }
  }
  for (const part of [reportSetting(engine, options), reportTimes(taken), reportRequests(taken), reportState(taken)]) {
    process.stdout.write(`${part}\n\n`);
  }

  async function take(candidate: Candidate, count: number, label: string): Promise<Measurement> {
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

/** Taking turns at going first, so that a machine that slows down slows both down. */
function order(round: number): readonly Candidate[] {
  return round % 2 === 1 ? candidates : candidates.toReversed();
}

function findEngine(): string {
  const script = fileURLToPath(new URL("../tools/engine/main.ts", import.meta.url));
  const printed = execFileSync(process.execPath, [script], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return printed.trim().split("\n").at(-1) ?? "";
}
