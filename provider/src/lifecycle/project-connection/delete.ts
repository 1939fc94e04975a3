// delete: removes the variables from the project with one request, and waits until the connection is gone.
import { CONNECTION_STATE_VERSION, type ConnectionState } from "../../contract/project-connection";
import { digest } from "../../contract/values";
import { OperationError } from "../../errors/operation-error";
import { disconnectProject } from "../../vercel/api/connections";
import { VercelError } from "../../vercel/errors";
import { isListed } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { isForbidden, isNotFound, runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import { lookup, teamOfConnection } from "./lookup";
import { fail, formatNotDisconnected } from "./messages";
import { runRecord } from "./run-record";
import { formatRecorded, type RecordedConnection, toConnections } from "./state";

export async function remove(context: Context, id: string, state: ConnectionState): Promise<void> {
  const recorded = { id, state };
  const resource = formatRecorded(recorded);
  rejectNewerState(state, CONNECTION_STATE_VERSION, resource);
  if (context.ownership.connections.isOwnedByAnother(id, digest(state))) {
    context.log.info(formatNotDisconnected(resource));
    return;
  }
  await runOperation(context, { name: "disconnect", resource }, async () => {
    await context.session().mutex.run(`connections ${state.storeId}`, async () => {
      const outcome = await disconnect(context, recorded);
      await pollUntilDeleted(context, recorded, outcome);
      context.ownership.connections.record("released", id);
      if (outcome !== "not found") runRecord(context).recordDisconnected(recorded);
    });
  });
}

/** How the DELETE ended. It is not sent again in this run. */
type Outcome = "accepted" | "not found" | VercelError;

async function disconnect(context: Context, { id, state }: RecordedConnection): Promise<Outcome> {
  const session = context.session();
  try {
    await disconnectProject(session.api(teamOfConnection(session, state)), state.storeId, id);
    return "accepted";
  } catch (error) {
    if (isNotFound(error)) return "not found";
    // A gateway may return 4xx after the API has committed.
    if (VercelError.isInstance(error) && error.outcome !== "not sent") return error;
    throw error;
  }
}

async function pollUntilDeleted(context: Context, recorded: RecordedConnection, outcome: Outcome): Promise<void> {
  const exists = outcome === "accepted" ? isConnected : stillExists;
  const what = `${formatRecorded(recorded)}: waiting until it is disconnected`;
  const result = await pollUntil(context, { what, deadlineSeconds: context.timings.settleSeconds }, async () => {
    try {
      if (!(await exists(context, recorded))) return { done: true };
    } catch (error) {
      const mayBeDone = outcome === "accepted" || (VercelError.isInstance(outcome) && outcome.outcome === "unknown");
      if (mayBeDone && VercelError.isInstance(error)) return "failed";
      throw VercelError.isInstance(outcome) ? outcome : error;
    }
    if (VercelError.isInstance(outcome)) throw outcome;
    return "pending";
  });
  if (result.ended === "done") return;
  if (VercelError.isInstance(outcome)) throw outcome;
  // Responses that cannot be read do not contradict an accepted deletion.
  if (outcome === "accepted" && result.ended === "deadline" && result.attempts === 0) return;
  throw fail("connection-deletion-timed-out", { connection: formatRecorded(recorded), elapsedMs: result.elapsedMs });
}

/** After an accepted DELETE, the store's response is enough: team and token were the right ones. */
async function isConnected(context: Context, { id, state }: RecordedConnection): Promise<boolean> {
  const session = context.session();
  const team = teamOfConnection(session, state);
  try {
    const store = await session.stores.get(team, state.storeId, context.clock.monotonic());
    return toConnections(store).some((connection) => connection.id === id);
  } catch (error) {
    if (isNotFound(error) || (isForbidden(error) && !(await isListed(context, state.storeId, team)))) return false;
    throw error;
  }
}

/** "Not found" may also mean a wrong team or token, so this look-up is strict. */
async function stillExists(context: Context, recorded: RecordedConnection): Promise<boolean> {
  try {
    return (await lookup(context, recorded, context.clock.monotonic())) !== undefined;
  } catch (error) {
    if (error instanceof OperationError && error.code === "connection-inconsistent") return true;
    throw error;
  }
}
