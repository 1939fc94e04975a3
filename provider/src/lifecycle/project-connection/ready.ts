// What is left to do once a connection exists: poll until its variables are there, and read their values.
import { AVAILABLE } from "../../contract/integration-store";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { teamOfOwner } from "../../contract/team-reference";
import type { Context } from "../core/context";
import { keepInState } from "../core/operation";
import { pollUntil } from "../core/poll";
import { fail, say } from "./messages";
import {
  type Connection,
  formatConnection,
  formatRecorded,
  namesOfVariables,
  type RecordedConnection,
  type StateDetails,
  toConnections,
  toState,
} from "./state";
import { type Reading, readVariables } from "./variables";

/** The state of the completed connection. @throws PartialStateError */
export async function completeConnection(
  context: Context,
  connection: Connection,
  { inputs, ...details }: Pick<StateDetails, "teamSlug" | "known"> & { inputs: ConnectionInputs },
): Promise<ConnectionState> {
  const partial = partialOf({ id: connection.id, state: toState(inputs, connection, details) });
  return keepInState(context, partial, async () => {
    const completed = await pollUntilComplete(context, inputs, connection);
    warnUnreadable(context, completed);
    return toState(inputs, completed.connection, { reading: completed.reading, ...details });
  });
}

/** The operation that is left for a connection of this state. */
export function partialOf(recorded: RecordedConnection) {
  const { id, state } = recorded;
  return { name: "read the variables of", resource: formatRecorded(recorded), id, toState: async () => state };
}

export interface CompletedConnection {
  connection: Connection;
  reading: Reading;
}

async function pollUntilComplete(
  context: Context,
  inputs: ConnectionInputs,
  connection: Connection,
): Promise<CompletedConnection> {
  const { clock, timings } = context;
  let latest: Connection | undefined;
  let missing: readonly string[] = [];
  const result = await pollUntil(context, { deadlineSeconds: timings.variablesSeconds }, async () => {
    latest = latest === undefined ? connection : await readAgain(context, inputs, latest);
    const reading = await readValues(context, latest, { inputs, notBefore: clock.monotonic() });
    missing = reading.absent;
    return isComplete(latest, reading) ? { done: { connection: latest, reading } } : "pending";
  });
  if (result.ended === "done") return result.value;
  const values = { connection: formatConnection(connection), missing, elapsedMs: result.elapsedMs };
  throw fail(result.ended === "deadline" ? "connection-variables-pending" : "connection-polling-ended", values);
}

async function readAgain(context: Context, inputs: ConnectionInputs, connection: Connection): Promise<Connection> {
  const { stores } = context.session();
  const team = teamOf(context, inputs, connection);
  const store = await stores.get(team, inputs.storeId, context.clock.monotonic());
  const again = toConnections(store).find(({ id }) => id === connection.id);
  if (again === undefined) throw fail("connection-deleted", { connection: formatConnection(connection) });
  return again;
}

/** What can be read of a connection, also of variables (`names`) that its store no longer lists. A request that was sent before `notBefore` is too old. */
export async function readValues(
  context: Context,
  connection: Connection,
  { inputs, notBefore, names = [] }: { inputs: ConnectionInputs; notBefore: number; names?: readonly string[] },
): Promise<Reading> {
  return readVariables(context, {
    team: teamOf(context, inputs, connection),
    storeId: inputs.storeId,
    projectId: inputs.projectId,
    environments: inputs.environments ?? connection.project.environments ?? [],
    names: [...new Set([...namesOfVariables(connection), ...names])].sort(),
    notBefore,
  });
}

/** Whether the project has all variables. An available store without connection details has none. */
export function isComplete(connection: Connection, reading: Reading): boolean {
  const { secrets, status } = connection.store;
  const expectsVariables = (secrets ?? []).length > 0 || (status ?? AVAILABLE) !== AVAILABLE;
  return reading.absent.length === 0 && (namesOfVariables(connection).length > 0 || !expectsVariables);
}

/** One warning per process. */
export function warnUnreadable(context: Context, { connection, reading }: CompletedConnection): void {
  if (reading.unreadable.length === 0) return;
  const code = reading.forbidden ? "connection-values-forbidden" : "connection-values-sensitive";
  const values = { connection: formatConnection(connection), names: reading.unreadable };
  context.preflight.warnOnce("connection-values", say(code, values));
}

function teamOf(context: Context, inputs: ConnectionInputs, { store }: Connection): string | undefined {
  return teamOfOwner(store.ownerId) ?? context.session().teamOf(inputs.teamId);
}
