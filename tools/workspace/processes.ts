// The processes of a workspace, found by the environment that they all inherit, and ended by their ids.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

export interface LiveProcess {
  pid: number;
  command: string;
}

/**
 * Every process whose PULUMI_HOME lies below the folder. Parents and process groups would not do: the engine gives
 * each plugin a group of its own, and a plugin that outlives its engine has lost its parent.
 * Only Linux shows the environment of a process as a file; elsewhere the list is empty.
 */
export function processesOf(folder: string): LiveProcess[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const belongs = readProcess(pid, "environ").some((entry) => entry.startsWith(`PULUMI_HOME=${folder}/`));
    return belongs ? [{ pid: Number(pid), command: readProcess(pid, "cmdline").join(" ").trim() }] : [];
  });
}

/** Ends them without asking, and waits until they are gone. */
export async function endProcesses(folder: string): Promise<void> {
  for (let left = processesOf(folder); left.length > 0; left = processesOf(folder)) {
    for (const { pid } of left) endProcess(pid);
    await pause(10);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readProcess(pid: string, file: "environ" | "cmdline"): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0");
  } catch {
    // It has ended since the listing, or belongs to another user.
    return [];
  }
}
