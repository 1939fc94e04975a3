// read: the store as it is now, for refresh and `get`. Only a store whose deletion is confirmed leaves the state.
import { AVAILABLE, type StoreInputs, type StoreState } from "../../contract/integration-store";
import { isTeamId, teamOfOwner } from "../../contract/team-reference";
import { renderCause } from "../../errors/render";
import type { Store } from "../../vercel/api/stores";
import { getStore } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import { confirmDeleted } from "../core/confirm-deleted";
import type { Context, ReadResult } from "../core/context";
import { isNotFound, runOperation } from "../core/operation";
import { say } from "./messages";
import { readSecrets } from "./secrets";
import { inputsFromStore, inputsIn, toFacts, toState, withLiveValues } from "./state";

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
        : withLiveValues(inputsIn(state), store);
    const facts = await toFacts(context.session(), store, { ...state, ...inputs });
    return { inputs, state: toState(inputs, facts, await currentSecrets(context, store, inputs, state)) };
  });
}

/** The store, or undefined if its deletion is confirmed. Without a state nothing can confirm it. */
export async function getUnlessDeleted(
  context: Context,
  id: string,
  state: StoreState | undefined,
  options: { skipMetadata?: boolean } = {},
): Promise<Store | undefined> {
  const session = context.session();
  try {
    return await getStore(session.api(state?.teamId), id, options);
  } catch (error) {
    if (state === undefined || !isNotFound(error)) throw error;
    const { name = "the store", teamId, integrationConfigurationId } = state;
    return confirmDeleted(session, { id, name, team: session.teamOf(teamId), integrationConfigurationId });
  }
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

/** Fresh values for a store that is available. If they cannot be read now, those in the state stay. */
async function currentSecrets(
  context: Context,
  store: Store,
  inputs: StoreInputs,
  state: StoreState | undefined,
): Promise<StoreState["secrets"]> {
  const known = state?.secrets;
  if (store.status !== AVAILABLE) return known;
  if (!store.secrets) return known ?? {};
  try {
    return await readSecrets(context, inputs, store.id, { names: store.secrets.map(({ name }) => name), known });
  } catch (error) {
    if (known === undefined || !VercelError.isInstance(error)) throw error;
    const name = inputs.name ?? store.id;
    context.log.warning(say("secrets-stale", { name, reason: renderCause(error) }));
    return known;
  }
}
