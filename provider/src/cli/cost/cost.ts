// `cost`: what the stores of a preview or a stack cost a month, from the JSON that the engine prints.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { OperationError } from "../../errors/operation-error";
import { render } from "../../errors/render";
import { fail } from "../terminal/messages";
import type { Output } from "../terminal/output";
import { readInput } from "./input";
import { formatCents, formatReport, formatSum } from "./print";
import { createReport } from "./report";
import type { CostReport } from "./result";

export interface CostOptions {
  file?: string;
  /** In US cents. */
  max?: number;
  strict?: boolean;
  json?: boolean;
}

/** @throws an error with the code `cost-input-invalid` or `cost-preview-failed`: then there is no report */
export async function cost({ file, max, strict, json }: CostOptions, output: Output): Promise<void> {
  const source = file ?? "standard input";
  const given = await (file === undefined ? text(process.stdin) : readFile(file, "utf8")).catch((error: Error) => {
    throw fail("cost-input-invalid", { source, reason: error.message.replace(/,.*/s, "") });
  });
  const report = createReport(readInput(given, source));
  const problem = max === undefined ? undefined : problemOf(report, max);
  const fails = problem?.code === "cost-above-maximum" || (strict && problem !== undefined);
  if (!json) output.print(formatReport(report));
  else if (!fails) output.printJson(report);
  else output.printJson({ ...report, error: { code: problem.code, message: render(problem) } });
  if (problem !== undefined) output.note(render(problem));
  if (fails) process.exitCode = 1;
}

/** What `--max` fails with, or warns of. */
function problemOf(report: CostReport, max: number): OperationError | undefined {
  const sum = formatSum(report);
  if (report.monthlyCents > max) return fail("cost-above-maximum", { sum, max: formatCents(max) });
  return report.isComplete ? undefined : fail("cost-not-known", { sum });
}
