// read: the connection as it is now, for refresh and for `get`. It is dropped only if it was certainly deleted.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { teamOfOwner } from "../../contract/team-reference";
import { renderCause } from "../../errors/render";
import { responseOrError, VercelError } from "../../vercel/errors";
import type { Context, ReadResult } from "../core/context";
import { runOperation } from "../core/operation";
import { type KnownConnection, readKnown, warnStale } from "./known-values";
import { lookup, lookupInTeam, teamOfConnection } from "./lookup";
import { isComplete, readValues, warnUnreadable } from "./ready";
import { formatRecorded, readingIn, type StateDetails, toInputs, toLiveInputs, toState } from "./state";

export async function read(
  context: Context,
  id: string,
  state: ConnectionState | undefined,
): Promise<ReadResult<ConnectionInputs, ConnectionState> | undefined> {
  const resource = state === undefined ? `connection ${id}` : formatRecorded({ id, state });
  return runOperation(context, { name: state === undefined ? "get" : "read", resource }, async () => {
    const connection =
      state === undefined
        ? await lookupInTeam(context, id)
        : await lookup(context, { id, state }, context.session().stores.recently());
    if (connection === undefined) return undefined;
    const inputs = state === undefined ? toInputs(connection) : toLiveInputs(state, connection);
    const current = { inputs, connection, state, notBefore: context.session().stores.recently() };
    const details = await currentDetails(context, current);
    const teamSlug = await teamSlugFor(context, current);
    return { inputs, state: toState(inputs, connection, { ...details, teamSlug, known: state }) };
  });
}

type Current = Omit<KnownConnection, "state"> & { state: ConnectionState | undefined };

/** The present values. If they cannot be read, those of the state stay; without those, the state stays unfinished. */
export async function currentDetails(
  context: Context,
  { inputs, connection, state, notBefore }: Current,
): Promise<Pick<StateDetails, "reading" | "missing">> {
  const previous = state && readingIn(state);
  if (state === undefined || previous === undefined) {
    const reading = await readValues(context, connection, { inputs, notBefore });
    if (state === undefined) warnUnreadable(context, { connection, reading });
    return state === undefined || isComplete(connection, reading) ? { reading } : {};
  }
  const details = await responseOrError(readKnown(context, { inputs, connection, state, notBefore }));
  if (!VercelError.isInstance(details)) return details;
  warnStale(context, connection, renderCause(details));
  return { reading: previous, missing: state.missingVariables };
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
