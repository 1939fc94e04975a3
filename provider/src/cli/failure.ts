// How a command fails: one or two plain sentences on stderr, and exit code 1.
import { VercelError } from "../vercel/errors";

/** Runs a command; a failure is told, not thrown. */
export async function tellFailure(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${inSentences(error)}\n`);
    process.exitCode = 1;
  }
}

export function inSentences(error: unknown): string {
  if (VercelError.isInstance(error)) return `${error.message} ${error.nextStep}`;
  return error instanceof Error ? error.message : String(error);
}
