// update: goes on with a store that was not finished, and takes note of arguments that need no request.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { getStore } from "../../vercel/api/stores";
import { type Context, Unfinished } from "../core/context";
import { describeFailure } from "../core/operation";
import { finish } from "./finish";
import { isSettled, stateOf } from "./state";

export async function update(context: Context, id: string, olds: StoreState, news: StoreInputs): Promise<StoreState> {
  const inputs: StoreInputs = { ...withoutUndefined(news), ...resolvedOf(olds, news) };
  if (isSettled(olds)) return stateOf(inputs, factsIn(olds), olds.secrets);
  const session = context.session();
  try {
    const store = await getStore(session.transport, inputs.teamId ?? olds.teamId, id);
    return await finish(context, inputs, store, olds.secrets);
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    const message = describeFailure(error, `finish ${inputs.name ?? "the store"} (${id})`, session.account);
    throw new Unfinished(message, id, stateOf(inputs, factsIn(olds), olds.secrets));
  }
}

/** What the old state knows and the new inputs leave out, because check could not ask or an older version wrote them. */
function resolvedOf(olds: StoreState, news: StoreInputs): StoreInputs {
  const fields = [
    "integrationConfigurationId",
    "integrationId",
    "integrationSlug",
    "teamId",
    "teamSlug",
    "productId",
    "productSlug",
    "billingPlan",
    "name",
  ] as const;
  return Object.fromEntries(
    fields
      .filter((field) => news[field] === undefined && olds[field] !== undefined)
      .map((field) => [field, olds[field]]),
  );
}

function factsIn({ status, externalResourceId, dashboardUrl, secretNames }: StoreState) {
  return withoutUndefined({ status, externalResourceId, dashboardUrl, secretNames });
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
