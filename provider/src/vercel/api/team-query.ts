// How a request says which team it is about.

/** `teamId` for an id, `slug` for a slug; nothing for the default team of the token. */
export function teamQuery(team: string | undefined): { teamId?: string; slug?: string } {
  if (team === undefined) return {};
  return team.startsWith("team_") ? { teamId: team } : { slug: team };
}
