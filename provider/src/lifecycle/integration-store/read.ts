// read: the store as it is now, for refresh and `get`. Only a store whose deletion is confirmed leaves the state.
import { AVAILABLE, STATE_VERSION, type StoreInputs, type StoreState } from "../../contract/integration-store";
import { isTeamId, teamOfOwner } from "../../contract/team-reference";
import { omit, omitUndefined, pick } from "../../contract/values";
import type { Store } from "../../vercel/api/stores";
import { getStore } from "../../vercel/api/stores";
import { confirmDeleted } from "../core/confirm-deleted";
import type { Context, ReadResult } from "../core/context";
import { stateVersionOf } from "../core/newer-state";
import { isForbidden, isNotFound, runOperation } from "../core/operation";
import { say } from "./messages";
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
  return runOperation(context, { name: "read", resource }, async () => {
    const store = await getUnlessDeleted(context, id, state);
    if (store === undefined) return undefined;
    const inputs =
      state === undefined
        ? inputsFromStore(store, await teamIdOf(context, store))
        : withLiveValues({ ...inputsIn(state), ...(await teamSlugFor(context, state)) }, store, state.serverForm);
    const live = await toFacts(context.session(), store, { ...state, ...inputs });
    const carried = state === undefined ? importedNotes(inputs) : carriedIn(state);
    const { isCurrent, ...secrets } = await currentSecrets(context, store, inputs, state);
    const facts = state === undefined || isCurrent ? live : { ...omit(live, rotation), ...pick(state, rotation) };
    const next = toState(inputs, facts, { ...carried, ...secrets }, stateVersionOf(state, STATE_VERSION));
    if (state !== undefined) {
      warnOfRotation(context, id, state, next);
      warnOfSandbox(context, id, next);
    }
    return { inputs, state: next };
  });
}

/** The time of the rotation that the values are from: it moves, with a warning, when they are read. */
const rotation = ["secretRotationCompletedAt"] as const;

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

/** The store, or undefined if its deletion is confirmed. Without a state nothing can confirm it. */
export async function getUnlessDeleted(
  context: Context,
  id: string,
  state: StoreState | undefined,
  options: { skipMetadata?: boolean; wasReadable?: boolean } = {},
): Promise<Store | undefined> {
  const session = context.session();
  try {
    return await getStore(session.api(state?.teamId), id, options);
  } catch (error) {
    // Where the token could read the store before, a 403 may mean that it is gone.
    const isMissing = isNotFound(error) || (options.wasReadable && isForbidden(error));
    if (state === undefined || !isMissing) throw error;
    const { name = "the store", teamId, integrationConfigurationId } = state;
    return confirmDeleted(context, { id, name, team: session.teamOf(teamId), integrationConfigurationId });
  }
}

/** The server may have added any of the keys, so a program may omit them. */
function importedNotes({ metadata }: StoreInputs): Carried {
  return metadata === undefined ? {} : { importedMetadata: Object.keys(metadata).sort() };
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
