// Kills a run at a labelled point: the emulator holds a request there while a process is killed.
import { setTimeout as pause } from "node:timers/promises";
import type { BarrierGiven } from "vercel-marketplace-emulator";
import type { RunningCli } from "../../../tools/workspace/cli.ts";
import { existingStores } from "./messages.ts";
import type { Stack } from "./stack.ts";

export type Victim = "the CLI" | "the provider" | "both";

export interface Crash {
  point: BarrierGiven;
  victim: Victim;
  /** The command that is interrupted. */
  args: string[];
}

/** Runs the command up to the point, kills the victim, and waits until the other processes are idle. */
export async function crash(stack: Stack, { point, victim, args }: Crash): Promise<void> {
  const { emulator, workspace } = stack;
  const barrier = emulator.barriers.hold(point);
  const running = workspace.start(args);
  await Promise.race([barrier.reached(), running.done.then(({ output }) => failed(output))]);
  kill(stack, running, victim);
  barrier.release();
  if (victim !== "the provider") await running.done;
  await waitUntilIdle(stack);
  if (victim === "the provider") await running.done;
}

function failed(output: string): never {
  throw new Error(`The command ended before it reached the point:\n${output}`);
}

function kill({ workspace }: Stack, running: RunningCli, victim: Victim): void {
  // The provider first: it may end by itself once the CLI is killed.
  if (victim !== "the CLI") {
    for (const { pid, command } of workspace.processes()) {
      if (command.includes("dynamic-provider")) process.kill(pid, "SIGKILL");
    }
  }
  if (victim !== "the provider") running.kill("SIGKILL");
}

const QUIET = 1_500;

/**
 * Waits until no request has arrived for a while. Whether an orphaned provider has finished cannot be observed in any
 * other way.
 */
async function waitUntilIdle({ emulator }: Stack): Promise<void> {
  for (;;) {
    const entries = emulator.journal.entries();
    const latest = Math.max(0, ...entries.map(({ at }) => at));
    if (Date.now() - latest > QUIET) return;
    await pause(50);
  }
}

/** What a user does after an interrupted run: cancel, then up; if the store exists, adopt it. */
export async function recover(
  stack: Stack,
  programOf: (adopt?: string) => string,
  { refresh = false }: { refresh?: boolean } = {},
): Promise<{ failedFirst: boolean }> {
  const { emulator, workspace } = stack;
  await workspace.cancel();
  if (refresh) await workspace.refresh();
  emulator.journal.clear();
  await workspace.writeProgram(programOf());
  const first = await workspace.up();
  if (first.code === 0) return { failedFirst: false };
  const [existing, ...others] = existingStores(first.output);
  if (existing === undefined || others.length > 0) throw new Error(`Not exactly one store to adopt:\n${first.output}`);
  if (emulator.journal.writes().length > 0) throw new Error(`The run after the crash wrote:\n${first.output}`);
  await workspace.writeProgram(programOf(existing));
  const second = await workspace.up();
  if (second.code !== 0) throw new Error(`The store could not be adopted:\n${second.output}`);
  return { failedFirst: true };
}
