// Finds a connection by nothing but its id, for `get`: the API knows a connection only by its store.
import { listConnectionIds } from "../../vercel/api/connections";
import type { Store } from "../../vercel/schemas";
import { saysNotThere } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { StoreError } from "../core/operation";
import { type Found, linksOf } from "./link";
import { teamName } from "./messages";

/**
 * Looks through the team's Marketplace stores: by one list where it tells their projects, and by one request for each
 * store where it does not. Throws when none of them has the connection.
 */
export async function find(context: Context, id: string): Promise<Found> {
  const session = context.session();
  const { team } = session.account;
  const listed = (await session.stores.recent(team)).filter(({ type }) => type === undefined || type === "integration");
  const told = listed.find((store) => linksOf(store).some((link) => link.id === id));
  const storeId = told?.id ?? (await search(context, team, listed, id));
  const notBefore = context.clock.now() - context.timings.listMaxAgeSeconds * 1000;
  const store = storeId === undefined ? undefined : await session.connections.store(team, storeId, notBefore);
  const link = store && linksOf(store).find((one) => one.id === id);
  if (store !== undefined && link !== undefined) return { store, link };
  throw new StoreError(
    `There is no connection ${id} among the ${listed.length} Marketplace stores of ${teamName(team)}. ` +
      "Check the id (spc_…) and the team.",
  );
}

/** The list of stores may leave their projects out, so each store is asked that does not tell of any. */
async function search(
  context: Context,
  team: string | undefined,
  stores: readonly Store[],
  id: string,
): Promise<string | undefined> {
  const { transport } = context.session();
  const silent = stores.filter((store) => linksOf(store).length === 0);
  const found = await Promise.all(
    silent.map(async (store) => {
      const ids = await listConnectionIds(transport, team, store.id).catch((error): string[] => {
        if (saysNotThere(error)) return [];
        throw error;
      });
      return ids.includes(id) ? store.id : undefined;
    }),
  );
  return found.find((storeId) => storeId !== undefined);
}
