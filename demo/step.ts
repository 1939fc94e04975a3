// A step of the demo: what is announced, what is run, and the statements about it that are checked afterwards.
import type { Emulator, JournalEntry, StoredStore } from "vercel-marketplace-emulator";
import type { Workspace } from "../tools/workspace/workspace.ts";

export interface Step {
  title: string;
  /** One or two short lines: what comes, and why it is safe. */
  before: string[];
  /** A change of the program for this step alone. */
  edit?: Edit;
  /** Arguments of `pulumi`. */
  command: string[];
  /** Whether the command has to fail, as where a mistake is shown. */
  refused?: boolean;
  claims: Claim[];
}

/** One line for another, or one line more at the end of the program. */
export interface Edit {
  remove?: string;
  add: string;
}

export interface Claim {
  says: string;
  holds(seen: Seen): boolean | Promise<boolean>;
}

/** What a step left to look at. */
export interface Seen {
  exitCode: number | null;
  /** What the engine printed, without colours. */
  output: string;
  /** The requests of this step, in the order of their arrival. */
  requests: readonly JournalEntry[];
  /** The stores that are now at the API, and those that were there before the step. */
  stores: readonly StoredStore[];
  storesBefore: readonly StoredStore[];
  emulator: Emulator;
  workspace: Workspace;
}

/** Shared by every step that must not touch anything. */
export const nothingWritten: Claim = {
  says: "Nothing was written, and every store is as it was.",
  holds: ({ requests, stores, storesBefore }) =>
    requests.every(({ method }) => method === "GET") && JSON.stringify(stores) === JSON.stringify(storesBefore),
};
