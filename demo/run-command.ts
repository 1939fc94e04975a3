// One `pulumi` command: its output is passed through as it arrives, and returned for the checks.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { Workspace } from "../tools/workspace/workspace.ts";

export interface CommandResult {
  exitCode: number | null;
  output: string;
}

const timeoutSeconds = 120;
const graceSeconds = 5;

// Not printed as part of the command: they change how the engine prints, not what it does.
const displayFlags = ["--non-interactive", "--suppress-progress"];

export async function runCommand(workspace: Workspace, command: string[], signal: AbortSignal): Promise<CommandResult> {
  const late = AbortSignal.timeout(timeoutSeconds * 1_000);
  const end = AbortSignal.any([signal, late]);
  end.throwIfAborted();
  // The shell merges the two streams, so that errors keep their place in the output.
  // The command has its own process group: Ctrl-C goes to the demo, which interrupts the command.
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
  if (late.aborted) throw new Error(`pulumi ${command.join(" ")} did not end within ${timeoutSeconds} s.`);
  return { exitCode, output: stripVTControlCharacters(printed.join("")) };
}

function flags(command: string[]): string[] {
  const color = `--color=${process.stdout.isTTY && process.stdout.hasColors() ? "always" : "never"}`;
  // `stack output` prints a table and does not accept the display flags.
  return command[0] === "stack" ? [color] : [color, ...displayFlags];
}

/** The program runs several times: Node caches what it compiled. Types are checked by `npm run check`, not here. */
function environment({ environment: base }: Workspace): Record<string, string> {
  const compiled = join(base.TMPDIR ?? "", "node-compile-cache");
  return { ...base, NODE_COMPILE_CACHE: compiled, PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
}

/** Interrupts the engine as Ctrl-C does, so that it ends its plugins too. After the grace period it is killed. */
async function interrupt(pid: number | undefined, ended: Promise<unknown>): Promise<void> {
  if (pid === undefined) return;
  sendSignal(pid, "SIGINT");
  const timer = new AbortController();
  const hasEnded = ended.then(() => true);
  const gracePeriod = pause(graceSeconds * 1_000, false, { signal: timer.signal }).catch(() => false);
  if (!(await Promise.race([hasEnded, gracePeriod]))) sendSignal(-pid, "SIGKILL");
  timer.abort();
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // The process has already ended.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
