// A replacement disconnects before it connects. If it cannot connect, the old connection is created again.
import { OperationError, PartialStateError } from "../../errors/operation-error";
import { renderCause } from "../../errors/render";
import type { Context } from "../core/context";
import type { Creation } from "./lookup";
import { fail } from "./messages";
import { runRecord } from "./run-record";
import { type Connection, formatRecorded, inputsIn, type RecordedConnection, readingIn, toState } from "./state";

/** Failures after which nothing can be restored, or must not be: somebody else has connected the project. */
const finalCodes = ["connection-exists", "connection-owned", "connection-run-ended"];

/**
 * The failure of a creation, after the connection of the same store and project that this process removed was connected
 * again. It records that connection with its old arguments, so that the next run changes it.
 */
export async function restore(
  context: Context,
  { inputs }: Creation,
  failure: unknown,
  connect: (context: Context, creation: Creation) => Promise<Connection>,
): Promise<unknown> {
  const record = runRecord(context);
  const removed = record.disconnectedFrom(inputs);
  if (removed === undefined) return withLost(record.disconnectedFromProject(inputs.projectId), failure);
  if (failure instanceof OperationError && finalCodes.includes(failure.code)) return failure;
  const { state } = removed;
  const { environments = [], variableNames = [], place } = state;
  const old = inputsIn(state);
  let connection: Connection;
  try {
    connection = await connect(context, { inputs: old, team: place?.teamId ?? context.session().teamOf(old.teamId) });
  } catch (error) {
    const values = { connection: formatRecorded(removed), environments, variables: variableNames };
    return fail("connection-not-restored", { ...values, reason: renderCause(error) }, failure);
  }
  const restored = toState(old, connection, { reading: readingIn(state), teamSlug: place?.teamSlug });
  const values = { connection: formatRecorded({ id: connection.id, state: restored }), environments };
  return new PartialStateError(fail("connection-restored", values, failure), connection.id, restored);
}

/** The failure, with what the project is without: the resource may have been connected to another store. */
function withLost(removed: RecordedConnection | undefined, failure: unknown): unknown {
  if (removed === undefined) return failure;
  const { environments = [], variableNames = [] } = removed.state;
  const values = { connection: formatRecorded(removed), environments, variables: variableNames };
  return fail("connection-not-restored", { ...values, reason: "it belongs to another store" }, failure);
}
