// bench/results.json: the results of each section, with the conditions under which it was measured.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, cpus, loadavg, platform } from "node:os";
import { join } from "node:path";
import type { CandidateName } from "./candidates.ts";
import { type Command, commands, type Measurement, type Run } from "./measure.ts";
import { type Part, parts } from "./process-times.ts";
import { median, type Spread, spread } from "./statistics.ts";

const { version: sdk } = createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { version: string };

const resultsFile = join(import.meta.dirname, "results.json");

/** Numbers cannot be compared without the conditions of their measurement. */
export interface Conditions {
  date: string;
  rounds: number;
  machine: string;
  /** The load of the machine in the minute before the end. */
  load: number;
  engine: string;
  /** The version of `@pulumi/pulumi`. */
  sdk: string;
  node: string;
}

export type Measure = "wall" | "cpu" | Part;

export interface CandidateResult {
  /** Seconds. */
  seconds: Partial<Record<Measure, Spread>>;
  requests: number;
  /** In MiB. */
  hostMemory: number;
}

interface CommandResult {
  candidates: Partial<Record<CandidateName, CandidateResult>>;
  /** A store divided by the other candidate, formed within each round: a slow phase of the machine affects both. */
  ratios: Partial<Record<CandidateName, Partial<Record<Measure, Spread>>>>;
}

export interface GrowthResult {
  conditions: Conditions;
  count: number;
  commands: Partial<Record<Command, CommandResult>>;
  stateBytes: Partial<Record<CandidateName, Measurement["stateBytes"]>>;
}

interface AlternativeResult {
  what: string;
  stores: number;
  wall: Spread;
  cpu?: Spread;
}

export interface Results {
  growth: GrowthResult[];
  latency?: { conditions: Conditions; stores: number; milliseconds: number; roundTrips: Spread; ideal: number };
  load?: { conditions: Conditions; milliseconds: Record<string, Spread> };
  alternatives?: { conditions: Conditions; rows: AlternativeResult[] };
}

export function readResults(): Results {
  return existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, "utf8")) : { growth: [] };
}

export function writeResults(results: Results): void {
  const rounded = (_: string, value: unknown) =>
    typeof value === "number" ? Math.round(value * 1_000) / 1_000 : value;
  writeFileSync(resultsFile, `${JSON.stringify(results, rounded, 2)}\n`);
}

export function conditionsOf(engine: string, rounds: number): Conditions {
  const version = execFileSync(join(engine, "pulumi"), ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  }).trim();
  return {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    machine: `${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"}`,
    load: loadavg()[0] ?? 0,
    engine: version,
    sdk,
    node: process.version,
  };
}

/** The results with those of a number of resources replaced. */
export function withGrowth(growth: readonly GrowthResult[], result: GrowthResult): GrowthResult[] {
  return [...growth.filter(({ count }) => count !== result.count), result].sort((a, b) => a.count - b.count);
}

export function summarize(count: number, measurements: readonly Measurement[], conditions: Conditions): GrowthResult {
  const names = [...new Set(measurements.map(({ candidate }) => candidate))];
  const of = (name: CandidateName) => measurements.filter(({ candidate }) => candidate === name);
  const stateBytes = Object.fromEntries(names.map((name) => [name, of(name)[0]?.stateBytes]));
  const byCommand = commands.flatMap((command) => {
    const runs = (name: CandidateName) => of(name).flatMap(({ runs }) => runs[command] ?? []);
    if (runs("store").length === 0) return [];
    const others = names.filter((name) => name !== "store");
    const ratios = others.map((name) => [name, ratiosOf(runs("store"), runs(name))]);
    const results = names.map((name) => [name, candidateResult(runs(name))]);
    return [[command, { candidates: Object.fromEntries(results), ratios: Object.fromEntries(ratios) }]];
  });
  return { conditions, count, commands: Object.fromEntries(byCommand), stateBytes };
}

const measures: readonly Measure[] = ["wall", "cpu", ...parts];

function secondsOf({ seconds, times }: Run, measure: Measure): number | undefined {
  if (measure === "wall") return seconds;
  return measure === "cpu" ? times?.total : times?.seconds[measure];
}

function candidateResult(runs: readonly Run[]): CandidateResult {
  const requests = runs.map(({ requests }) => Object.values(requests).reduce((sum, value) => sum + value, 0));
  return {
    seconds: spreads((measure) => runs.map((run) => secondsOf(run, measure))),
    requests: median(requests),
    hostMemory: Math.max(...runs.map(({ times }) => times?.hostMemory ?? 0)),
  };
}

function ratiosOf(stores: readonly Run[], others: readonly Run[]): Partial<Record<Measure, Spread>> {
  return spreads((measure) =>
    stores.map((store, round) => {
      const [mine, other] = [secondsOf(store, measure), secondsOf(others[round] as Run, measure)];
      return mine === undefined || other === undefined ? undefined : mine / other;
    }),
  );
}

function spreads(valuesOf: (measure: Measure) => (number | undefined)[]): Partial<Record<Measure, Spread>> {
  const entries = measures.flatMap((measure) => {
    const values = valuesOf(measure).filter((value) => value !== undefined);
    return values.length === 0 ? [] : [[measure, spread(values)]];
  });
  return Object.fromEntries(entries);
}
