// update: completes a store that an earlier run left incomplete, and applies arguments that change in place.
import {
  factNames,
  resolvedFieldNames,
  STATE_VERSION,
  type StoreArgumentName,
  type StoreInputs,
  type StoreState,
  storeSpecs,
} from "../../contract/integration-store";
import { omit, omitUndefined, pick } from "../../contract/values";
import { getStore } from "../../vercel/api/stores";
import { changedArguments } from "../core/compare";
import type { Context } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { keepInState, runOperation } from "../core/operation";
import { completeStore } from "./ready";
import { offerClaim } from "./sandbox";
import { type Carried, carriedIn, formatLabel, isSettled, serverFormOf, timeoutOf, toState } from "./state";

export async function update(context: Context, id: string, olds: StoreState, news: StoreInputs): Promise<StoreState> {
  const inputs: StoreInputs = { ...pick(olds, recordedNames), ...omitUndefined(news) };
  const resource = formatLabel(inputs, id);
  return runOperation(context, { name: "update", resource }, async () => {
    rejectNewerState(olds, STATE_VERSION, resource);
    const carried = await claimed(context, { id, olds, inputs });
    const recorded = toState(inputs, pick(olds, factNames), carried);
    if (isSettled(recorded)) {
      await offerClaim(context, id, recorded);
      return omit(recorded, ["importedMetadata"]);
    }
    const partial = { name: "finish", resource, id, toState: async () => recorded };
    return keepInState(context, partial, async () => {
      const store = await getStore(context.session().api(inputs.teamId), id);
      return completeStore(context, { inputs, store, carried, deadlineSeconds: timeoutOf("create", inputs) });
    });
  });
}

/** What the old state says and new inputs may lack: check could not resolve it, or an older version wrote them. */
const recordedNames = [...resolvedFieldNames, "integrationConfigurationId", "teamId", "name"] as const;

/** Arguments that the server returns, so that it may return them in a form of its own. */
const returnedArguments: readonly StoreArgumentName[] = ["name", "billingPlanId", "metadata"];

interface Claim {
  id: string;
  olds: StoreState;
  inputs: StoreInputs;
}

/** The notes of the next state. With `adopt`, the program confirms that a doubtful store is the one of this resource. */
async function claimed(context: Context, { id, olds, inputs }: Claim): Promise<Carried> {
  const { doubtful, ...carried } = omit(carriedIn(olds), ["changedOutside"]);
  const notes: Carried = { ...carried, doubtful: inputs.adopt === id ? undefined : doubtful };
  const changed = changedArguments<StoreArgumentName>(storeSpecs, olds, inputs);
  if (!changed.some((name) => returnedArguments.includes(name))) return notes;
  // The store has the new values in some form already, or diff would have replaced it.
  const store = await getStore(context.session().api(inputs.teamId), id);
  return { ...notes, serverForm: serverFormOf(inputs, store) };
}
