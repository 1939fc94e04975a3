// A step of the demo: what is announced, what is run, and the checks of its result.
import type { Emulator, FaultGiven, JournalEntry, StoredStore } from "vercel-marketplace-emulator";
import type { Workspace } from "../tools/workspace/workspace.ts";

export interface Step {
  title: string;
  /** A change of the program. */
  edit?: Edit;
  /** What goes wrong at the API. */
  fault?: FaultGiven;
  /** Arguments of `pulumi`. */
  command: string[];
  /** Whether the command has to fail. The edit is taken back then. */
  fails?: boolean;
  checks: Check[];
}

/** Replaces a line of the program, or appends lines. */
export interface Edit {
  remove?: string;
  add: string;
}

export interface Check {
  /** Printed when the check has passed. */
  description: string;
  passes(result: StepResult): boolean | Promise<boolean>;
}

export interface StepResult {
  exitCode: number | null;
  /** What the engine printed, without colors. */
  output: string;
  /** The requests of this step, in the order of their arrival. */
  requests: readonly JournalEntry[];
  /** The stores at the API after the step, and before it. */
  stores: readonly StoredStore[];
  storesBefore: readonly StoredStore[];
  emulator: Emulator;
  workspace: Workspace;
}

/** For every step that must not change anything. */
export const nothingWritten: Check = {
  description: "Nothing was written.",
  passes: ({ requests, stores, storesBefore }) =>
    requests.every(({ method }) => method === "GET") && JSON.stringify(stores) === JSON.stringify(storesBefore),
};
