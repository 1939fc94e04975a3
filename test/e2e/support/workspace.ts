// Workspaces of a test run: with the engine and in the folder of the global set-up.
import { inject } from "vitest";
import * as workspaces from "../../../tools/workspace/workspace.ts";

export type WorkspaceOptions = Omit<workspaces.WorkspaceOptions, "engine" | "parent">;

export function createWorkspace(options: WorkspaceOptions): Promise<workspaces.Workspace> {
  return workspaces.createWorkspace({ engine: inject("engineFolder"), parent: inject("runFolder"), ...options });
}
