// What the benchmark makes of its measurements.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { budgetsOf } from "../../../bench/budgets.ts";
import type { CandidateName } from "../../../bench/candidates.ts";
import type { Command, Measurement } from "../../../bench/measure.ts";
import { readOptions } from "../../../bench/options.ts";
import { plot } from "../../../bench/plot.ts";
import { parseStat, partOf } from "../../../bench/process-times.ts";
import { report } from "../../../bench/report.ts";
import { type Conditions, readResults, summarize, withGrowth } from "../../../bench/results.ts";

const conditions: Conditions = {
  date: "2026-11-20",
  rounds: 3,
  machine: "m",
  load: 0,
  engine: "3",
  sdk: "3",
  node: "24",
};

function measurement(candidate: CandidateName, program: number, requests = 0): Measurement {
  const times = { total: program + 2, seconds: { program, host: 1, engine: 1 }, hostMemory: 100 };
  const run = { seconds: program + 1, times, requests: { "GET /v1/storage/stores": requests } };
  return { candidate, count: 50, runs: { up: run, preview: run }, stateBytes: { all: 3_000, withoutSecrets: 2_300 } };
}

const rounds = [
  measurement("no-op", 2),
  measurement("store", 4, 3),
  measurement("no-op", 4),
  measurement("store", 10, 3),
  measurement("no-op", 6),
  measurement("store", 22, 3),
];
const growth = [summarize(50, rounds, conditions)];

test("ratios are formed within a round", () => {
  const ratios = growth[0]?.commands.up?.ratios["no-op"];
  expect(ratios?.program).toEqual({ minimum: 2, median: 2.5, maximum: 22 / 6 });
  expect(ratios?.cpu?.median).toBe(2);
});

test("a budget that is missed is called so", () => {
  const budgets = budgetsOf({ growth });
  const limits = budgets.map(({ what, limit, values }) => [what, values.map(({ value }) => value <= limit)]);
  expect(limits).toContainEqual(["up: CPU of a store ÷ no-op", [false]]);
  expect(limits).toContainEqual(["preview, unchanged: requests", [false]]);
  expect(limits).toContainEqual(["bytes of state without secrets", [false]]);
  expect(report({ growth }).match(/\| missed \|/g)).toHaveLength(4);
});

test("a run replaces the results of as many resources", () => {
  const other = { ...summarize(1, rounds, conditions), count: 1 };
  const again = summarize(50, rounds, { ...conditions, rounds: 9 });
  expect(withGrowth([...growth, other], again)).toEqual([other, again]);
});

test("the picture contains each candidate that was measured", () => {
  const svg = plot(growth);
  expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
  for (const label of ["a resource that does nothing", "an IntegrationStore"]) expect(svg).toContain(label);
});

test("the picture of the README shows the recorded results", () => {
  const picture = readFileSync(new URL("../../../docs/images/benchmark.svg", import.meta.url), "utf8");
  expect(picture).toBe(plot(readResults().growth));
});

test("the README says what was measured", () => {
  const ratio = (command: Command, count: number) =>
    readResults()
      .growth.find((one) => one.count === count)
      ?.commands[command]?.ratios["no-op"]?.cpu?.median.toFixed(1);
  const text = readFileSync(new URL("../../../README.md", import.meta.url), "utf8").replaceAll(/\s+/g, " ");
  expect(text).toContain(
    `\`pulumi up\` takes ${ratio("up", 50)} times the CPU for 50 stores, and ${ratio("up", 200)} times for 200; an unchanged ` +
      `preview ${ratio("preview", 50)} and ${ratio("preview", 200)} times.`,
  );
});

test("a report of a system that counts no CPU seconds has the wall-clock times", () => {
  const withoutTimes = rounds.map((one) => ({ ...one, runs: { up: { seconds: 3, times: undefined, requests: {} } } }));
  const wall = { minimum: 1, median: 2, maximum: 4 };
  const alternatives = { conditions, rows: [{ what: "a loop", stores: 5, wall }] };
  const text = report({ growth: [summarize(50, withoutTimes, conditions)], alternatives });
  expect(text).toContain("| up | 50 | store | 3.00 |");
  expect(text).toContain("| a loop | 5 | 2.00 (1.00–4.00) |  |");
});

test("what each resource adds is the difference to the smallest number of resources", () => {
  const smaller = { ...summarize(10, [measurement("no-op", 1), measurement("store", 2, 1)], conditions), count: 10 };
  const text = report({ growth: [smaller, ...growth] });
  // 50 − 10 resources; the CPU seconds are those of the program and 2 more.
  expect(text).toContain("| up | 50 | 75.0 (75.0 / 0.0 / 0.0) |");
  expect(text).toMatch(/\| 200\.0 \(200\.0 \/ 0\.0 \/ 0\.0\) \| 0\.05 \|/);
});

test("the times of a process are read, whatever its name", () => {
  const fields = ["S", "77", ...Array(9).fill("0"), "120", "30", "200", "50", ...Array(20).fill("0")];
  expect(parseStat(`42 (a (b) c) ${fields.join(" ")}`)).toEqual({ parent: 77, seconds: 1.5, childSeconds: 2.5 });
});

test.each([
  ["node /x/@pulumi/pulumi/cmd/run --project shop", "program"],
  ["node /x/@pulumi/pulumi/cmd/dynamic-provider 127.0.0.1:1", "host"],
  ["pulumi up --yes", "engine"],
])("%s is the %s", (command, part) => expect(partOf(command)).toBe(part));

test("the command line", () => {
  expect(readOptions(["--only", "latency,load", "--rounds", "2"])).toEqual({
    stores: [1, 50, 200, 400, 1000],
    rounds: 2,
    only: ["latency", "load"],
  });
  expect(() => readOptions(["--only", "speed"])).toThrow(/no section "speed"/);
  expect(() => readOptions(["--stores", "0"])).toThrow(/at least 1/);
});
