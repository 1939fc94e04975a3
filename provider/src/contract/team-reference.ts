// How a team is named in arguments, settings and requests: by its id (`team_…`) or its slug.

/** Whether a string is the id of a team, and not a slug. */
export function isTeamId(team: string): boolean {
  return team.startsWith("team_");
}

/** Whether a string can name a team: a well-formed id or slug. */
export function isTeamReference(text: string): boolean {
  return /^team_[A-Za-z0-9]+$/.test(text) || /^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/.test(text);
}

/** The team that owns an installation or a store. One of a personal account has none. */
export function teamOfOwner(ownerId: string | undefined): string | undefined {
  return ownerId !== undefined && isTeamId(ownerId) ? ownerId : undefined;
}

/** A team for a message. Without one, requests are about the default team of the token. */
export function formatTeam(team: string | undefined): string {
  return team === undefined ? "the token's default team (vercel:team or VERCEL_TEAM set another one)" : `team ${team}`;
}
