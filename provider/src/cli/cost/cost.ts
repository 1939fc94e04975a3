// `cost`: what the stores of a preview or a stack cost a month, from the JSON that the engine prints.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { OperationError } from "../../errors/operation-error";
import { render } from "../../errors/render";
import { fail, say } from "../terminal/messages";
import type { Output } from "../terminal/output";
import { readInput } from "./input";
import { formatCents, formatReport, formatSum } from "./print";
import { type CostReport, createReport } from "./report";

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
    throw fail("cost-input-invalid", { source, reason: (error as NodeJS.ErrnoException).code ?? "it cannot be read" });
  });
  const report = createReport(readInput(given, source));
  const failure = max === undefined ? undefined : exceeds(report, max, strict);
  const error = failure && { code: failure.code, message: render(failure) };
  if (json) output.printJson({ ...report, ...(error && { error }) });
  else output.print(formatReport(report));
  if (error !== undefined) {
    output.note(error.message);
    process.exitCode = 1;
  } else if (max !== undefined && !report.isComplete) {
    output.note(say("cost-incomplete", { sum: formatSum(report) }));
  }
}

/** What `--max` fails with. */
function exceeds(report: CostReport, max: number, strict = false): OperationError | undefined {
  const sum = formatSum(report);
  if (report.monthlyCents > max) return fail("cost-above-maximum", { sum, max: formatCents(max) });
  return strict && !report.isComplete ? fail("cost-not-known", { sum }) : undefined;
}
