// read: the connection as it is now, for refresh and for `get`. It is dropped only if it was certainly deleted.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { teamOfOwner } from "../../contract/team-reference";
import { renderCause } from "../../errors/render";
import { VercelError } from "../../vercel/errors";
import type { Context, ReadResult } from "../core/context";
import { runOperation } from "../core/operation";
import { lookup, lookupInTeam, teamOfConnection } from "./lookup";
import { say } from "./messages";
import { isComplete, readValues, warnUnreadable } from "./ready";
import { type Connection, formatConnection, formatRecorded, toInputs, toLiveInputs, toState } from "./state";
import type { Reading } from "./variables";

export async function read(
  context: Context,
  id: string,
  state: ConnectionState | undefined,
): Promise<ReadResult<ConnectionInputs, ConnectionState> | undefined> {
  const resource = state === undefined ? `connection ${id}` : formatRecorded({ id, state });
  return runOperation(context, { name: "read", resource }, async () => {
    const connection =
      state === undefined
        ? await lookupInTeam(context, id)
        : await lookup(context, { id, state }, context.session().stores.recently());
    if (connection === undefined) return undefined;
    const inputs = state === undefined ? toInputs(connection) : toLiveInputs(state, connection);
    const reading = await currentReading(context, { inputs, connection, state });
    const teamSlug = await teamSlugFor(context, { inputs, connection, state });
    return { inputs, state: toState(inputs, connection, { reading, teamSlug }) };
  });
}

interface Current {
  inputs: ConnectionInputs;
  connection: Connection;
  state: ConnectionState | undefined;
}

/** The present values. If they cannot be read, those of the state stay; without those, the state stays unfinished. */
async function currentReading(context: Context, { inputs, connection, state }: Current): Promise<Reading | undefined> {
  const previous = readingIn(state);
  const notBefore = context.session().stores.recently();
  try {
    const reading = await readValues(context, connection, { inputs, notBefore });
    if (state === undefined) warnUnreadable(context, { connection, reading });
    return previous !== undefined || state === undefined || isComplete(connection, reading) ? reading : undefined;
  } catch (error) {
    if (previous === undefined || !VercelError.isInstance(error)) throw error;
    const reason = renderCause(error);
    context.log.warning(say("connection-values-stale", { connection: formatConnection(connection), reason }));
    return previous;
  }
}

function readingIn(state: ConnectionState | undefined): Reading | undefined {
  if (state?.values === undefined) return undefined;
  return { values: state.values, unreadable: state.unreadable ?? [], absent: [], forbidden: false };
}

/**
 * The slug of the team, so that a preview can compare it without a request. It is requested only if the inputs name the
 * team by id although the program may not: those of a connection that was first read from the server.
 */
async function teamSlugFor(context: Context, { inputs, connection, state }: Current): Promise<string | undefined> {
  const session = context.session();
  const team = state === undefined ? session.account.team : teamOfConnection(session, state);
  const slug = slugAmong(team, state?.place?.teamSlug);
  const { teamId } = inputs;
  if (slug !== undefined || teamId === undefined || teamId !== teamOfOwner(connection.store.ownerId)) return slug;
  return session.teams.slugOf(teamId);
}
