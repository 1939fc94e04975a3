// What the packed package was tested with. `npm run docs:compatibility` takes the results from the last exhaustive run.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineFolder } from "../engine/engine-folder.ts";
import { versionOf } from "../engine/programs.ts";
import { table } from "../markdown.ts";

export type Result = "passed" | "failed" | "not tested";

export interface Compatibility {
  version: string;
  engine: string;
  sdk: string;
  date: string;
  rows: { group: string; name: string; result: Result }[];
}

/** The part of vitest's report that is read. */
export interface Report {
  startTime: number;
  testResults: { assertionResults: { title: string; status: string }[] }[];
}

/** The rows in a report. A row that did not run is not tested, whatever an earlier run said. */
export function rowsIn({ testResults }: Report): Compatibility["rows"] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ title, status }) => {
      const [, group, name] = /^P38 works with ([^:]+): (.+)$/.exec(title) ?? [];
      if (group === undefined || name === undefined) return [];
      return [{ group, name, result: status === "passed" || status === "failed" ? status : "not tested" }];
    });
}

/** One line for each group. What failed or was not tested says so. */
export function compatibilityTable({ version, engine, sdk, date, rows }: Compatibility): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const cell = (result: Result, group: string) =>
    rows
      .filter((row) => row.group === group && row.result === result)
      .map(({ name }) => name)
      .join("; ");
  const lines = groups.map((group) => [
    group,
    cell("passed", group),
    [`fails: ${cell("failed", group)}`, `not tested: ${cell("not tested", group)}`]
      .filter((text) => !text.endsWith(": "))
      .join("; "),
  ]);
  return table([`${version}, engine ${engine}, SDK ${sdk}, ${date}`, "works", ""], lines);
}

if (import.meta.main) {
  const root = new URL("../../", import.meta.url);
  const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
  const report: Report = read(".vitest-report-exhaustive.json");
  const say = () => undefined;
  const engine = await engineFolder({ say, signal: new AbortController().signal });
  const rows = rowsIn(report);
  if (rows.length === 0) throw new Error("The report has no row. Run: npm run test:exhaustive");
  const compatibility: Compatibility = {
    version: read("provider/package.json").version,
    engine: await versionOf(join(engine, "pulumi")),
    sdk: read("node_modules/@pulumi/pulumi/package.json").version,
    date: new Date(report.startTime).toISOString().slice(0, 10),
    rows,
  };
  writeFileSync(new URL("docs/compatibility.json", root), `${JSON.stringify(compatibility, null, 2)}\n`);
}
