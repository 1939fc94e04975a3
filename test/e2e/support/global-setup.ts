// Makes sure of an engine once for a whole test run, and clears away what the run leaves behind.
import { execFile } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { endProcesses } from "../../../tools/workspace/processes.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Holds `pulumi` and the programs beside it. */
    engineFolder: string;
    /** Where the workspaces of this run are made. */
    runFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide("engineFolder", await engineFolder());
  const runFolder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-e2e-")));
  project.provide("runFolder", runFolder);
  return async () => {
    // A test that was cut off has not disposed of its workspace.
    await endProcesses(runFolder);
    await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
  };
}

function engineFolder(): Promise<string> {
  const script = fileURLToPath(new URL("../../../tools/engine/main.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [script], (error, stdout) => {
      const folder = stdout.trim().split("\n").at(-1);
      if (error || !folder) reject(new Error("There is no Pulumi engine to test with; see above."));
      else resolve(folder);
    });
    child.stderr?.pipe(process.stderr);
  });
}
