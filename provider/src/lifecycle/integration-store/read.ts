// read: the store as it is now, for refresh and `get`. Only a store whose deletion is confirmed leaves the state.
import { consoleUrlOf } from "../../contract/computed-outputs";
import {
  AVAILABLE,
  type OutsideChanges,
  STATE_VERSION,
  type StoreInputs,
  type StoreState,
} from "../../contract/integration-store";
import { formatTeam, isTeamId, teamOfOwner } from "../../contract/team-reference";
import { omit, omitUndefined, pick } from "../../contract/values";
import type { Store } from "../../vercel/api/stores";
import { getStore } from "../../vercel/api/stores";
import { responseOrError, VercelError } from "../../vercel/errors";
import { tokenOrigin } from "../../vercel/settings";
import { confirmDeleted } from "../core/confirm-deleted";
import type { Context, ReadResult } from "../core/context";
import { explainMissing } from "../core/get";
import { stateVersionOf } from "../core/newer-state";
import { isForbidden, isNotFound, runOperation } from "../core/operation";
import { fail, say, terminalStatuses } from "./messages";
import { warnOfSandbox } from "./sandbox";
import { readSecrets } from "./secrets";
import {
  type Carried,
  carriedIn,
  hasNames,
  inputsFromStore,
  inputsIn,
  isComplete,
  toFacts,
  toState,
  withLiveValues,
} from "./state";

export async function read(
  context: Context,
  id: string,
  state: StoreState | undefined,
): Promise<ReadResult<StoreInputs, StoreState> | undefined> {
  const resource = `${state?.name ?? "store"} (${id})`;
  return runOperation(context, { name: state === undefined ? "get" : "read", resource }, async () => {
    const store = state === undefined ? await getFirst(context, id) : await getUnlessDeleted(context, id, state);
    if (store === undefined) return undefined;
    const inputs =
      state === undefined
        ? await firstInputs(context, store)
        : withLiveValues({ ...inputsIn(state), ...(await teamSlugFor(context, state)) }, store, state.serverForm);
    const live = await toFacts(context.session(), store, { ...state, ...inputs });
    const carried = state === undefined ? importedNotes(inputs) : notesOf(state);
    const { isCurrent, ...secrets } = await currentSecrets(context, store, inputs, state);
    const facts = state === undefined || isCurrent ? live : { ...omit(live, rotation), ...pick(state, rotation) };
    const notes = { ...carried, ...secrets, changedOutside: state && outsideChanges(state, { ...facts, ...inputs }) };
    const next = toState(inputs, facts, notes, stateVersionOf(state, STATE_VERSION));
    warnOfSuspension(context, id, next);
    if (state !== undefined) {
      const { name: _, ...shown } = changesBetween(comparedOutside(state), next);
      if (Object.keys(shown).length > 0) context.preflight.recordOf(Changed).stores.add(id);
      warnOfRotation(context, id, state, next);
      warnOfSandbox(context, id, next);
    }
    return { inputs, state: next };
  });
}

/** The time of the rotation that the values are from: it moves, with a warning, when they are read. */
const rotation = ["secretRotationCompletedAt"] as const;

/** What differs from the last creation or update of a store that was available once. What was not known is no change. */
function outsideChanges(state: StoreState, live: StoreState): OutsideChanges | undefined {
  if (!isComplete(state)) return undefined;
  const changes = changesBetween({ ...comparedOutside(state), ...state.changedOutside }, live);
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** Stores whose plan or status a refresh of this process found changed: the diff after it gets the new state only. */
export class Changed {
  readonly stores = new Set<string>();
}

function changesBetween(before: OutsideChanges, live: StoreState): OutsideChanges {
  const now = comparedOutside(live);
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => value !== now[name as keyof OutsideChanges]),
  );
}

function comparedOutside({ name, billingPlan, status }: StoreState): OutsideChanges {
  return omitUndefined({ name, billingPlan: billingPlan?.id, status });
}

/** A store that was available once does not stop a program. */
export function warnOfSuspension(context: Context, id: string, state: StoreState): void {
  const { name = id, status, dashboardUrl } = state;
  const consoleUrl = consoleUrlOf(state) ?? dashboardUrl;
  if (status === undefined || !Object.hasOwn(terminalStatuses, status)) return;
  context.preflight.warnOnce(`suspended ${id}`, say("store-suspended", { name, id, status, dashboardUrl, consoleUrl }));
}

function warnOfRotation(
  context: Context,
  id: string,
  { name = id, secrets, secretRotationCompletedAt: known }: StoreState,
  { secretRotationCompletedAt: rotatedAt }: StoreState,
): void {
  if (secrets === undefined || rotatedAt === undefined || rotatedAt === known) return;
  context.log.warning(say("secrets-rotated", { name, id, rotatedAt }));
}

/** The slug of the team, so that a program may name the team by it without a request. */
async function teamSlugFor(context: Context, { teamId, teamSlug }: StoreState): Promise<StoreInputs> {
  if (teamId === undefined || teamSlug !== undefined || !isTeamId(teamId)) return {};
  return omitUndefined({ teamSlug: await context.session().teams.slugOf(teamId) });
}

/** The store, or undefined if its deletion is confirmed. */
export async function getUnlessDeleted(
  context: Context,
  id: string,
  state: StoreState,
  options: { skipMetadata?: boolean; wasReadable?: boolean } = {},
): Promise<Store | undefined> {
  const session = context.session();
  try {
    return await getStore(session.api(state.teamId), id, options);
  } catch (error) {
    // Where the token could read the store before, a 403 may mean that it is gone.
    const isMissing = isNotFound(error) || (options.wasReadable && isForbidden(error));
    if (!isMissing) throw error;
    const { name = "the store", teamId, integrationConfigurationId } = state;
    return confirmDeleted(context, { id, name, team: session.teamOf(teamId), integrationConfigurationId });
  }
}

/** The store of a `get`, or of an import file that contains nothing but its id. */
async function getFirst(context: Context, id: string): Promise<Store> {
  const session = context.session();
  const { team } = session.account;
  const isIt = (store: Store) => store.id === id;
  const store = await getStore(session.api(), id).catch(async (error) => {
    if (!isNotFound(error) && !isForbidden(error)) throw error;
    // The list has stores of other types too, which may have no response by id.
    const listed = await responseOrError(session.stores.listRecent(team));
    const own = VercelError.isInstance(listed) ? undefined : listed.find(isIt);
    if (own?.type !== undefined && own.type !== "integration") return own;
    const explained = await explainMissing(context, { id, expected: "store" }, isIt);
    if (explained !== undefined) throw explained;
    if (own !== undefined || isForbidden(error)) throw error;
    throw fail("store-not-found", { id, team: formatTeam(team), token: tokenOrigin(session.account) }, error);
  });
  const { name = id, type = "integration" } = store;
  if (type === "integration") return store;
  throw fail("store-not-marketplace", { name, id, type });
}

async function firstInputs(context: Context, store: Store): Promise<StoreInputs> {
  const inputs = inputsFromStore(store, await teamIdOf(context, store));
  return { ...inputs, ...(await teamSlugFor(context, inputs)) };
}

/** The server may have added any of the keys, so a program may omit them. */
function importedNotes({ metadata = {} }: StoreInputs): Carried {
  return { importedMetadata: Object.keys(metadata).sort() };
}

/** Nobody owns a store that was only read, as by `get`, so it has no owner token before an update. */
function notesOf(state: StoreState): Carried {
  const { ownerToken, importedMetadata } = state;
  return { ...carriedIn(state), ...(importedMetadata === undefined ? {} : { ownerToken }) };
}

/** The id of the team in which the store was found: that of the account, or the owner of its installation. */
async function teamIdOf(context: Context, store: Store): Promise<string | undefined> {
  const { account, catalogue } = context.session();
  const { team } = account;
  if (team !== undefined && isTeamId(team)) return team;
  const installations = await catalogue.installations(team);
  const installation = installations.find(({ id }) => id === store.product?.integrationConfigurationId);
  return installation?.teamId ?? teamOfOwner(installation?.ownerId);
}

/** Fresh values for a store that can be used; for any other one, what is known. And whether the values are fresh. */
async function currentSecrets(
  context: Context,
  store: Store,
  inputs: StoreInputs,
  state: StoreState | undefined,
): Promise<Carried & { isCurrent: boolean }> {
  const isUsable = store.status ? store.status === AVAILABLE : state === undefined || isComplete(state);
  if (!isUsable || !hasNames(store)) {
    return { ...(isUsable && !state?.secrets ? { secrets: {} } : {}), isCurrent: false };
  }
  const request = { names: store.secrets.map(({ name }) => name), known: state?.secrets };
  const { secrets, unreadSecrets, isStale } = await readSecrets(context, inputs, store.id, request);
  return { secrets, unreadSecrets, isCurrent: !isStale };
}
