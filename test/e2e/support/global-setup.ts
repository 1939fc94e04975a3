// Provides an engine for a test run, and removes what the run leaves.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { engineFolder } from "../../../tools/engine/engine-folder.ts";
import { endProcesses } from "../../../tools/workspace/processes.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of `pulumi` and the programs beside it. */
    engineFolder: string;
    /** The folder of all workspaces of this run. */
    runFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`engine: ${line}\n`);
  project.provide("engineFolder", await engineFolder({ say, signal: new AbortController().signal }));
  const runFolder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-e2e-")));
  project.provide("runFolder", runFolder);
  return async () => {
    // An interrupted test has not disposed of its workspace.
    await endProcesses(runFolder);
    await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
  };
}
