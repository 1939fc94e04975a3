// Looks connections up: by store and project, by store and id, or by id in all stores of the team.
import type { Session } from "../../account/session";
import type { ConnectionState } from "../../contract/project-connection";
import { formatTeam } from "../../contract/team-reference";
import { listConnectionIds } from "../../vercel/api/connections";
import type { Store } from "../../vercel/api/stores";
import { tokenOrigin } from "../../vercel/settings";
import { confirmDeleted, waitUntilSettled } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { explainMissing } from "../core/get";
import { isNotFound } from "../core/operation";
import { findOverlap } from "./conflicts";
import { fail } from "./messages";
import {
  type Connection,
  type Creation,
  formatRecorded,
  formatStore,
  type RecordedConnection,
  toConnections,
} from "./state";

/** A store, and the connections that it has to the project of a creation. */
export interface Lookup {
  store: Store;
  connections: Connection[];
  /** The one that shares an environment with the inputs, so that the creation would be rejected. */
  connection: Connection | undefined;
}

/** In every function, a request that was sent before `notBefore` (monotonic clock) is too old. */
export async function lookupByProject(context: Context, creation: Creation, notBefore: number): Promise<Lookup> {
  const { inputs, team } = creation;
  const { storeId, projectId } = inputs;
  const store = await context
    .session()
    .stores.get(team, storeId, notBefore)
    .catch((error) => {
      if (!isNotFound(error)) throw error;
      throw fail("connection-store-not-found", { store: storeId, project: projectId, team: formatTeam(team) }, error);
    });
  const { type } = store;
  if (type !== undefined && type !== "integration") {
    throw fail("connection-store-unsupported", { store: formatStore(store), project: projectId, type });
  }
  const connections = toConnections(store).filter(({ project }) => project.projectId === projectId);
  return { store, connections, connection: await findOverlap(context, creation, connections) };
}

/** The connection of a state, or undefined if it was certainly deleted: a wrong team, token or API URL is an error. */
export async function lookup(
  context: Context,
  recorded: RecordedConnection,
  notBefore: number,
): Promise<Connection | undefined> {
  const { id, state } = recorded;
  const session = context.session();
  let store: Store;
  try {
    store = await session.stores.get(teamOfConnection(session, state), state.storeId, notBefore);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (await isStoreDeleted(context, recorded)) return undefined;
    store = await getStoreAgain(context, recorded);
  }
  const connection = toConnections(store).find((one) => one.id === id);
  if (connection !== undefined) return connection;
  await confirmDisconnected(session, recorded, store);
  // Reads may lag behind the creation of the connection.
  const isTooEarly = await waitUntilSettled(context, formatRecorded(recorded), notBefore);
  return isTooEarly ? lookup(context, recorded, context.clock.monotonic()) : undefined;
}

/** The team in which a connection is looked up: the one in which its store was found. */
export function teamOfConnection(session: Session, { place, teamId }: ConnectionState): string | undefined {
  return place?.teamId ?? session.teamOf(teamId);
}

async function isStoreDeleted(context: Context, recorded: RecordedConnection): Promise<boolean> {
  const { storeId, place } = recorded.state;
  const store = await confirmDeleted(context, {
    id: storeId,
    name: place?.storeName ?? "The store",
    team: teamOfConnection(context.session(), recorded.state),
    integrationConfigurationId: place?.integrationConfigurationId,
  });
  return store === undefined;
}

/** The store that was found at last: by its id, if that is visible now too. */
async function getStoreAgain(context: Context, recorded: RecordedConnection): Promise<Store> {
  const { state } = recorded;
  const { stores } = context.session();
  try {
    return await stores.get(teamOfConnection(context.session(), state), state.storeId, context.clock.monotonic());
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw fail("connection-inconsistent", {
      connection: formatRecorded(recorded),
      contradiction: `store ${state.storeId} is in the team's list, but cannot be read by its id`,
    });
  }
}

/** The store was read with this token in this team. Its response counts, unless the token does not see all projects. */
async function confirmDisconnected(session: Session, recorded: RecordedConnection, store: Store): Promise<void> {
  const { id, state } = recorded;
  const connection = formatRecorded(recorded);
  const team = teamOfConnection(session, state);
  const visible = store.projectsMetadata?.length;
  const total = store.totalConnectedProjects ?? 0;
  if (visible !== undefined && visible < total) {
    const token = tokenOrigin(session.account);
    throw fail("connection-partly-visible", { connection, team: formatTeam(team), visible, total, token });
  }
  const ids = await listConnectionIds(session.api(team), state.storeId).catch((error): (string | undefined)[] => {
    // Without this route, the store's own response decides.
    if (isNotFound(error) && visible !== undefined) return [];
    throw error;
  });
  // An unreadable id may be this one.
  if (!ids.includes(id) && !ids.includes(undefined)) return;
  const contradiction = "it may be in the store's list of connections, but is not in the store's own response";
  throw fail("connection-inconsistent", { connection, contradiction });
}

/** A connection by its id alone, for `get`: the API knows a connection only by its store. Throws if no store has it. */
export async function lookupInTeam(context: Context, id: string): Promise<Connection> {
  const session = context.session();
  const { team } = session.account;
  const listed = await session.stores.listRecent(team);
  const stores = listed.filter(({ type }) => type === undefined || type === "integration");
  const storeId =
    stores.find((store) => toConnections(store).some((one) => one.id === id))?.id ??
    (await searchStores(session, stores, id));
  const store = storeId && (await session.stores.get(team, storeId, session.stores.recently()));
  const connection = store ? toConnections(store).find((one) => one.id === id) : undefined;
  if (connection !== undefined) return connection;
  const hasIt = (one: Store) => toConnections(one).some((candidate) => candidate.id === id);
  const explained = await explainMissing(context, { id, expected: "connection" }, hasIt);
  throw explained ?? fail("connection-not-found", { id, team: formatTeam(team), stores: stores.length });
}

/** The list of stores may omit their projects, so every store without projects is asked for its connections. */
async function searchStores(session: Session, stores: readonly Store[], id: string): Promise<string | undefined> {
  const silent = stores.filter((store) => toConnections(store).length === 0);
  const owners = await Promise.all(
    silent.map(async (store) => {
      const ids = await listConnectionIds(session.api(), store.id).catch((error): (string | undefined)[] => {
        if (isNotFound(error)) return [];
        throw error;
      });
      return ids.includes(id) ? store.id : undefined;
    }),
  );
  return owners.find((storeId) => storeId !== undefined);
}
