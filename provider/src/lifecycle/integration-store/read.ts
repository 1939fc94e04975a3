// read: the store as it is now, for refresh and for `get`. Only a store that is surely gone is dropped.

import type { Session } from "../../account/session";
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { getStore } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import { confirmGone, saysNotThere } from "../core/confirm-deleted";
import type { Context, ReadResult } from "../core/context";
import { describeFailure, StoreError } from "../core/operation";
import { readSecrets } from "./secrets";
import { factsOf, inputsFromStore, inputsOf, READY, stateOf, withLiveValues } from "./state";

export async function read(
  context: Context,
  id: string,
  state: StoreState | undefined,
): Promise<ReadResult<StoreInputs, StoreState> | undefined> {
  const session = context.session();
  try {
    return await look(context, id, state);
  } catch (error) {
    throw new StoreError(describeFailure(error, `read ${state?.name ?? "store"} (${id})`, session.account));
  }
}

async function look(
  context: Context,
  id: string,
  state: StoreState | undefined,
): Promise<ReadResult<StoreInputs, StoreState> | undefined> {
  const session = context.session();
  const team = state?.teamId ?? session.account.team;
  const store = await find(session, id, team, state);
  if (store === undefined) return undefined;

  const teamId = state?.teamId ?? (await teamIdOf(context, team, store));
  const inputs = state === undefined ? inputsFromStore(store, teamId) : withLiveValues(inputsOf(state), store);
  const facts = await factsOf(store, { ...state, ...inputs }, session);
  const secrets = await presentSecrets(context, store, inputs, state, team);
  return { inputs, state: stateOf(inputs, facts, secrets) };
}

/** The store, or undefined where it is surely gone. A store that was never read before cannot be gone. */
async function find(
  session: Session,
  id: string,
  team: string | undefined,
  state: StoreState | undefined,
): Promise<Store | undefined> {
  try {
    return await getStore(session.transport, team, id);
  } catch (error) {
    if (state === undefined || !saysNotThere(error)) throw error;
    const { name = "the store", integrationConfigurationId } = state;
    return confirmGone(session, { id, name, team, integrationConfigurationId });
  }
}

/** The id of the team in whose name the store was found: the owner of its installation. */
async function teamIdOf(context: Context, team: string | undefined, store: Store): Promise<string | undefined> {
  if (team?.startsWith("team_")) return team;
  const installations = await context.session().catalogue.installations(team);
  const installation = installations.find(({ id }) => id === store.product?.integrationConfigurationId);
  return installation?.teamId ?? (installation?.ownerId?.startsWith("team_") ? installation.ownerId : undefined);
}

/** Fresh values for a ready store. Where they cannot be had just now, the ones in the state stay. */
async function presentSecrets(
  context: Context,
  store: Store,
  inputs: StoreInputs,
  state: StoreState | undefined,
  team: string | undefined,
): Promise<Record<string, string> | undefined> {
  if (store.status !== READY) return state?.secrets;
  if (!store.secrets) return state?.secrets ?? {};
  const names = store.secrets.map(({ name }) => name);
  const storeName = inputs.name ?? store.id;
  try {
    return await readSecrets(context, { id: store.id, storeName, team, names, known: state?.secrets });
  } catch (error) {
    if (state?.secrets === undefined || !VercelError.isInstance(error)) throw error;
    context.log.warning(`${storeName}: its connection details are those of the last run. ${error.message}`);
    return state.secrets;
  }
}
