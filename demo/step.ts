// A step of the demo: what is announced, what is run, and the claims about it, told only once they have been checked.
import type { Emulator, JournalEntry, StoredStore } from "vercel-marketplace-emulator";
import type { Workspace } from "../tools/workspace/workspace.ts";
import { narrateClaim } from "./narrator.ts";

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

/** Tells each claim that holds, and stops at the first that does not. */
export async function check(step: Step, seen: Seen): Promise<void> {
  if ((seen.exitCode !== 0) !== (step.refused ?? false)) {
    throw new Error(`Step "${step.title}" ended with exit code ${seen.exitCode}, which is not what it shows.`);
  }
  for (const { says, holds } of step.claims) {
    if (!(await holds(seen))) throw new Error(`Step "${step.title}" does not hold its word: "${says}"`);
    narrateClaim(says);
  }
}

/** Shared by every step that must not touch anything. */
export const nothingWritten: Claim = {
  says: "Nothing was written, and every store is as it was.",
  holds: ({ requests, stores, storesBefore }) =>
    requests.every(({ method }) => method === "GET") && JSON.stringify(stores) === JSON.stringify(storesBefore),
};
