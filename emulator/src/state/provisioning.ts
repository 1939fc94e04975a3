// Time as a state machine: how a store comes from its first status to its last.
import type { StoredStore } from "./world.js";

/** Statuses in which the partner has not made the resource yet, so that there are no secrets. */
export const unfinished: ReadonlySet<string> = new Set(["initializing", "onboarding"]);

/** The store as it is now. A read by id counts against the reads that are left; a list does not. */
export function advance(store: StoredStore, now: number, kind: "by-id" | "in-list"): StoredStore {
  const { pending } = store;
  if (!pending) return store;
  const left = pending.reads ?? 0;
  if (left === 0 && now >= (pending.until ?? 0)) {
    store.status = pending.end;
    store.updatedAt = now;
    delete store.pending;
  } else if (kind === "by-id" && left > 0) {
    pending.reads = left - 1;
  }
  return store;
}
