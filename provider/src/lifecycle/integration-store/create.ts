// create: observe what is there, ensure the store by one POST, wait until it is ready, return it.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { renderRefusal } from "../../discovery/refusal";
import type { Store } from "../../vercel/schemas";
import { describeFailure } from "../describe";
import { type Context, Unfinished } from "../lifecycle";
import { askFor, withResolution } from "./check";
import { ensure } from "./ensure";
import { finish, secondsFor } from "./finish";
import { type Creation, observe } from "./observe";
import { factsOf, stateOf } from "./store-state";

export async function create(context: Context, checked: StoreInputs): Promise<{ id: string; state: StoreState }> {
  const label = `create ${checked.name ?? "the store"}`;
  const session = await attempt(label, undefined, async () => context.session());
  const { account, stores } = session;
  const inputs = await attempt(label, account, () => resolved(context, checked));
  const creation = describe(inputs);

  const store = await attempt(label, account, () =>
    stores.inTurn(`${creation.installation} ${creation.product.id} ${creation.name}`, async () => {
      // Observe
      const before = await observe(context, creation);
      // Ensure
      const made = await ensure(context, creation, before, secondsFor("create", inputs));
      stores.noteCreated(made);
      return made;
    }),
  );

  // Wait, and return
  try {
    return { id: store.id, state: await finish(context, inputs, store) };
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    const kept = `finish ${creation.name} (${store.id}): it was created, and is kept in the state`;
    throw new Unfinished(describeFailure(error, kept, account), store.id, await known(context, inputs, store));
  }
}

/** The inputs with what they stand for, asked for again where check could not ask. */
async function resolved(context: Context, inputs: StoreInputs): Promise<StoreInputs> {
  if (inputs.integrationConfigurationId !== undefined && inputs.productId !== undefined) return inputs;
  const answer = await askFor(context.session(), inputs);
  if (!answer.ok) throw new Error(answer.refusals.map(renderRefusal).join(" "));
  return withResolution(inputs, answer.resolution, context.session());
}

function describe(inputs: StoreInputs): Creation {
  const { name = "", integrationConfigurationId = "", productId = "", productSlug = "" } = inputs;
  return {
    inputs,
    name,
    team: inputs.teamId,
    installation: integrationConfigurationId,
    product: { id: productId, slug: productSlug },
  };
}

async function known(context: Context, inputs: StoreInputs, store: Store): Promise<StoreState> {
  return stateOf(inputs, await factsOf(store, inputs.teamId, context.session()));
}

async function attempt<Value>(
  doing: string,
  account: Parameters<typeof describeFailure>[2],
  act: () => Promise<Value>,
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw new Error(describeFailure(error, doing, account));
  }
}
