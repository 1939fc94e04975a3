// diff: environments and prefix change in place; every other change but `adopt` replaces the connection, and so does a value
// that is not known yet.
import {
  CONNECTION_STATE_VERSION,
  type ConnectionArgumentName,
  type ConnectionInputs,
  type ConnectionState,
  connectionSpecs,
} from "../../contract/project-connection";
import { isTeamId } from "../../contract/team-reference";
import { containsUnknown, isUnknown } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { SettingsError } from "../../vercel/settings";
import { failuresOfCheck } from "../core/check-failures";
import { replacingArguments } from "../core/compare";
import type { Context, DiffResult } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { runOperation } from "../core/operation";
import { toOverlap } from "./adopt";
import type { Change } from "./change";
import {
  findConflict,
  findOverlap,
  findTwin,
  makesRoom,
  namesWithPrefix,
  toDeclaredTwice,
  toHolder,
} from "./conflicts";
import { lookup, lookupByProject, teamOfConnection } from "./lookup";
import { fail } from "./messages";
import { type Departure, knownEnvironments, runRecord } from "./run-record";
import {
  changedConnectionArguments,
  changesInPlace,
  formatRecorded,
  isSettled,
  type RecordedConnection,
} from "./state";
import { validateProject } from "./validate-project";

export async function diff(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<DiffResult> {
  const recorded = { id, state: olds };
  const changed = changedConnectionArguments(olds, news);
  // Before a store is replaced, its connections are removed: that must not be rejected.
  const isMoved = changed.includes("storeId");
  const replaces: ConnectionArgumentName[] = [];
  for (const name of replacingArguments(connectionSpecs, changed, news)) {
    const isSame = name === "teamId" && !isMoved && (await isSameTeam(context, olds.place, news.teamId));
    if (!isSame) replaces.push(name);
  }
  const isReplaced = replaces.length > 0;
  // A refresh compares too, with inputs that no check of this process returned. It neither replaces nor keeps.
  const isProgram = context.preflight.wasChecked(news);
  const change: Change = { recorded, news, changed };
  if (isProgram && !isMoved) {
    await rejectAdoption(context, recorded, news);
    rejectTwin(context, news);
    if (isReplaced) await validateReplacement(context, change);
    else await validateChange(context, change);
  }
  const isInPlace = changed.some((name) => connectionSpecs[name].change !== "replace");
  if (isProgram && (isReplaced || isInPlace || !isSettled(olds))) {
    rejectNewerState(olds, CONNECTION_STATE_VERSION, formatRecorded(recorded));
  }
  const { connections } = context.ownership;
  const record = runRecord(context);
  if (isReplaced && !isProgram) connections.record("drifted", id);
  // A connection that another resource has stays: an interrupted run may have left both in the state.
  if (isReplaced && isProgram && !connections.isOwned(id)) {
    connections.record("replacing", id);
    record.recordDeparture({ recorded, successor: news });
  }
  if (!isReplaced && isProgram) {
    connections.record("declared", id);
    record.recordDeclared({ inputs: news, recorded });
    const departure = departureOf(change);
    if (departure !== undefined) record.recordDeparture(departure);
  }
  if (!isSettled(olds)) return { changes: true, replaces };
  return { changes: isReplaced || isInPlace ? undefined : false, replaces };
}

/**
 * What a change frees for other connections: environments, or the names of its variables in all of them. With unknown
 * values, what it may free.
 */
function departureOf({ recorded, news, changed }: Change): Departure | undefined {
  const { environments: old = [] } = recorded.state;
  const remaining = knownEnvironments(news);
  const left = changed.includes("environments") ? old.filter((name) => !remaining.includes(name)) : [];
  const renames = changed.includes("envVarPrefix");
  return renames || left.length > 0 ? { recorded, environments: left, renames } : undefined;
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

/** The engine may ask about a new resource before it asks about one that has the connection already. */
function rejectTwin(context: Context, news: ConnectionInputs): void {
  const isNew = ({ recorded, inputs }: { recorded?: RecordedConnection; inputs: ConnectionInputs }) =>
    recorded === undefined && inputs.adopt === undefined;
  const twin = runRecord(context).declaredBeside(news).find(isNew);
  if (twin !== undefined) throw toDeclaredTwice(news, twin.inputs);
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
async function validateReplacement(context: Context, change: Change): Promise<void> {
  const connection = formatRecorded(change.recorded);
  const operation = { name: "validate the replacement of", resource: `${connection}, so it was not disconnected` };
  // The new connection is created in the team of the program; a change is made in that of the state.
  const team = context.session().teamOf(change.news.teamId);
  const issue = await runOperation(context, operation, () => findIssue(context, { ...change, team }));
  if (issue !== undefined) throw fail("connection-replacement-rejected", { connection }, issue);
}

/** A change in place leaves the connection as it is if Vercel rejects it, so it passes if Vercel is unreachable. */
async function validateChange(context: Context, change: Change): Promise<void> {
  const { recorded, news, changed } = change;
  if (!changesInPlace(changed) || !context.preflight.mayAsk()) return;
  const connection = formatRecorded(recorded);
  let issue: OperationError | undefined;
  try {
    const team = teamOfConnection(context.session(), recorded.state);
    issue = await findIssue(context, { ...change, team });
  } catch (error) {
    [issue] = (await failuresOfCheck(context, news, error)) ?? [];
  }
  if (issue !== undefined) throw fail("connection-change-rejected", { connection }, issue);
}

/** A change or a replacement, and the team in which it is made. */
interface Validation extends Change {
  team: string | undefined;
}

/** What Vercel would reject in a connection with the new inputs. */
async function findIssue(context: Context, change: Validation): Promise<OperationError | ValidationError | undefined> {
  const { recorded, news, changed, team } = change;
  const { projectId, envVarPrefix, environments = [] } = news;
  const isElsewhere = changed.includes("projectId") || changed.includes("teamId");
  if (isElsewhere || changed.includes("environments")) {
    const inTeam = isUnknown(news.teamId) || team === undefined ? news : { ...news, teamId: team };
    const [first, ...rest] = await validateProject(context, inTeam, { projectIsKnown: !isElsewhere });
    if (first !== undefined) return new ValidationError([first, ...rest]);
  }
  if ([projectId, envVarPrefix, news.teamId].some(isUnknown) || containsUnknown(news.environments)) return undefined;
  const { state } = recorded;
  const had = [...(state.environments ?? []), ...(state.place?.environments ?? [])];
  const isWider = isElsewhere || environments.some((name) => !had.includes(name));
  if (!isWider && !changed.includes("envVarPrefix")) return undefined;
  const overlap = isWider ? await findOverlapIssue(context, change) : undefined;
  return overlap ?? findVariableConflict(context, change);
}

/** Another connection of the store that has one of the environments, in the program or at Vercel. */
async function findOverlapIssue(
  context: Context,
  { recorded, news, team }: Validation,
): Promise<OperationError | undefined> {
  const creation = { inputs: news, team };
  const twin = await findTwin(context, creation, recorded);
  if (twin !== undefined) return twin;
  const { connections } = await lookupByProject(context, creation, context.session().stores.recently());
  const others = connections.filter((one) => one.id !== recorded.id && !makesRoom(context, news, one));
  const other = await findOverlap(context, creation, others);
  return other && toOverlap(other);
}

/** The variable of the project that the connection with the new inputs would meet. */
async function findVariableConflict(
  context: Context,
  { recorded, news, changed, team }: Validation,
): Promise<OperationError | undefined> {
  const { state } = recorded;
  const { projectId, storeId, envVarPrefix } = news;
  const session = context.session();
  const creation = { inputs: news, team };
  const { variableNames = [] } = state;
  const keepsNames = !changed.includes("envVarPrefix") && variableNames.length > 0;
  const departures = [{ recorded }, ...runRecord(context).departuresFrom(projectId)];
  return findConflict(context, creation, {
    names: keepsNames
      ? variableNames
      : namesWithPrefix(await session.stores.get(creation.team, storeId, session.stores.recently()), envVarPrefix),
    holders: departures.map(toHolder),
    store: `${state.place?.storeName ?? storeId} (${storeId})`,
    isConnected: true,
  });
}
