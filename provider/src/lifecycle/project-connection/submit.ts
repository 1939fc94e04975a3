// Sends the one POST of a connection. It is never repeated: if its outcome is unclear, the connection is looked up.
import { OperationError } from "../../errors/operation-error";
import { connectProject, connectProjectWithPrefix } from "../../vercel/api/connections";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { pollUntil } from "../core/poll";
import { acceptCreated, toExistsFailure, valuesOf } from "./adopt";
import { findOverlap, isAlreadyConnected } from "./conflicts";
import { lookupByProject } from "./lookup";
import { fail } from "./messages";
import { explain } from "./rejections";
import { type Connection, type Creation, formatStore, toConnections } from "./state";

/** A connection that is to be created, and its store. */
export interface Submission extends Creation {
  store: Store;
}

/** Successful responses without the connection that are required before it counts as not created. */
const MIN_RESPONSES = 3;

/** Connects store and project. Returns the connection, also if the response was lost. */
export async function submit(context: Context, submission: Submission): Promise<Connection> {
  try {
    await post(context, submission);
  } catch (error) {
    if (VercelError.isInstance(error)) return recover(context, submission, error);
    throw error;
  }
  const { connection, elapsedMs } = await pollUntilListed(context, submission, { isAccepted: true });
  if (connection === undefined) throw fail("connection-not-listed", { ...toPair(submission), elapsedMs });
  // Not compared with the inputs: the server may return other spellings of what it accepted.
  context.ownership.connections.record("created", connection.id);
  return connection;
}

async function post(context: Context, submission: Submission): Promise<void> {
  const { inputs, team, store } = submission;
  const { storeId, projectId, environments = [], envVarPrefix, sensitive = false } = inputs;
  const api = context.session().api(team);
  const request = { storeId, projectId, environments };
  if (envVarPrefix !== undefined) return connectProjectWithPrefix(api, { ...request, envVarPrefix });
  const integrationConfigurationId = store.product?.integrationConfigurationId;
  if (integrationConfigurationId === undefined) {
    throw fail("connection-store-unsupported", { ...toPair(submission), type: undefined });
  }
  return connectProject(api, { ...request, integrationConfigurationId, sensitive });
}

/** The connection that a request without a response created. A rejection is explained. */
async function recover(context: Context, submission: Submission, error: VercelError): Promise<Connection> {
  if (error.outcome === "unknown") {
    const { connection, elapsedMs } = await pollUntilListed(context, submission, { isAccepted: false });
    if (connection !== undefined) return acceptCreated(context, submission, connection);
    throw fail("connection-outcome-unknown", { ...toPair(submission), elapsedMs }, error);
  }
  if (error.kind === "cancelled") throw fail("connection-run-ended", toPair(submission));
  if (error.outcome !== "refused" || error.kind === "rate limited") throw error;
  // It may be about something that exists by now; and a gateway may return a 4xx after the API has committed.
  const found = await lookupByProject(context, submission, context.clock.monotonic()).catch((failure) => {
    if (VercelError.isInstance(failure)) return undefined;
    throw failure;
  });
  if (found?.connection !== undefined) throw await toExistsFailure(context, submission, found.connection);
  const [other] = found?.connections ?? [];
  if (other !== undefined && isAlreadyConnected(error)) {
    const { environments = [] } = other.project;
    throw fail("connection-second-rejected", { ...valuesOf(other), environments }, error);
  }
  throw await explain(context, submission, error);
}

interface Listed {
  connection?: Connection;
  elapsedMs: number;
}

async function pollUntilListed(
  context: Context,
  submission: Submission,
  { isAccepted }: { isAccepted: boolean },
): Promise<Listed> {
  const { store, project } = toPair(submission);
  const what = `${store} in ${project}: ${isAccepted ? "waiting for the connection" : "the response was lost, searching for the connection"}`;
  const wait = { what, deadlineSeconds: context.timings.settleSeconds, minAttempts: MIN_RESPONSES };
  const result = await pollUntil<Connection>(context, wait, async () => {
    try {
      const { connections } = await lookupByProject(context, submission, context.clock.monotonic());
      const connection = await findCreated(context, submission, { connections, isAccepted });
      return connection === undefined ? "pending" : { done: connection };
    } catch (error) {
      // The store existed before the POST: a response without it does not say that the connection failed.
      const isTransient = error instanceof OperationError && error.code === "connection-store-not-found";
      if (isTransient || VercelError.isInstance(error)) return "failed";
      throw error;
    }
  });
  return result.ended === "done" ? { connection: result.value, elapsedMs: 0 } : { elapsedMs: result.elapsedMs };
}

/**
 * The connection that the POST created: one that was not there before, that no other resource has, and that has one of
 * the environments. After an accepted POST the only new one is it, whatever its environments are called.
 */
async function findCreated(
  context: Context,
  submission: Submission,
  { connections, isAccepted }: { connections: readonly Connection[]; isAccepted: boolean },
): Promise<Connection | undefined> {
  const before = toConnections(submission.store).map(({ id }) => id);
  const added = connections.filter(({ id }) => !before.includes(id) && !context.ownership.connections.isOwned(id));
  const found = await findOverlap(context, submission, added);
  return found ?? (isAccepted && added.length === 1 ? added[0] : undefined);
}

function toPair({ inputs, store }: Submission): { store: string; project: string } {
  return { store: formatStore(store), project: inputs.projectId };
}
