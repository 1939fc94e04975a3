// Workspaces of a test run: with the engine and in the folder of the global set-up.
import { join } from "node:path";
import { inject } from "vitest";
import * as workspaces from "../../../tools/workspace/workspace.ts";

export type WorkspaceOptions = Omit<workspaces.WorkspaceOptions, "engine" | "parent">;

export function createWorkspace(options: WorkspaceOptions): Promise<workspaces.Workspace> {
  const [engine, parent] = [inject("engineFolder"), inject("runFolder")];
  const needsOwnStack = [options.project, options.stack, options.config, options.files, options.copyOf].some(Boolean);
  const template = needsOwnStack ? {} : { template: inject("templateFolder") };
  // Shared by all workspaces: each run of the engine starts three Node processes that load the same packages.
  const environment = { NODE_COMPILE_CACHE: join(parent, "compile-cache"), ...options.environment };
  return workspaces.createWorkspace({ ...options, ...template, engine, parent, environment });
}
