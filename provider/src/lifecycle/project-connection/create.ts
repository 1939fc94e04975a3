// create: list the store's connections, submit one POST, poll until the variables are there, return the state. If a
// replacement cannot connect, the connection that it removed is created again.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { OperationError, PartialStateError } from "../../errors/operation-error";
import { renderCause } from "../../errors/render";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import { adopt, toExistsFailure } from "./adopt";
import { isTemporary } from "./conflicts";
import { lookupByProject } from "./lookup";
import { fail } from "./messages";
import { completeConnection } from "./ready";
import { runRecord } from "./run-record";
import {
  type Connection,
  type Creation,
  formatRecorded,
  inputsIn,
  type RecordedConnection,
  readingIn,
  toState,
} from "./state";
import { submit } from "./submit";

export async function create(
  context: Context,
  inputs: ConnectionInputs,
): Promise<{ id: string; state: ConnectionState }> {
  const operation = { name: "connect", resource: `store ${inputs.storeId} to project ${inputs.projectId}` };
  return runOperation(context, operation, async () => {
    const creation = { inputs, team: context.session().teamOf(inputs.teamId) };
    const connection = await connectOrRestore(context, creation);
    const teamSlug = slugAmong(creation.team);
    const isOld = connection.id === inputs.adopt;
    return { id: connection.id, state: await completeConnection(context, connection, { inputs, teamSlug, isOld }) };
  });
}

async function connectOrRestore(context: Context, creation: Creation): Promise<Connection> {
  const { adopt: id, storeId } = creation.inputs;
  // An `adopt` of the connection that is being replaced had its effect.
  if (id !== undefined && !runRecord(context).isLeaving(id)) {
    return context.session().mutex.run(`connections ${storeId}`, () => adopt(context, creation, id));
  }
  try {
    return await connect(context, creation);
  } catch (error) {
    throw await restore(context, creation, error);
  }
}

/** Connects. A rejection because of a connection that this process has removed is retried: the removal may take effect late. */
async function connect(context: Context, creation: Creation): Promise<Connection> {
  const session = context.session();
  let rejection: unknown;
  const { storeId: store, projectId: project } = creation.inputs;
  const what = `${store} in ${project}: waiting until connections that this run removes or changes have left`;
  const wait = { what, deadlineSeconds: context.timings.settleSeconds };
  const result = await pollUntil<Connection>(context, wait, async () => {
    // Creations for the same store share a response of the last seconds.
    const notBefore = rejection === undefined ? session.stores.recently() : context.clock.monotonic();
    try {
      const task = () => connectOnce(context, creation, notBefore);
      return { done: await session.mutex.run(`connections ${store}`, task) };
    } catch (error) {
      rejection = error;
      if (await isTemporary(context, creation, error)) return "pending";
      throw error;
    }
  });
  if (result.ended !== "done") throw rejection ?? fail("connection-run-ended", { store, project });
  runRecord(context).recordConnected(creation.inputs);
  return result.value;
}

async function connectOnce(context: Context, creation: Creation, notBefore: number): Promise<Connection> {
  const { store, connection } = await lookupByProject(context, creation, notBefore);
  if (connection === undefined) return submit(context, { ...creation, store });
  throw await toExistsFailure(context, creation, connection);
}

/** Failures after which nothing can be restored, or must not be: somebody else has connected the project. */
const finalCodes = ["connection-exists", "connection-owned", "connection-run-ended"];

/**
 * The failure of a creation, after the connection of the same store and project that this process removed was connected
 * again. It records that connection with its old arguments, so that the next run changes it.
 */
async function restore(context: Context, { inputs }: Creation, failure: unknown): Promise<unknown> {
  const record = runRecord(context);
  const removed = record.disconnectedFor(inputs);
  if (removed === undefined) return withLost(record.disconnectedFromOther(inputs), failure);
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
