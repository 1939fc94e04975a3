// diff: every change replaces the connection, and so does a value that is not known yet.
import {
  type ConnectionArgumentName,
  type ConnectionInputs,
  type ConnectionState,
  connectionSpecs,
  isSameSet,
} from "../../contract/project-connection";
import { isTeamId } from "../../contract/team-reference";
import { containsUnknown } from "../../contract/values";
import { ValidationError } from "../../errors/validation-error";
import { SettingsError } from "../../vercel/settings";
import { changedArguments, replacingArguments } from "../core/compare";
import type { Context, DiffResult } from "../core/context";
import { runOperation } from "../core/operation";
import { fail } from "./messages";
import { formatRecorded, isSettled } from "./state";
import { validateProject } from "./validate-project";

export async function diff(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<DiffResult> {
  const changed = changedArguments(connectionSpecs, olds, news);
  const replaces: ConnectionArgumentName[] = [];
  for (const name of replacingArguments(connectionSpecs, changed, news)) {
    if (!(await isOtherSpelling(context, name, olds, news))) replaces.push(name);
  }
  const isReplaced = replaces.length > 0;
  // A refresh compares too, with inputs that no check of this process returned. It neither replaces nor keeps.
  const isProgram = context.preflight.wasChecked(news);
  if (isReplaced && isProgram) await validateReplacement(context, formatRecorded({ id, state: olds }), news, replaces);
  const { connections } = context.ownership;
  if (isReplaced) connections.record(isProgram ? "replacing" : "drifted", id);
  else if (isProgram) connections.record("declared", id);
  if (!isSettled(olds)) return { changes: true, replaces };
  return { changes: isReplaced ? undefined : false, replaces };
}

/** Whether the new value is the server's name for the old one: its slug instead of its id, or the reverse. */
async function isOtherSpelling(
  context: Context,
  name: ConnectionArgumentName,
  { place }: ConnectionState,
  { environments, teamId }: ConnectionInputs,
): Promise<boolean> {
  if (name === "teamId") return isSameTeam(context, place, teamId);
  if (name !== "environments" || environments === undefined || place?.environments === undefined) return false;
  return !containsUnknown(environments) && isSameSet(environments, place.environments);
}

/** A slug that cannot be compared counts as the same team: a store is in one team only. */
async function isSameTeam(
  context: Context,
  place: ConnectionState["place"],
  team: string | undefined,
): Promise<boolean> {
  if (place?.teamId === undefined || team === undefined || containsUnknown(team)) return false;
  try {
    const same = await context.session().teams.isSame({ id: place.teamId, slug: place.teamSlug }, team);
    return same ?? true;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return isTeamId(team) ? team === place.teamId : true;
  }
}

/** A replacement disconnects first: it is rejected if Vercel would not connect again, or is unreachable. */
async function validateReplacement(
  context: Context,
  connection: string,
  news: ConnectionInputs,
  replaces: readonly ConnectionArgumentName[],
): Promise<void> {
  const projectIsKnown = !replaces.includes("projectId") && !replaces.includes("teamId");
  const operation = { name: "validate the replacement of", resource: `${connection}, so it was not disconnected` };
  const [first, ...rest] = await runOperation(context, operation, () =>
    validateProject(context, news, { projectIsKnown }),
  );
  if (first === undefined) return;
  throw fail("connection-replacement-rejected", { connection }, new ValidationError([first, ...rest]));
}
