// The processes of a workspace, identified by the environment that they inherit, and ended by their ids.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

export interface LiveProcess {
  pid: number;
  command: string;
}

/**
 * Every process whose PULUMI_HOME lies below the folder. Parents and process groups do not identify them: the
 * engine starts each plugin in its own group, and a plugin that outlives its engine has no parent.
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

/** Kills the processes, and waits until they have ended. */
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
