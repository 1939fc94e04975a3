// Changes environments and prefix of a connection in place, with one PATCH of what is different. Its outcome is read back.
import {
  type ConnectionArgumentName,
  type ConnectionInputs,
  isSamePrefix,
  isSameSet,
} from "../../contract/project-connection";
import type { OperationError } from "../../errors/operation-error";
import { type ConnectionChange, changeConnection } from "../../vercel/api/connections";
import { responseOrError, VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { type Probe, pollUntil } from "../core/poll";
import { toOverlap } from "./adopt";
import { findOverlap, haveSameEnvironments, isAlreadyConnected, isTemporary } from "./conflicts";
import { lookup, lookupByProject, teamOfConnection } from "./lookup";
import { fail } from "./messages";
import { explain } from "./rejections";
import { type Connection, type Creation, formatRecorded, type RecordedConnection } from "./state";

/** A connection of the state, its new inputs, and the arguments that changed. */
export interface Change {
  recorded: RecordedConnection;
  news: ConnectionInputs;
  changed: readonly ConnectionArgumentName[];
}

/** Responses without the change that are required before a PATCH whose response was lost is sent again. */
const MIN_RESPONSES = 3;

/** The connection after the change. Nothing is sent if it is as it should be, for example after an interrupted run. */
export async function changeInPlace(context: Context, change: Change): Promise<Connection> {
  const { recorded, news } = change;
  const session = context.session();
  const creation = { inputs: news, team: teamOfConnection(session, recorded.state) };
  let notBefore = session.stores.recently();
  let before: Connection | undefined;
  let sent: Sent | undefined;
  let responses = 0;

  const probe = async (): Promise<Probe<Connection>> => {
    const connection = await read(context, recorded, { notBefore, maySkip: sent !== undefined });
    notBefore = context.clock.monotonic();
    if (connection === undefined) return "failed";
    // Only after an accepted PATCH: other people may have changed it too.
    const old = sent?.outcome === "accepted" ? before : undefined;
    const missing = await missingIn(context, { change, creation, connection, before: old });
    if (missing === undefined) return { done: connection };
    responses += 1;
    if (sent?.outcome === "accepted" || (sent?.outcome === "unclear" && responses < MIN_RESPONSES)) return "pending";
    before ??= connection;
    responses = 0;
    // The lock is not held between attempts: another connection of the store may have to change first.
    const task = () => send(context, { change, creation, connection, missing });
    sent = await session.mutex.run(`connections ${news.storeId}`, task);
    notBefore = context.clock.monotonic();
    return sent.outcome === "accepted" ? probe() : "pending";
  };

  const what = `${formatRecorded(recorded)}: waiting for its change`;
  const wait = { what, deadlineSeconds: context.timings.settleSeconds, minAttempts: MIN_RESPONSES };
  const result = await pollUntil(context, wait, probe);
  if (result.ended === "done") return result.value;
  const values = { connection: formatRecorded(recorded), elapsedMs: result.elapsedMs };
  if (sent?.outcome === "accepted") throw fail("connection-change-not-shown", values);
  if (sent?.outcome === "too early") throw sent.error;
  throw fail("connection-change-unknown", values, sent?.error);
}

/** How a PATCH ended. `too early`: rejected because of another connection, which this run removes or changes. */
type Sent = { outcome: "accepted"; error?: undefined } | { outcome: "unclear" | "too early"; error: Error };

/** The connection now. After a PATCH, a response that cannot be read is skipped: the result is then undefined. */
async function read(
  context: Context,
  recorded: RecordedConnection,
  { notBefore, maySkip }: { notBefore: number; maySkip: boolean },
): Promise<Connection | undefined> {
  const lookedUp = lookup(context, recorded, notBefore);
  const connection = await (maySkip ? responseOrError(lookedUp) : lookedUp);
  if (connection === undefined) throw fail("connection-deleted", { connection: formatRecorded(recorded) });
  return VercelError.isInstance(connection) ? undefined : connection;
}

interface Submission {
  change: Change;
  creation: Creation;
  /** The connection before the PATCH. */
  connection: Connection;
  missing: ConnectionChange;
}

/** Sends the PATCH. @throws the rejection, if it is final */
async function send(context: Context, submission: Submission): Promise<Sent> {
  const { change, creation, connection, missing } = submission;
  const api = context.session().api(creation.team);
  const ids = { storeId: connection.store.id, connectionId: connection.id };
  try {
    await changeConnection(api, ids, missing);
    return { outcome: "accepted" };
  } catch (error) {
    if (!VercelError.isInstance(error)) throw error;
    if (error.outcome === "unknown") return { outcome: "unclear", error };
    const reason = await reasonOf(context, submission, error);
    const isExplained = reason !== error && reason.code !== "connection-change-unsupported";
    const values = { connection: formatRecorded(change.recorded) };
    const rejection = isExplained ? fail("connection-change-rejected", values, reason) : reason;
    if (await isTemporary(context, { ...creation, own: change.recorded }, reason))
      return { outcome: "too early", error: rejection };
    throw rejection;
  }
}

/** What a rejection means; the error itself if that is not known. */
async function reasonOf(
  context: Context,
  { change, creation, connection }: Submission,
  error: VercelError,
): Promise<VercelError | OperationError> {
  const { status, detail = "", code } = error;
  if (error.outcome !== "refused") return error;
  const isUnsupported =
    status === 404 || status === 405 || code === "method_unknown" || /additional propert/i.test(detail);
  if (isUnsupported) {
    // A replacement would be rejected for the same reason.
    const explained = await explain(context, { ...creation, store: connection.store, isConnected: true }, error);
    if (explained.code === "connection-project-not-served") return explained;
    // A 404 may be about the connection.
    const now = context.clock.monotonic();
    await read(context, change.recorded, { notBefore: now, maySkip: true });
    return fail("connection-change-unsupported", { connection: formatRecorded(change.recorded), status }, error);
  }
  if (isAlreadyConnected(error)) {
    const { connections } = await lookupByProject(context, creation, context.clock.monotonic());
    const others = connections.filter(({ id }) => id !== connection.id);
    const other = await findOverlap(context, creation, others);
    if (other !== undefined) return toOverlap(other);
  }
  return explain(context, { ...creation, store: connection.store, isConnected: true }, error);
}

/** What a connection still lacks of the changed arguments; undefined if nothing. */
async function missingIn(
  context: Context,
  {
    change: { changed },
    creation,
    connection,
    before,
  }: Omit<Submission, "missing"> & { before: Connection | undefined },
): Promise<ConnectionChange | undefined> {
  const { environments = [], envVarPrefix } = creation.inputs;
  const [live, old] = [connection.project, before?.project];
  const missing: ConnectionChange = {};
  // A difference since the PATCH is the change, even if the server returns it in another form.
  const hasChanged =
    old !== undefined && (live.environments === undefined || !isSameSet(old.environments ?? [], live.environments));
  if (changed.includes("environments") && !hasChanged) {
    if (!(await haveSameEnvironments(context, creation, live.environments ?? []))) missing.environments = environments;
  }
  const isRenamed = old !== undefined && !isSamePrefix(old.envVarPrefix, live.envVarPrefix);
  if (changed.includes("envVarPrefix") && !isRenamed && !isSamePrefix(live.envVarPrefix, envVarPrefix)) {
    missing.envVarPrefix = envVarPrefix ?? null;
  }
  return Object.keys(missing).length === 0 ? undefined : missing;
}
