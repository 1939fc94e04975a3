// adopt: the store with a given id, if it is the one that the program describes.
import type { StoreInputs } from "../../contract/integration-store";
import { formatTeam } from "../../contract/team-reference";
import type { Store } from "../../vercel/api/stores";
import { getStore } from "../../vercel/api/stores";
import type { Context } from "../core/context";
import { isNotFound } from "../core/operation";
import { fail } from "./messages";
import { type LiveComparison, liveDifferences } from "./state";

/** Adopts the store for the resource of these inputs. */
export async function adopt(context: Context, id: string, inputs: StoreInputs): Promise<Store> {
  context.registrations.recordAdopting(id);
  const store = await getAdoptableStore(context, id, inputs);
  context.ownership.stores.record("adopted", id);
  return store;
}

/**
 * Reads the store and compares it with the resolved inputs. No `await` follows the check of its ownership, so a caller
 * that records the adoption at once cannot adopt a store twice.
 *
 * @throws {@link OperationError} if it cannot be adopted; a VercelError if the API is unreachable
 */
export async function getAdoptableStore(context: Context, id: string, inputs: StoreInputs): Promise<Store> {
  const store = await getStoreToAdopt(context, id, inputs);
  if (context.ownership.stores.isOwned(id)) throw fail("adopt-owned", { id });
  if (store.type !== undefined && store.type !== "integration") {
    throw fail("adopt-not-marketplace", { id, type: store.type });
  }
  if (store.status === "error" || store.status === "uninstalled") {
    throw fail("adopt-unusable", { id, status: store.status });
  }
  const differences = liveDifferences(store, inputs);
  if (differences.length > 0) throw fail("adopt-differs", { id, differences: differences.map(formatDifference) });
  return store;
}

async function getStoreToAdopt(context: Context, id: string, { teamId }: StoreInputs): Promise<Store> {
  const session = context.session();
  try {
    return await getStore(session.api(teamId), id);
  } catch (error) {
    if (isNotFound(error)) throw fail("adopt-not-found", { id, team: formatTeam(session.teamOf(teamId)) });
    throw error;
  }
}

/** Values of the metadata are not shown: they may be secret. */
function formatDifference({ argument, key, live, expected }: LiveComparison): string {
  return key === undefined ? `${argument} is ${String(live)}, not ${String(expected)}` : `${argument}.${key} differs`;
}
