// Ends a run at a labelled point: the emulator holds a request there while a process is killed.
import { setTimeout as pause } from "node:timers/promises";
import type { BarrierGiven } from "vercel-marketplace-emulator";
import type { RunningCli } from "../../../tools/workspace/cli.ts";
import type { Stack } from "./stack.ts";

export type Victim = "the CLI" | "the provider" | "both";

export interface Crash {
  point: BarrierGiven;
  victim: Victim;
  /** The command that is cut off. */
  args: string[];
}

/** Runs the command up to the point, kills the victim, and lets whatever lives on come to its end. */
export async function crash(stack: Stack, { point, victim, args }: Crash): Promise<void> {
  const { emulator, workspace } = stack;
  const barrier = emulator.barriers.hold(point);
  const running = workspace.start(args);
  await Promise.race([barrier.reached(), running.done.then(({ output }) => failed(output))]);
  kill(stack, running, victim);
  barrier.release();
  if (victim !== "the provider") await running.done;
  await cameToItsEnd(stack);
  if (victim === "the provider") await running.done;
}

function failed(output: string): never {
  throw new Error(`The command ended before it reached the point:\n${output}`);
}

function kill({ workspace }: Stack, running: RunningCli, victim: Victim): void {
  // The provider first: a CLI that is gone cannot be asked for its plugins any more, but the list does not need it.
  if (victim !== "the CLI") {
    for (const { pid, command } of workspace.processes()) {
      if (command.includes("dynamic-provider")) process.kill(pid, "SIGKILL");
    }
  }
  if (victim !== "the provider") running.kill("SIGKILL");
}

const QUIET = 1_500;

/**
 * Waits until every request is answered or cut, and nobody has asked anything for a while. What an orphaned provider
 * does next cannot be seen from outside, so its end is that it asks nothing more.
 */
async function cameToItsEnd({ emulator }: Stack): Promise<void> {
  for (;;) {
    const entries = emulator.journal.entries();
    const latest = Math.max(0, ...entries.map(({ at }) => at));
    if (Date.now() - latest > QUIET) return;
    await pause(50);
  }
}

/** What a person does after a run that was cut off: cancel, and up; where a store is named, adopt it. */
export async function recover(
  stack: Stack,
  programOf: (adopt?: string) => string,
  { refresh = false }: { refresh?: boolean } = {},
): Promise<{ refusedFirst: boolean }> {
  const { emulator, workspace } = stack;
  await workspace.cancel();
  if (refresh) await workspace.refresh();
  emulator.journal.clear();
  await workspace.writeProgram(programOf());
  const first = await workspace.up();
  if (first.code === 0) return { refusedFirst: false };
  const named = /set adopt: "(\w+)"/.exec(first.output)?.[1];
  if (named === undefined) throw new Error(`The run after the crash says no way out:\n${first.output}`);
  if (emulator.journal.writes().length > 0) throw new Error(`The run after the crash wrote:\n${first.output}`);
  await workspace.writeProgram(programOf(named));
  const second = await workspace.up();
  if (second.code !== 0) throw new Error(`The store could not be taken over:\n${second.output}`);
  return { refusedFirst: true };
}
