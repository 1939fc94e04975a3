// Which stores the resources of a program are known to have: no store may belong to two of them.
import type { Context } from "./context";

const held = new WeakMap<Context, Set<string>>();
const wanted = new WeakMap<Context, Set<string>>();

/** Takes note of a store that the engine named as a resource's own. */
export function noteHeld(context: Context, id: string): void {
  const known = held.get(context) ?? new Set();
  known.add(id);
  held.set(context, known);
}

export function noteReleased(context: Context, id: string): void {
  held.get(context)?.delete(id);
}

export function isHeld(context: Context, id: string): boolean {
  return held.get(context)?.has(id) ?? false;
}

/** Takes note of a store that a new resource is to take over. */
export function noteWanted(context: Context, id: string): void {
  const known = wanted.get(context) ?? new Set();
  known.add(id);
  wanted.set(context, known);
}

export function isWanted(context: Context, id: string): boolean {
  return wanted.get(context)?.has(id) ?? false;
}
