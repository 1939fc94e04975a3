// update: completes a store that an earlier run left incomplete, and applies arguments that change in place.
import { factNames, resolvedFieldNames, type StoreInputs, type StoreState } from "../../contract/integration-store";
import { omitUndefined, pick } from "../../contract/values";
import { getStore } from "../../vercel/api/stores";
import type { Context } from "../core/context";
import { keepInState } from "../core/operation";
import { completeStore } from "./ready";
import { formatLabel, isSettled, toState } from "./state";

export async function update(context: Context, id: string, olds: StoreState, news: StoreInputs): Promise<StoreState> {
  const inputs: StoreInputs = { ...pick(olds, recordedNames), ...omitUndefined(news) };
  const recorded = toState(inputs, pick(olds, factNames), olds.secrets);
  if (isSettled(olds)) return recorded;
  const partial = { name: "finish", resource: formatLabel(inputs, id), id, toState: async () => recorded };
  return keepInState(context, partial, async () => {
    const store = await getStore(context.session().api(inputs.teamId), id);
    return completeStore(context, inputs, store, olds.secrets);
  });
}

/** What the old state says and new inputs may lack: check could not resolve it, or an older version wrote them. */
const recordedNames = [...resolvedFieldNames, "integrationConfigurationId", "teamId", "name"] as const;
