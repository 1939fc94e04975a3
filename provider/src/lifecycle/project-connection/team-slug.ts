// The slug of a connection's team, kept in its state: a program may name the team by it, and a preview asks nobody.
import type { ConnectionPlace, ConnectionState } from "../../contract/project-connection";
import type { Context } from "../core/context";

/** A place, with the slug of its team once it was learnt. States that were made without have none. */
type PlaceWithSlug = ConnectionPlace & { teamSlug?: string };

export function teamSlugIn({ place }: ConnectionState): string | undefined {
  return (place as PlaceWithSlug | undefined)?.teamSlug;
}

/** The state with the slug of its team: the first of the names by which the team is known that is one. */
export function withTeamSlug(state: ConnectionState, ...names: (string | undefined)[]): ConnectionState {
  const teamSlug = names.find((name) => name !== undefined && !name.startsWith("team_"));
  if (teamSlug === undefined || state.place?.teamId === undefined) return state;
  const place: PlaceWithSlug = { ...state.place, teamSlug };
  return { ...state, place };
}

/**
 * The slug of a team that is known by its id alone. Only a connection that was read from the server has the id among
 * its inputs without the program having named it, so only then is it worth a request.
 */
export async function learnTeamSlug(context: Context, state: ConnectionState): Promise<ConnectionState> {
  const { place, teamId } = state;
  const isNamedById = teamId !== undefined && teamId === place?.teamId;
  if (!isNamedById || teamSlugIn(state) !== undefined) return state;
  return withTeamSlug(state, await context.session().teamSlug(teamId));
}
