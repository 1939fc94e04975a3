// diff: any change needs a new connection, and so does a value that is not known yet.
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { type ConnectionArgumentName, connectionArgumentNames } from "../../contract/project-connection-arguments";
import { containsUnknown } from "../../contract/unknown";
import { SettingsError } from "../../vercel/settings";
import type { Context, DiffResult } from "../core/context";
import { wasChecked } from "../core/preflight";
import { noteClaimed, noteReleased } from "./claims";
import { sameEnvironments } from "./link";
import { refuseBlindReplacement } from "./replacement";
import { meansTheSame } from "./sameness";
import { isSettled } from "./state";
import { teamSlugIn } from "./team-slug";

export async function diff(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<DiffResult> {
  const changed: ConnectionArgumentName[] = [];
  for (const name of connectionArgumentNames) {
    if (!meansTheSame(name, olds, news) && !(await isOtherSpelling(context, name, olds, news))) changed.push(name);
  }
  // Only a program keeps a connection: a refresh compares too, and the resource may be gone from the program.
  const isAsked = wasChecked(context, news);
  if (changed.length > 0 && isAsked) {
    const projectIsKnown = !changed.includes("projectId") && !changed.includes("teamId");
    await refuseBlindReplacement(context, id, olds, news, projectIsKnown);
  }
  if (changed.length > 0) noteReleased(context, id);
  else if (isAsked) noteClaimed(context, id);
  if (!isSettled(olds)) return { changes: true, replaces: changed };
  return { changes: changed.length === 0 ? false : undefined, replaces: changed };
}

/** Whether a value is what the server calls the old one: a slug and an id may be the same thing. */
async function isOtherSpelling(
  context: Context,
  name: ConnectionArgumentName,
  olds: ConnectionState,
  { environments, teamId }: ConnectionInputs,
): Promise<boolean> {
  if (name === "teamId") return isTeamOf(context, olds, teamId);
  const { place } = olds;
  if (name !== "environments" || environments === undefined || place?.environments === undefined) return false;
  return !containsUnknown(environments) && sameEnvironments(environments, place.environments);
}

/** Only a slug that was not learnt is asked for. Where nobody can be asked it counts as the same, for a store has one team. */
async function isTeamOf(context: Context, olds: ConnectionState, team: string | undefined): Promise<boolean> {
  const id = olds.place?.teamId;
  if (id === undefined || team === undefined || containsUnknown(team)) return false;
  if (team.startsWith("team_")) return team === id;
  if (team === teamSlugIn(olds)) return true;
  try {
    const slug = await context.session().teamSlug(id);
    return slug === team || slug === id;
  } catch (error) {
    if (error instanceof SettingsError) return true;
    throw error;
  }
}
