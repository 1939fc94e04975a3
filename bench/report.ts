// What the benchmark prints: the setting, the times, the requests and the size of the state.
import { execFileSync } from "node:child_process";
import { arch, cpus, loadavg, platform } from "node:os";
import { join } from "node:path";
import { table } from "../tools/markdown.ts";
import type { Measurement, Requests, Run } from "./measure.ts";
import type { Options } from "./options.ts";
import { median, type Spread, spread } from "./statistics.ts";

const commands = ["up", "preview"] as const satisfies (keyof Run<unknown>)[];

/** The conditions of the measurement: numbers cannot be compared without them. */
export function reportSetting(engine: string, { rounds }: Options): string {
  const version = execFileSync(join(engine, "pulumi"), ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  }).trim();
  const machine = `${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"}`;
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: pulumi ${version}, node ${process.version}`,
    `${machine}, load at the end ${loadavg()[0]?.toFixed(1)}`,
    `${rounds} round${rounds === 1 ? "" : "s"}; seconds, as median (minimum–maximum)`,
  ].join("\n");
}

export function reportTimes(measurements: readonly Measurement[]): string {
  const rows = commands.flatMap((command) =>
    counts(measurements).map((count) => {
      const [noOp, store] = [
        seconds(measurements, "no-op", count, command),
        seconds(measurements, "store", count, command),
      ];
      // Ratios are formed within a round: a slow phase of the machine affects both candidates.
      const ratios = store.map((value, round) => value / (noOp[round] ?? Number.NaN));
      const label = command === "up" ? "up" : "preview, unchanged";
      return [label, String(count), show(spread(noOp)), show(spread(store)), show(spread(ratios))];
    }),
  );
  return table(["command", "resources", "no-op", "store", "store ÷ no-op"], rows);
}

export function reportRequests(measurements: readonly Measurement[]): string {
  const rows = commands.flatMap((command) =>
    counts(measurements).flatMap((count) => {
      const runs = of(measurements, "store", count).map(({ requests }) => requests[command]);
      const total = range(runs.map((run) => Object.values(run).reduce((sum, value) => sum + value, 0)));
      const label = `${command} of ${count}`;
      return [
        [label, total, "in total"],
        ...routes(runs).map((route) => ["", range(runs.map((run) => run[route] ?? 0)), route]),
      ];
    }),
  );
  return table(["API requests", "per run", "route"], rows);
}

export function reportState(measurements: readonly Measurement[]): string {
  const rows = counts(measurements).map((count) => {
    const [noOp, store] = (["no-op", "store"] as const).map((name) =>
      median(of(measurements, name, count).map(({ stateBytes }) => stateBytes)).toFixed(0),
    );
    return [String(count), noOp ?? "", store ?? ""];
  });
  return table(["resources", "no-op", "store: bytes of state per resource"], rows);
}

function counts(measurements: readonly Measurement[]): number[] {
  return [...new Set(measurements.map(({ count }) => count))];
}

function of(measurements: readonly Measurement[], candidate: Measurement["candidate"], count: number): Measurement[] {
  return measurements.filter((measurement) => measurement.candidate === candidate && measurement.count === count);
}

function seconds(
  measurements: readonly Measurement[],
  candidate: Measurement["candidate"],
  count: number,
  command: keyof Run<unknown>,
): number[] {
  return of(measurements, candidate, count).map((measurement) => measurement.seconds[command]);
}

function routes(runs: readonly Requests[]): string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(run)))];
}

function show({ median: middle, minimum, maximum }: Spread): string {
  return `${middle.toFixed(2)} (${minimum.toFixed(2)}–${maximum.toFixed(2)})`;
}

function range(values: readonly number[]): string {
  const [minimum, maximum] = [Math.min(...values), Math.max(...values)];
  return minimum === maximum ? String(minimum) : `${minimum}–${maximum}`;
}
