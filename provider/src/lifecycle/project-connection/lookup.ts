// Where a connection is now, and when it may be called gone: a wrong team, token or address must never read as that.
import type { ConnectionState } from "../../contract/project-connection";
import { listConnectionIds } from "../../vercel/api/connections";
import type { Store } from "../../vercel/schemas";
import { confirmGone, saysNotThere } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { StoreError, tokenOrigin } from "../core/operation";
import { type Found, linksOf } from "./link";
import { teamName } from "./messages";
import { labelIn } from "./state";

/** A connection of which one answer says that it is there, and another one that it is not. */
export class HalfShown extends StoreError {}

/** The team in which a connection is asked for: the one in which its store was found. */
export function teamIn(context: Context, { place, teamId }: ConnectionState): string | undefined {
  return place?.teamId ?? teamId ?? context.session().account.team;
}

/** The connection, or undefined where it is surely gone. Answers from before `notBefore` are too old. */
export async function locate(
  context: Context,
  id: string,
  state: ConnectionState,
  notBefore: number,
): Promise<Found | undefined> {
  const { connections } = context.session();
  const team = teamIn(context, state);
  let store: Store;
  try {
    store = await connections.store(team, state.storeId, notBefore);
  } catch (error) {
    if (!saysNotThere(error)) throw error;
    await refuseUnlessStoreIsGone(context, state);
    return undefined;
  }
  const link = linksOf(store).find((one) => one.id === id);
  if (link !== undefined) return { store, link };
  await refuseUnlessGone(context, id, state, store);
  return undefined;
}

async function refuseUnlessStoreIsGone(context: Context, state: ConnectionState): Promise<void> {
  const { storeId, place } = state;
  const listed = await confirmGone(context.session(), {
    id: storeId,
    name: place?.storeName ?? "the store",
    team: teamIn(context, state),
    integrationConfigurationId: place?.integrationConfigurationId,
  });
  if (listed === undefined) return;
  throw new HalfShown(
    `${labelIn(state)}: store ${storeId} is listed, but it cannot be read by its id. Run again in a minute.`,
  );
}

/** The store was read with this token in this team, so its word counts, unless the token does not see all projects. */
async function refuseUnlessGone(context: Context, id: string, state: ConnectionState, store: Store): Promise<void> {
  const session = context.session();
  const team = teamIn(context, state);
  const shown = store.projectsMetadata?.length;
  const total = store.totalConnectedProjects ?? 0;
  const notFound = `${labelIn(state)} (${id}) was not found in ${teamName(team)}`;
  if (shown !== undefined && shown < total) {
    throw new StoreError(
      `${notFound}, but the token sees only ${shown} of the store's ${total} projects, so it is not taken as ` +
        `disconnected. ${tokenOrigin(session.account)}`,
    );
  }
  const ids = await listConnectionIds(session.transport, team, state.storeId).catch((error): string[] => {
    // Where the list is not offered, the store's own word has to do.
    if (saysNotThere(error) && shown !== undefined) return [];
    throw error;
  });
  if (!ids.includes(id)) return;
  throw new HalfShown(
    `${labelIn(state)} (${id}) is listed among the store's connections, but the store does not tell of it. Run again in a minute.`,
  );
}
