// `npm run demo`: the life of a store on a real Pulumi engine, step by step. Every statement that it prints is checked.
import { getSystemErrorName, styleText } from "node:util";
import { engineFolder } from "../tools/engine/engine-folder.ts";
import { Interruption } from "../tools/interruption.ts";
import { checkStep } from "./check-step.ts";
import { type DemoStack, openDemoStack } from "./demo-stack.ts";
import { print, printProgram, printStep } from "./print.ts";
import { notShown } from "./run-command.ts";
import { steps } from "./steps.ts";

const interruption = new Interruption();
try {
  await run(interruption.signal);
} catch (error) {
  process.stderr.write(`\ndemo: ${errorText(error)}\n`);
  process.exitCode = interruption.signal.aborted ? 130 : 1;
} finally {
  interruption.stopListening();
}

async function run(signal: AbortSignal): Promise<void> {
  print(
    `${styleText("bold", "pulumi-vercel-marketplace")}: storage from the Vercel Marketplace, declared in a Pulumi program.`,
    "The Pulumi engine is real. The Vercel API is an emulator on this machine: no account, and no costs.",
    ...notShown,
  );
  // The first time this takes minutes: without these lines the demo would seem to hang.
  const engine = await engineFolder({ say: (line) => print(`engine: ${line}`), signal });
  const stack = await openDemoStack(engine, signal);
  try {
    printProgram(stack.program);
    for (const [index, step] of steps.entries()) {
      printStep(step, `${index + 1}/${steps.length}`);
      const result = await stack.run(step, signal);
      await checkStep(step, result);
    }
  } finally {
    await stack.close();
  }
  await checkNothingIsLeft(stack);
}

async function checkNothingIsLeft(closed: DemoStack): Promise<void> {
  const left = await closed.leftovers();
  if (left.length > 0) throw new Error(`The demo did not remove: ${left.join(", ")}.`);
  print("", "Nothing is left: no store, no process, no file. Next: examples/quickstart, in your own team.");
}

/** Without a stack trace; a bare system error gets its name and path. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, path } = error as NodeJS.ErrnoException;
  return errno === undefined ? error.message : `${getSystemErrorName(errno)} on ${path ?? "an unnamed file"}`;
}
