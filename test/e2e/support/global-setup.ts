// Provides an engine for a test run, and removes what the run leaves.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { engineFolder } from "../../../tools/engine/engine-folder.ts";
import { endProcesses } from "../../../tools/workspace/processes.ts";
import { createWorkspace } from "../../../tools/workspace/workspace.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of `pulumi` and the programs beside it. */
    engineFolder: string;
    /** The folder of all workspaces of this run. */
    runFolder: string;
    /** A workspace with a new stack, which the tests copy. */
    templateFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`engine: ${line}\n`);
  const engine = await engineFolder({ say, signal: new AbortController().signal });
  project.provide("engineFolder", engine);
  const runFolder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-e2e-")));
  project.provide("runFolder", runFolder);
  project.provide("templateFolder", (await createWorkspace({ engine, parent: runFolder })).root);
  return async () => {
    // An interrupted test has not disposed of its workspace.
    await endProcesses(runFolder);
    await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
  };
}
