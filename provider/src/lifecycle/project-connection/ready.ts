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

export interface Completion extends Pick<StateDetails, "teamSlug" | "known"> {
  inputs: ConnectionInputs;
  /** Whether the connection is older than this operation: what it lacks after the wait was removed from the project. */
  isOld?: boolean;
}

/** The state of the completed connection. @throws PartialStateError */
export async function completeConnection(
  context: Context,
  connection: Connection,
  { inputs, isOld = false, ...details }: Completion,
): Promise<ConnectionState> {
  const partial = partialOf({ id: connection.id, state: toState(inputs, connection, details) });
  return keepInState(context, partial, async () => {
    const completed = await pollUntilComplete(context, connection, { inputs, isOld });
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
  connection: Connection,
  { inputs, isOld }: { inputs: ConnectionInputs; isOld: boolean },
): Promise<CompletedConnection> {
  const { clock, timings } = context;
  let latest = undefined as CompletedConnection | undefined;
  const result = await pollUntil<CompletedConnection>(
    context,
    { what: `${formatConnection(connection)}: waiting for its variables`, deadlineSeconds: timings.variablesSeconds },
    async () => {
      const current = latest === undefined ? connection : await readAgain(context, inputs, latest.connection);
      latest = {
        connection: current,
        reading: await readValues(context, current, { inputs, notBefore: clock.monotonic() }),
      };
      return isComplete(current, latest.reading) ? { done: latest } : "pending";
    },
  );
  if (result.ended === "done") return result.value;
  if (result.ended === "deadline" && isOld && latest !== undefined && isAvailable(latest.connection)) {
    return withoutAbsent(context, latest);
  }
  const missing = latest?.reading.absent ?? [];
  const values = { connection: formatConnection(connection), missing, elapsedMs: result.elapsedMs };
  throw fail(result.ended === "deadline" ? "connection-variables-pending" : "connection-polling-ended", values);
}

/** A connection without the variables that its project lacks, with a warning that names them. */
function withoutAbsent(context: Context, { connection, reading }: CompletedConnection): CompletedConnection {
  const { absent, names } = reading;
  const missing = names.length === 0 ? (connection.store.secrets ?? []).map(({ name }) => name) : absent;
  context.log.warning(say("connection-variables-missing", { connection: formatConnection(connection), missing }));
  return { connection, reading: { ...reading, names: names.filter((name) => !absent.includes(name)) } };
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
  const expectsVariables = (connection.store.secrets ?? []).length > 0 || !isAvailable(connection);
  return reading.absent.length === 0 && (namesOfVariables(connection).length > 0 || !expectsVariables);
}

function isAvailable({ store }: Connection): boolean {
  return (store.status ?? AVAILABLE) === AVAILABLE;
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
