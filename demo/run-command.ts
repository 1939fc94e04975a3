// One `pulumi` command whose output is passed on as it comes, and kept for the claims about it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { Workspace } from "../tools/workspace/workspace.ts";

export interface EngineRun {
  exitCode: number | null;
  output: string;
}

const longestSeconds = 120;
const graceSeconds = 5;

// Left out of what is shown as the command: they change how the engine prints, not what it does.
const displayFlags = ["--non-interactive", "--suppress-progress"];

export async function runEngine(workspace: Workspace, command: string[], signal: AbortSignal): Promise<EngineRun> {
  const late = AbortSignal.timeout(longestSeconds * 1_000);
  const end = AbortSignal.any([signal, late]);
  end.throwIfAborted();
  // The shell joins the two streams where they arise, so that an error stands where the engine printed it.
  // A process group of its own, because Ctrl-C is for the demo, which passes it on.
  const child = spawn("/bin/sh", ["-c", 'exec pulumi "$@" 2>&1', "pulumi", ...command, ...flags(command)], {
    cwd: workspace.folder,
    env: environment(workspace),
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const stop = () => void interrupt(child.pid, ended);
  end.addEventListener("abort", stop, { once: true });
  const printed: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.push(text);
    process.stdout.write(text);
  });
  const exitCode = await ended.finally(() => end.removeEventListener("abort", stop));
  signal.throwIfAborted();
  if (late.aborted) throw new Error(`pulumi ${command.join(" ")} did not end within ${longestSeconds} s.`);
  return { exitCode, output: stripVTControlCharacters(printed.join("")) };
}

function flags(command: string[]): string[] {
  const colour = `--color=${process.stdout.isTTY && process.stdout.hasColors() ? "always" : "never"}`;
  // `stack output` prints a table, and has no display to set up.
  return command[0] === "stack" ? [colour] : [colour, ...displayFlags];
}

/** The program starts five times over: what Node compiled is kept, and its types, checked elsewhere, are left alone. */
function environment({ environment: base }: Workspace): Record<string, string> {
  const compiled = join(base.TMPDIR ?? "", "node-compile-cache");
  return { ...base, NODE_COMPILE_CACHE: compiled, PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
}

/** Asks the engine to end, as Ctrl-C does, so that it ends its plugins too; does not wait for it for ever. */
async function interrupt(pid: number | undefined, ended: Promise<unknown>): Promise<void> {
  if (pid === undefined) return;
  tell(pid, "SIGINT");
  const waiting = new AbortController();
  const isEnded = ended.then(() => true);
  const patience = pause(graceSeconds * 1_000, false, { signal: waiting.signal }).catch(() => false);
  if (!(await Promise.race([isEnded, patience]))) tell(-pid, "SIGKILL");
  waiting.abort();
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
