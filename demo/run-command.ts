// One `pulumi` command: the end of its output is printed, and all is returned for the checks.
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

// They change how the engine prints and asks, not what it does.
const displayFlags = ["--non-interactive", "--suppress-progress"];
const consent = ["--yes", "--skip-preview"];

/** What a command has besides what is printed, and what is not printed of its output. */
export const notShown = [
  `Not shown: the engine's progress and headings; the flags ${displayFlags.join(" ")},`,
  `and of up and destroy ${consent.join(" ")}.`,
];

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
  child.stdout.setEncoding("utf8").on("data", (text: string) => printed.push(text));
  const exitCode = await ended.finally(() => end.removeEventListener("abort", stop));
  signal.throwIfAborted();
  if (late.aborted) throw new Error(`pulumi ${command.join(" ")} did not end within ${timeoutSeconds} s.`);
  process.stdout.write(endOf(printed.join("")));
  return { exitCode, output: stripVTControlCharacters(printed.join("")) };
}

/** The diagnostics, outputs and counts at the end, without their headings. All of the output if it has none of them. */
function endOf(output: string): string {
  const lines = output.split(/\r?\n/).filter((line) => plain(line) !== "");
  const isHeading = (line: string) => /^(Diagnostics|Outputs|Resources):$/.test(plain(line));
  const first = Math.max(0, lines.findIndex(isHeading));
  const duration = lines.findIndex((line) => plain(line).startsWith("Duration:"));
  const end = lines.slice(first, duration === -1 ? undefined : duration);
  return end.flatMap((line) => (isHeading(line) ? [] : [`${line}\n`])).join("");
}

function plain(line: string): string {
  return stripVTControlCharacters(line).trim();
}

function flags([command = ""]: string[]): string[] {
  const color = `--color=${process.stdout.isTTY && process.stdout.hasColors() ? "always" : "never"}`;
  return [color, ...displayFlags, ...(command === "preview" ? [] : consent)];
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
