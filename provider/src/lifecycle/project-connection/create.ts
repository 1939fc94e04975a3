// create: list the store's connections, submit one POST, poll until the variables are there, return the state.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { OperationError } from "../../errors/operation-error";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import { adopt, toExistsFailure } from "./adopt";
import { findConflict, toHolder } from "./conflicts";
import { type Creation, lookupByProject } from "./lookup";
import { fail } from "./messages";
import { completeConnection } from "./ready";
import { restore } from "./restore";
import { runRecord } from "./run-record";
import type { Connection } from "./state";
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
    throw await restore(context, creation, error, connect);
  }
}

/** Connects. A rejection because of a connection that this process has removed is retried: the removal may take effect late. */
async function connect(context: Context, creation: Creation): Promise<Connection> {
  const session = context.session();
  let rejection: unknown;
  const deadline = { deadlineSeconds: context.timings.settleSeconds };
  const result = await pollUntil<Connection>(context, deadline, async () => {
    // Creations for the same store share a response of the last seconds.
    const notBefore = rejection === undefined ? session.stores.recently() : context.clock.monotonic();
    try {
      const task = () => connectOnce(context, creation, notBefore);
      return { done: await session.mutex.run(`connections ${creation.inputs.storeId}`, task) };
    } catch (error) {
      rejection = error;
      if (await isTemporary(context, creation, error)) return "pending";
      throw error;
    }
  });
  if (result.ended !== "done") {
    const { storeId: store, projectId: project } = creation.inputs;
    throw rejection ?? fail("connection-run-ended", { store, project });
  }
  runRecord(context).recordConnected(creation.inputs);
  return result.value;
}

async function connectOnce(context: Context, creation: Creation, notBefore: number): Promise<Connection> {
  const { store, connection } = await lookupByProject(context, creation, notBefore);
  if (connection === undefined) return submit(context, { ...creation, store });
  throw await toExistsFailure(context, creation, connection);
}

/** Whether a creation was rejected because of a connection that this process removes, or of its variables. */
async function isTemporary(context: Context, creation: Creation, error: unknown): Promise<boolean> {
  const { storeId, projectId } = creation.inputs;
  const leaving = runRecord(context).leavingProject(projectId);
  if (leaving.length === 0) return false;
  if (VercelError.isInstance(error)) {
    const isRejected = error.status === 409 || /already connected/i.test(error.detail ?? "");
    return isRejected && leaving.some(({ state }) => state.storeId === storeId);
  }
  if (!(error instanceof OperationError)) return false;
  const { connection, variable } = (error.values ?? {}) as { connection?: string; variable?: string };
  if (error.code === "connection-exists") return leaving.some(({ id }) => id === connection);
  if (error.code !== "connection-variable-conflict" || variable === undefined) return false;
  if (!leaving.some(({ state }) => state.variableNames?.includes(variable))) return false;
  const others = { names: [variable], holders: leaving.map(toHolder), notBefore: context.clock.monotonic() };
  return (await findConflict(context, creation, others).catch(() => undefined)) === undefined;
}
