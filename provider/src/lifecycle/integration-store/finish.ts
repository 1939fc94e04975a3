// What is left once a store's id is known: wait until it is ready, and read its connection details.

import { toSeconds } from "../../contract/duration";
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import type { Store } from "../../vercel/schemas";
import { type Context, Unfinished } from "../core/context";
import { NotReady, waitUntilReady } from "./ready";
import { readSecrets } from "./secrets";
import { factsOf, stateOf } from "./state";

const DEFAULT_SECONDS = 600;

/** How long a program lets an act take. */
export function secondsFor(act: "create" | "delete", { timeouts }: StoreInputs): number {
  const given = timeouts?.[act];
  return (given === undefined ? undefined : toSeconds(given)) ?? DEFAULT_SECONDS;
}

/**
 * The state of the finished store. A wait that ends badly throws {@link Unfinished} with what was last seen. Connection
 * details that are known from an earlier run stay where they cannot be read: they say that the store holds data.
 */
export async function finish(
  context: Context,
  inputs: StoreInputs,
  seen: Store,
  known?: StoreState["secrets"],
): Promise<StoreState> {
  const session = context.session();
  const { teamId } = inputs;
  const name = inputs.name ?? seen.name ?? seen.id;
  const wait = {
    id: seen.id,
    name,
    team: teamId,
    seconds: secondsFor("create", inputs),
    graceUntil: context.clock.now() + context.timings.graceSeconds * 1000,
    partner: seen.product?.integration?.name ?? inputs.integrationSlug ?? "the partner",
  };
  try {
    const store = await waitUntilReady(context, wait, seen);
    const facts = await factsOf(store, inputs, session);
    const secrets = await readSecrets(context, {
      id: store.id,
      storeName: name,
      team: teamId,
      names: facts.secretNames ?? [],
      known,
    });
    return stateOf(withServerPlan(inputs, store), facts, secrets);
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    const facts = await factsOf(error.store ?? seen, inputs, session);
    throw new Unfinished(error.message, seen.id, stateOf(inputs, facts, known));
  }
}

/** The plan that the store really got, where the server says so. */
function withServerPlan(inputs: StoreInputs, { billingPlan }: Store): StoreInputs {
  if (!billingPlan) return inputs;
  const { id, name, type, cost } = billingPlan;
  return { ...inputs, billingPlan: { id, name, type, cost: cost ?? "" } };
}
