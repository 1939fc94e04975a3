// Deletes what a run left: the stores of its name, and no other.
import { setTimeout as pause } from "node:timers/promises";
import { deleteCommand, deleteStore, type LiveApi, type LiveStore, listStores } from "./api.ts";
import { startOf } from "./settings.ts";

const HOUR = 3_600_000;
/** How long a deleted store may stay in the list. */
const GRACE_SECONDS = 60;

export interface CleanUp {
  /** What existed until the clean-up deleted it. */
  deleted: LiveStore[];
  left: LiveStore[];
  /** Why something is left, or may be. */
  problem?: string;
}

/**
 * Deletes the stores of this name until the list has none. A request of the run may still be carried out, so an
 * interrupted run repeats the list for `settleSeconds`.
 */
export async function cleanUp(api: LiveApi, name: string, settleSeconds: number): Promise<CleanUp> {
  const deleted = new Map<string, LiveStore>();
  const settled = Date.now() + settleSeconds * 1_000;
  const deadline = settled + GRACE_SECONDS * 1_000;
  let left: LiveStore[] = [];
  let interval = 50;
  try {
    for (;;) {
      left = (await listStores(api)).filter((store) => store.name === name);
      if (left.length === 0 && Date.now() >= settled) return { deleted: [...deleted.values()], left };
      if (Date.now() >= deadline) throw new Error("it is still in the list of stores");
      for (const store of [...left]) {
        if (await deleteStore(api, store)) deleted.set(store.id, store);
        left.shift();
      }
      await pause(interval);
      interval = Math.min(2 * interval, 1_000);
    }
  } catch (error) {
    return { deleted: [...deleted.values()], left, problem: (error as Error).message };
  }
}

/** The stores of earlier runs. One that began within the last hour may still be running. */
export async function listLeftovers(api: LiveApi, now = Date.now()): Promise<LiveStore[]> {
  const isOld = ({ name }: LiveStore) => (startOf(name) ?? Number.POSITIVE_INFINITY) < now - HOUR;
  return (await listStores(api)).filter(isOld);
}

/** What a person needs to delete the store: name, id, page in the dashboard, command. */
export function describeLeft(api: LiveApi, store: LiveStore): string {
  const isSlug = api.team !== undefined && !api.team.startsWith("team_");
  // The dashboard asks for the team.
  const page = isSlug ? `${api.team}/~/stores/integration/` : "d?to=%2F%5Bteam%5D%2F~%2Fstores%2Fintegration%2F";
  return [
    `  ${store.name} ${store.id}`,
    `    https://vercel.com/${page}${store.id}`,
    `    ${deleteCommand(api, store)}`,
  ].join("\n");
}
