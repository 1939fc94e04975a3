// Which connections the resources of a program have by what this process did: none may belong to two of them.
import type { Context } from "../core/context";

const claims = new WeakMap<Context, Set<string>>();

/** Takes note of a connection that a resource was given, or keeps: another one neither takes it over nor deletes it. */
export function noteClaimed(context: Context, id: string): void {
  const known = claims.get(context) ?? new Set();
  known.add(id);
  claims.set(context, known);
}

export function noteReleased(context: Context, id: string): void {
  claims.get(context)?.delete(id);
}

export function isClaimed(context: Context, id: string): boolean {
  return claims.get(context)?.has(id) ?? false;
}
