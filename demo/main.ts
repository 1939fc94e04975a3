// `npm run demo`: a store's life on a real Pulumi engine, told step by step. Every sentence it tells is checked.
import { getSystemErrorName, styleText } from "node:util";
import { Interruption } from "../tools/interruption.ts";
import { checkStep } from "./check-step.ts";
import { openStage, type Stage } from "./demo-stack.ts";
import { engineFolder } from "./engine-folder.ts";
import { narrate, narrateProgram, narrateStep, narrateTraffic } from "./print.ts";
import { story } from "./steps.ts";

const interruption = new Interruption();
try {
  await tell(interruption.signal);
} catch (error) {
  process.stderr.write(`\ndemo: ${sentence(error)}\n`);
  process.exitCode = interruption.signal.aborted ? 130 : 1;
} finally {
  interruption.stopListening();
}

async function tell(signal: AbortSignal): Promise<void> {
  narrate(
    styleText("bold", "pulumi-vercel-marketplace, on a real Pulumi engine"),
    "Vercel is played by an emulator on this machine: no account, and nothing to pay.",
  );
  const engine = await engineFolder(signal);
  const stage = await openStage(engine, signal);
  try {
    narrateProgram("examples/quickstart/index.ts", stage.originalProgram);
    for (const [index, step] of story.entries()) {
      narrateStep(step, `${index + 1}/${story.length}`);
      const seen = await stage.play(step, signal);
      narrateTraffic(seen.requests);
      await checkStep(step, seen);
    }
  } finally {
    await stage.close();
  }
  await farewell(stage);
}

/** Last, because only a closed stage can be looked over for what it left behind. */
async function farewell(stage: Stage): Promise<void> {
  const left = await stage.leftovers();
  if (left.length > 0) throw new Error(`The demo left something behind: ${left.join(", ")}.`);
  narrate(
    "",
    styleText("bold", "That was the whole life of a store."),
    "Nothing is left: no store, no process, no file.",
    "Next: examples/quickstart/README.md runs the same program in your own team.",
  );
}

/** What went wrong, for a person: no stack, and words instead of a bare system error. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, path } = error as NodeJS.ErrnoException;
  return errno === undefined ? error.message : `${getSystemErrorName(errno)} on ${path ?? "an unnamed file"}`;
}
