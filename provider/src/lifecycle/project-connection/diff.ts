// diff: every change but `adopt` replaces the connection, and so does a value that is not known yet.
import {
  CONNECTION_STATE_VERSION,
  type ConnectionArgumentName,
  type ConnectionInputs,
  type ConnectionState,
  connectionSpecs,
  isSameSet,
} from "../../contract/project-connection";
import { isTeamId } from "../../contract/team-reference";
import { containsUnknown, isUnknown } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { SettingsError } from "../../vercel/settings";
import { changedArguments, replacingArguments } from "../core/compare";
import type { Context, DiffResult } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { runOperation } from "../core/operation";
import { findConflict, namesWithPrefix, toHolder } from "./conflicts";
import { lookup } from "./lookup";
import { fail } from "./messages";
import { runRecord } from "./run-record";
import { formatRecorded, isSettled, type RecordedConnection } from "./state";
import { validateProject } from "./validate-project";

export async function diff(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<DiffResult> {
  const recorded = { id, state: olds };
  const changed = changedArguments(connectionSpecs, olds, news);
  // Before a store is replaced, its connections are removed: that must not be rejected.
  const isMoved = changed.includes("storeId");
  const replaces: ConnectionArgumentName[] = [];
  for (const name of replacingArguments(connectionSpecs, changed, news)) {
    if (isMoved || !(await isOtherSpelling(context, name, olds, news))) replaces.push(name);
  }
  const isReplaced = replaces.length > 0;
  // A refresh compares too, with inputs that no check of this process returned. It neither replaces nor keeps.
  const isProgram = context.preflight.wasChecked(news);
  if (isProgram && !isMoved) {
    await rejectAdoption(context, recorded, news);
    if (isReplaced) await validateReplacement(context, recorded, news, replaces);
  }
  const isInPlace = changed.some((name) => connectionSpecs[name].change === "in place");
  if (isProgram && (isReplaced || isInPlace || !isSettled(olds))) {
    rejectNewerState(olds, CONNECTION_STATE_VERSION, formatRecorded(recorded));
  }
  const { connections } = context.ownership;
  if (isReplaced && !isProgram) connections.record("drifted", id);
  // A connection that another resource has stays: an interrupted run may have left both in the state.
  if (isReplaced && isProgram && !connections.isOwned(id)) {
    connections.record("replacing", id);
    runRecord(context).recordLeaving(recorded);
  }
  if (!isReplaced && isProgram) {
    connections.record("declared", id);
    runRecord(context).recordUnchanged(recorded);
  }
  if (!isSettled(olds)) return { changes: true, replaces };
  return { changes: isReplaced || isInPlace ? undefined : false, replaces };
}

/** Only a creation adopts, and a connection that another resource is to adopt cannot stay with this one. */
async function rejectAdoption(context: Context, recorded: RecordedConnection, news: ConnectionInputs): Promise<void> {
  const { id, state } = recorded;
  const { adopt } = news;
  const connection = formatRecorded(recorded);
  if (adopt === id) return;
  if (context.ownership.connections.isClaimed(id)) throw fail("connection-adopt-conflict", { connection, id });
  if (adopt === undefined || isUnknown(adopt) || adopt === state.adopt) return;
  // A resource whose replacement was interrupted after the deletion has no connection, and is created next.
  if ((await lookup(context, recorded, context.session().stores.recently())) === undefined) return;
  throw fail("connection-adopt-after-creation", { connection, adopt });
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
  recorded: RecordedConnection,
  news: ConnectionInputs,
  replaces: readonly ConnectionArgumentName[],
): Promise<void> {
  const connection = formatRecorded(recorded);
  const projectIsKnown = !replaces.includes("projectId") && !replaces.includes("teamId");
  const operation = { name: "validate the replacement of", resource: `${connection}, so it was not disconnected` };
  const issue = await runOperation(context, operation, async () => {
    const [first, ...rest] = await validateProject(context, news, { projectIsKnown });
    if (first !== undefined) return new ValidationError([first, ...rest]);
    return findVariableConflict(context, recorded, news, replaces);
  });
  if (issue === undefined) return;
  throw fail("connection-replacement-rejected", { connection }, issue);
}

/** The variable of the project that a replacement with the same store would meet. */
async function findVariableConflict(
  context: Context,
  recorded: RecordedConnection,
  news: ConnectionInputs,
  replaces: readonly ConnectionArgumentName[],
): Promise<OperationError | undefined> {
  const { state } = recorded;
  const { projectId, storeId, envVarPrefix, environments = [] } = news;
  if ([projectId, envVarPrefix, news.teamId, news.environments].some(isUnknown)) return undefined;
  const had = [...(state.environments ?? []), ...(state.place?.environments ?? [])];
  const isNarrower = environments.every((name) => had.includes(name));
  if (isNarrower && replaces.every((name) => name === "environments" || name === "sensitive")) return undefined;
  const session = context.session();
  const creation = { inputs: news, team: session.teamOf(news.teamId) };
  const { variableNames = [] } = state;
  const keepsNames = !replaces.includes("envVarPrefix") && variableNames.length > 0;
  const conflict = await findConflict(context, creation, {
    names: keepsNames
      ? variableNames
      : namesWithPrefix(await session.stores.get(creation.team, storeId, session.stores.recently()), envVarPrefix),
    holders: [recorded, ...runRecord(context).leavingProject(projectId)].map(toHolder),
  });
  if (conflict === undefined) return undefined;
  const store = `${state.place?.storeName ?? storeId} (${storeId})`;
  const values = { store, project: projectId, hasPrefix: envVarPrefix !== undefined, ...conflict };
  return fail("connection-variable-conflict", values);
}
