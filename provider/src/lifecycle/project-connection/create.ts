// create: observe the store's connections, ensure the one by one POST, wait for its variables, return their values.

import type { Session } from "../../account/session";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { saysNotThere } from "../core/confirm-deleted";
import { type Context, Unfinished } from "../core/context";
import { describeFailure, StoreError } from "../core/operation";
import { isClaimed, noteClaimed } from "./claims";
import { ensure } from "./connect";
import { type Found, linkTo } from "./link";
import { inUseByAnother, noStore, notOfTheMarketplace, type Wanted } from "./messages";
import { finish } from "./ready";
import { labelOf, stateOf } from "./state";
import { takeOver } from "./take-over";
import { withTeamSlug } from "./team-slug";

export async function create(
  context: Context,
  inputs: ConnectionInputs,
): Promise<{ id: string; state: ConnectionState }> {
  const doing = `connect store ${inputs.storeId} to project ${inputs.projectId}`;
  const found = await connected(context, inputs).catch((error) => {
    throw new StoreError(describeFailure(error, doing, accountOf(context)));
  });
  const { id } = found.link;
  const named = (state: ConnectionState) => withTeamSlug(state, inputs.teamId ?? accountOf(context)?.team);

  // Wait, and return
  try {
    return { id, state: named(await finish(context, inputs, found)) };
  } catch (error) {
    const kept = `read the variables of ${labelOf(found)} (${id}): it is connected, and kept in the state`;
    throw new Unfinished(describeFailure(error, kept, accountOf(context)), id, named(stateOf(inputs, found)));
  }
}

async function connected(context: Context, inputs: ConnectionInputs): Promise<Found> {
  const session = context.session();
  const wanted: Wanted = { inputs, team: inputs.teamId ?? session.account.team };
  return session.connections.inTurn(inputs.storeId, async () => {
    // Observe
    const store = await observe(context, session, wanted);
    const link = linkTo(store, inputs.projectId);
    if (link !== undefined && isClaimed(context, link.id)) throw inUseByAnother(store, link);
    // Ensure: what is there as the program says is what a run that was cut off has left
    const found = await (link === undefined
      ? ensure(context, wanted, store)
      : takeOver(context, { store, link }, wanted));
    noteClaimed(context, found.link.id);
    return found;
  });
}

/** The store with its connections, as of at most a few seconds ago: all creates of one store share the look. */
async function observe(context: Context, { connections }: Session, wanted: Wanted) {
  const { inputs, team } = wanted;
  const notBefore = context.clock.now() - context.timings.listMaxAgeSeconds * 1000;
  const store = await connections.store(team, inputs.storeId, notBefore).catch((error) => {
    throw saysNotThere(error) ? noStore(wanted) : error;
  });
  if (store.type !== undefined && store.type !== "integration") throw notOfTheMarketplace(store, wanted);
  return store;
}

function accountOf(context: Context) {
  try {
    return context.session().account;
  } catch {
    // The settings themselves are what is wrong, and the failure says so.
    return undefined;
  }
}
