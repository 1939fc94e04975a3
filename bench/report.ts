// What the benchmark prints: results and budgets, as Markdown tables.
import { table } from "../tools/markdown.ts";
import { budgetsOf } from "./budgets.ts";
import { type CandidateName, candidateNames } from "./candidates.ts";
import { commands } from "./measure.ts";
import { parts } from "./process-times.ts";
import type { CandidateResult, Conditions, GrowthResult, Measure, Results } from "./results.ts";
import type { Spread } from "./statistics.ts";

export function report(results: Results): string {
  const { growth, latency, load, alternatives } = results;
  const sections = [
    growth.length > 0 && [
      "Commands",
      growth.map(({ count, conditions }) => `${count}: ${line(conditions)}`),
      growthTable(growth),
    ],
    growth.length > 1 && [
      "Growth: what each resource adds",
      [`CPU in ms (${parts.join(" / ")}), and requests, compared with the smallest number of resources.  `],
      growthPerResourceTable(growth),
    ],
    growth.length > 0 && ["State, in bytes for each resource", [], stateTable(growth)],
    latency && [
      `${latency.stores} stores, each response ${latency.milliseconds} ms late`,
      [line(latency.conditions)],
      table(
        ["round trips", "ideal", "÷"],
        [[show(latency.roundTrips, 1), String(latency.ideal), fixed(latency.roundTrips.median / latency.ideal)]],
      ),
    ],
    load && [
      "Time to load, in ms",
      [line(load.conditions)],
      table(
        ["module", "median (minimum–maximum)"],
        Object.entries(load.milliseconds).map(([name, value]) => [name, show(value, 0)]),
      ),
    ],
    alternatives && [
      "Alternatives, without Pulumi",
      [line(alternatives.conditions)],
      table(
        ["what", "stores", "wall", "CPU"],
        alternatives.rows.map(({ what, stores, wall, cpu }) => [what, String(stores), show(wall), show(cpu)]),
      ),
    ],
    ["Budgets", [], budgetTable(results)],
  ].filter((section): section is [string, string[], string] => Array.isArray(section));
  return sections.map(([title, lines, text]) => `## ${title}\n\n${[...lines, ""].join("\n")}\n${text}`).join("\n");
}

function line({ date, rounds, machine, load, engine, sdk, node }: Conditions): string {
  return `${date}, ${rounds} round${rounds === 1 ? "" : "s"}, pulumi ${engine}, SDK ${sdk}, node ${node}, ${machine}, load ${load.toFixed(1)}  `;
}

function growthTable(growth: readonly GrowthResult[]): string {
  const rows = growth.flatMap(({ count, commands: results }) =>
    commands.flatMap((command) => {
      const { candidates, ratios } = results[command] ?? { candidates: {}, ratios: {} };
      return candidateNames.flatMap((name) => {
        const candidate = candidates[name];
        return candidate === undefined ? [] : [row(command, count, name, candidate, ratios[name]?.cpu)];
      });
    }),
  );
  const head = [
    "command",
    "resources",
    "candidate",
    "wall s",
    "CPU s",
    parts.join(" / "),
    "CPU of a store ÷",
    "requests",
    "host MiB",
  ];
  return table(head, rows);
}

function row(
  command: string,
  count: number,
  name: CandidateName,
  { seconds, requests, hostMemory }: CandidateResult,
  ratio: Spread | undefined,
): string[] {
  const shares = parts.map((part) => fixed(seconds[part]?.median)).join(" / ");
  return [
    command,
    String(count),
    name,
    show(seconds.wall),
    show(seconds.cpu),
    shares,
    show(ratio),
    String(requests),
    hostMemory.toFixed(0),
  ];
}

function growthPerResourceTable([smallest, ...larger]: readonly GrowthResult[]): string {
  if (smallest === undefined) return "";
  const rows = commands.flatMap((command) =>
    larger.map((result) => {
      const added = (name: CandidateName, amountOf: (candidate: CandidateResult) => number | undefined): number => {
        const [from = Number.NaN, to = Number.NaN] = [smallest, result].map((growth) => {
          const candidate = growth.commands[command]?.candidates[name];
          return candidate && amountOf(candidate);
        });
        return (to - from) / (result.count - smallest.count);
      };
      const milliseconds = (name: CandidateName, measure: Measure) =>
        (1_000 * added(name, ({ seconds }) => seconds[measure]?.median)).toFixed(1);
      const cells = candidateNames.map(
        (name) => `${milliseconds(name, "cpu")} (${parts.map((part) => milliseconds(name, part)).join(" / ")})`,
      );
      return [command, String(result.count), ...cells, fixed(added("store", ({ requests }) => requests))];
    }),
  );
  return table(["command", "resources", ...candidateNames, "requests of a store"], rows);
}

function stateTable(growth: readonly GrowthResult[]): string {
  const rows = growth.map(({ count, stateBytes }) => [
    String(count),
    ...candidateNames.map((name) => {
      const bytes = stateBytes[name];
      return bytes === undefined ? "" : `${bytes.all} (${bytes.withoutSecrets} without secrets)`;
    }),
  ]);
  return table(["resources", ...candidateNames], rows);
}

function budgetTable(results: Results): string {
  const rows = budgetsOf(results).flatMap(({ what, limit, values }) =>
    values.map(({ at, value }) => [what, at, fixed(value), String(limit), value <= limit ? "met" : "missed"]),
  );
  return table(["budget", "resources", "measured", "limit", ""], rows);
}

function show(value: Spread | undefined, digits = 2): string {
  if (value === undefined) return "";
  const [middle, low, high] = [value.median, value.minimum, value.maximum].map((one) => one.toFixed(digits));
  return low === high ? `${middle}` : `${middle} (${low}–${high})`;
}

function fixed(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(2);
}
