// What remains once a connection's id is known: poll until its variables are there, and read their values.
import { READY } from "../../contract/integration-store";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { PartialStateError, toOperationError } from "../../errors/operation-error";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import { fail, say } from "./messages";
import { type Connection, formatConnection, namesOfVariables, teamOfStore, toConnections } from "./state";
import { type Reading, readVariables } from "./variables";

export interface ReadyConnection {
  connection: Connection;
  reading: Reading;
}

/** Polls until the project has the variables of the connection. Throws if they do not appear in time. */
export async function pollUntilReady(
  context: Context,
  inputs: ConnectionInputs,
  connection: Connection,
): Promise<ReadyConnection> {
  const { clock, timings } = context;
  let latest: Connection | undefined;
  let missing: readonly string[] = [];
  const result = await pollUntil(context, { deadlineSeconds: timings.variablesSeconds }, async () => {
    latest = latest === undefined ? connection : await readAgain(context, inputs, latest);
    const reading = await readValues(context, inputs, latest, clock.monotonic());
    missing = reading.absent;
    return isComplete(latest, reading) ? { done: { connection: latest, reading } } : "pending";
  });
  if (result.ended !== "done") {
    const values = { connection: formatConnection(connection), missing, elapsedMs: result.elapsedMs };
    throw fail(result.ended === "deadline" ? "connection-variables-pending" : "connection-polling-ended", values);
  }
  warnUnreadable(context, result.value);
  return result.value;
}

/** What can be read of a connection at present. A request that was sent before `notBefore` is too old. */
export function readValues(
  context: Context,
  inputs: ConnectionInputs,
  connection: Connection,
  notBefore: number,
): Promise<Reading> {
  return readVariables(context, {
    team: teamOf(context, inputs, connection),
    storeId: inputs.storeId,
    projectId: inputs.projectId,
    environments: inputs.environments ?? connection.project.environments ?? [],
    names: namesOfVariables(connection),
    notBefore,
  });
}

/** Whether the project has all variables. A store that is ready and has no connection details has no variables. */
export function isComplete(connection: Connection, reading: Reading): boolean {
  const { secrets, status } = connection.store;
  const expectsVariables = (secrets ?? []).length > 0 || (status ?? READY) !== READY;
  return reading.absent.length === 0 && (namesOfVariables(connection).length > 0 || !expectsVariables);
}

/** One warning per process. */
export function warnUnreadable(context: Context, { connection, reading }: ReadyConnection): void {
  if (reading.unreadable.length === 0) return;
  const code = reading.forbidden ? "connection-values-forbidden" : "connection-values-sensitive";
  const values = { connection: formatConnection(connection), names: reading.unreadable };
  context.preflight.warnOnce("connection-values", say(code, values));
}

export interface PartialState {
  id: string;
  state: ConnectionState;
  /** The connection for a message. */
  resource: string;
}

/** Runs what remains to be done for a connection that exists: a failure keeps it in the state. */
export async function withPartialState<Result>(
  context: Context,
  { id, state, resource }: PartialState,
  run: () => Promise<Result>,
): Promise<Result> {
  const operation = { name: "read the variables of", resource: `${resource}, which stays in the state` };
  try {
    return await runOperation(context, operation, run);
  } catch (error) {
    throw new PartialStateError(toOperationError(error, operation), id, state);
  }
}

async function readAgain(context: Context, inputs: ConnectionInputs, connection: Connection): Promise<Connection> {
  const { stores } = context.session();
  const team = teamOf(context, inputs, connection);
  const store = await stores.get(team, inputs.storeId, context.clock.monotonic());
  const again = toConnections(store).find(({ id }) => id === connection.id);
  if (again === undefined) throw fail("connection-gone", { connection: formatConnection(connection) });
  return again;
}

function teamOf(context: Context, inputs: ConnectionInputs, { store }: Connection): string | undefined {
  return teamOfStore(store) ?? context.session().teamOf(inputs.teamId);
}
