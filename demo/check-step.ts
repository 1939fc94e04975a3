// Checks the result of a step after its command has run.
import { printPassed } from "./print.ts";
import type { Step, StepResult } from "./step.ts";

/** Prints the checks if they have passed, and throws at the first that fails. */
export async function checkStep(step: Step, result: StepResult): Promise<void> {
  if ((result.exitCode !== 0) !== (step.fails ?? false)) {
    throw new Error(`Step "${step.title}" ended with the unexpected exit code ${result.exitCode}.`);
  }
  for (const { description, passes } of step.checks) {
    if (!(await passes(result))) throw new Error(`Step "${step.title}" failed its check: "${description}"`);
  }
  const descriptions = step.checks.map(({ description }) => description);
  printPassed(result.requests, descriptions);
}
