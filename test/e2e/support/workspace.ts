// Workspaces of a test run: with the engine and in the folder of the global set-up.
import { join } from "node:path";
import { inject } from "vitest";
import * as workspaces from "../../../tools/workspace/workspace.ts";

export type WorkspaceOptions = Omit<workspaces.WorkspaceOptions, "engine" | "parent">;

export function createWorkspace(options: WorkspaceOptions): Promise<workspaces.Workspace> {
  const [engine, parent] = [inject("engineFolder"), inject("runFolder")];
  // Shared by all workspaces: each run of the engine starts three Node processes that load the same packages.
  const environment = { NODE_COMPILE_CACHE: join(parent, "compile-cache"), ...options.environment };
  return workspaces.createWorkspace({ ...options, engine, parent, environment });
}
