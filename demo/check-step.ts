// Checks a step after its command has run.
import { narrateClaim } from "./print.ts";
import type { Seen, Step } from "./step.ts";

/** Prints each statement that is true, and throws at the first that is not. */
export async function checkStep(step: Step, seen: Seen): Promise<void> {
  if ((seen.exitCode !== 0) !== (step.refused ?? false)) {
    throw new Error(`Step "${step.title}" ended with exit code ${seen.exitCode}, which is not what it shows.`);
  }
  for (const { says, holds } of step.claims) {
    if (!(await holds(seen))) throw new Error(`Step "${step.title}" failed: not true that "${says}"`);
    narrateClaim(says);
  }
}
