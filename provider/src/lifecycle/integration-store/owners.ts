// Which resource a store stays with in this run: a deletion that another resource asks for must not take it away.
import { createHash } from "node:crypto";
import type { StoreState } from "../../contract/integration-store";
import { type Abridged, LEFT_OUT } from "../../contract/left-out";
import { canonicalText } from "../../contract/values";
import type { Context } from "../core/context";

interface Owners {
  /** Taken over by a creation of this run. */
  adopted: boolean;
  /** The states, as digests, of the resources that the program keeps as they are. */
  kept: Set<string>;
}

const owners = new WeakMap<Context, Map<string, Owners>>();

export function noteAdopted(context: Context, id: string): void {
  ownersOf(context, id).adopted = true;
}

/** Takes note of a resource that the program still has, and that keeps its store. */
export function noteKept(context: Context, id: string, state: StoreState): void {
  ownersOf(context, id).kept.add(digest(state));
}

/**
 * Whether a store stays with another resource than the one of this state. A resource that was given another logical
 * name, and whose store was taken over under the new one, is deleted under the old one at the end of the same run.
 */
export function staysWithAnother(context: Context, id: string, state: StoreState): boolean {
  const { adopted, kept } = ownersOf(context, id);
  const own = digest(state);
  return adopted || [...kept].some((other) => other !== own);
}

function ownersOf(context: Context, id: string): Owners {
  const known = owners.get(context) ?? new Map<string, Owners>();
  owners.set(context, known);
  const found = known.get(id) ?? { adopted: false, kept: new Set() };
  known.set(id, found);
  return found;
}

/** A state holds secrets. What was left out of one is there at one time and not at another. */
function digest(state: Abridged<StoreState>): string {
  const leftOut = new Set(state[LEFT_OUT]);
  const told = Object.fromEntries(Object.entries(state).filter(([key]) => !leftOut.has(key)));
  return createHash("sha256").update(canonicalText(told)).digest("base64");
}
