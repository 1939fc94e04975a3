// create: observe what is there, ensure the store by one POST, wait until it is ready, return it.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { renderRefusal } from "../../discovery/issue";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import type { Account } from "../../vercel/settings";
import { type Context, Unfinished } from "../core/context";
import { describeFailure, StoreError } from "../core/operation";
import { noteHeld } from "../core/ownership";
import { adoptedInputs, lookToAdopt } from "./adopt";
import { finish, secondsFor } from "./finish";
import { type Before, type Creation, observe, turnOf } from "./observe";
import { noteAdopted } from "./owners";
import { askFor, withResolution } from "./resolved-inputs";
import { factsOf, stateOf } from "./state";
import { ensure } from "./submit";

export async function create(context: Context, checked: StoreInputs): Promise<{ id: string; state: StoreState }> {
  const label = `create ${checked.name ?? "the store"}`;
  const session = await attempt(label, undefined, async () => context.session());
  const { account, stores } = session;
  const found = await attempt(label, account, () => resolved(context, checked));
  const creation = describe(found, account);

  const store = await attempt(label, account, () =>
    stores.inTurn(turnOf(creation), async () => {
      if (found.adopt !== undefined) return adopt(context, found.adopt, found);
      // Observe
      const before = await observe(context, creation);
      // Ensure
      return ensureOnce(context, creation, before, secondsFor("create", found));
    }),
  );
  const inputs = found.adopt === undefined ? found : adoptedInputs(found, store);

  // Wait, and return
  try {
    return { id: store.id, state: await finish(context, inputs, store) };
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    const done = found.adopt === undefined ? "created" : "taken over";
    const kept = `finish ${inputs.name} (${store.id}): it was ${done}, and is kept in the state`;
    throw new Unfinished(describeFailure(error, kept, account), store.id, await known(context, inputs, store));
  }
}

/** What did not end well may have made a store all the same: the next creation of this run must know. */
async function ensureOnce(context: Context, creation: Creation, before: Before, seconds: number): Promise<Store> {
  const { stores } = context.session();
  try {
    return await ensure(context, creation, before, seconds);
  } catch (error) {
    // Also after a clear no: what answers in front of the API does not always know what the API has done.
    stores.outdate();
    if (!VercelError.isInstance(error)) stores.noteUnclear(turnOf(creation));
    throw error;
  }
}

async function adopt(context: Context, id: string, inputs: StoreInputs): Promise<Store> {
  const adoption = await lookToAdopt(context, id, inputs);
  if (!adoption.ok) throw new StoreError(adoption.reason);
  noteHeld(context, id);
  noteAdopted(context, id);
  return adoption.store;
}

/** The inputs with what they stand for, asked for again where check could not ask. */
async function resolved(context: Context, inputs: StoreInputs): Promise<StoreInputs> {
  if (inputs.integrationConfigurationId !== undefined && inputs.productId !== undefined) return inputs;
  const answer = await askFor(context.session(), inputs);
  if (!answer.ok) throw new StoreError(answer.refusals.map(renderRefusal).join(" "));
  return withResolution(inputs, answer.resolution, context.session());
}

function describe(inputs: StoreInputs, account: Account): Creation {
  const { name = "", integrationConfigurationId = "", productId = "", productSlug = "" } = inputs;
  return {
    inputs,
    name,
    team: inputs.teamId ?? account.team,
    installation: integrationConfigurationId,
    product: { id: productId, slug: productSlug },
  };
}

async function known(context: Context, inputs: StoreInputs, store: Store): Promise<StoreState> {
  return stateOf(inputs, await factsOf(store, inputs, context.session()));
}

async function attempt<Value>(doing: string, account: Account | undefined, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw new StoreError(describeFailure(error, doing, account));
  }
}
