// adopt: takes over the store of a given id, if it is the one that the program describes.

import type { StoreInputs } from "../../contract/integration-store";
import { containsUnknown, isUnknown } from "../../contract/unknown";
import { isSame } from "../../contract/values";
import { billingPlan } from "../../discovery/resolve";
import { getStore } from "../../vercel/api/stores";
import type { Store } from "../../vercel/schemas";
import { saysNotThere } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { isHeld } from "../core/ownership";

export type Adoption = { ok: true; store: Store } | { ok: false; reason: string };

const oneResourceEach =
  "Each store belongs to one resource. If it is this resource that is being replaced, leave adopt out: it has done its work.";

/** Looks at the store and compares it with the resolved inputs. Throws when the API cannot be asked. */
export async function lookToAdopt(context: Context, id: string, inputs: StoreInputs): Promise<Adoption> {
  const session = context.session();
  const team = inputs.teamId ?? session.account.team;
  if (isHeld(context, id) || session.stores.madeHere(id)) {
    return refuse(id, "another resource of the program has it already", oneResourceEach);
  }
  let store: Store;
  try {
    store = await getStore(session.transport, team, id);
  } catch (error) {
    if (!saysNotThere(error)) throw error;
    const where = team === undefined ? "the token's default team" : `team ${team}`;
    return refuse(
      id,
      `there is no such store in ${where}`,
      "Correct the id, or leave adopt out to create a new store.",
    );
  }
  if (store.type !== undefined && store.type !== "integration") {
    return refuse(id, `it is a ${store.type} store, not one of the Marketplace`, "Leave adopt out.");
  }
  if (store.status === "error" || store.status === "uninstalled") {
    return refuse(id, `its state is ${store.status}`, "Leave adopt out to create a new store under another name.");
  }
  const different = differences(store, inputs);
  if (different.length === 0) return { ok: true, store };
  return refuse(
    id,
    `it is another store than the program describes: ${different.join("; ")}`,
    "Make the program agree.",
  );
}

/** The inputs with what the store decides where the program leaves it open. */
export function adoptedInputs(inputs: StoreInputs, store: Store): StoreInputs {
  return {
    ...inputs,
    ...(inputs.name === undefined && store.name ? { name: store.name } : {}),
    ...(store.billingPlan ? { billingPlan: billingPlan(store.billingPlan) } : {}),
  };
}

function refuse(id: string, problem: string, next: string): Adoption {
  return { ok: false, reason: `adopt: ${id} cannot be taken over: ${problem}. Nothing was created. ${next}` };
}

/** What would need a new store. Free texts of metadata are named, not shown. */
function differences(store: Store, inputs: StoreInputs): string[] {
  const { product } = store;
  const rows: [path: string, live: unknown, said: unknown][] = [
    ["integrationConfigurationId", product?.integrationConfigurationId, inputs.integrationConfigurationId],
    ["product", product?.id, inputs.productId],
    ["name", store.name, inputs.name],
    ["billingPlanId", store.billingPlan?.id, inputs.billingPlanId],
  ];
  const named = rows
    .filter(([, live, said]) => live !== undefined && said !== undefined && !containsUnknown(said) && live !== said)
    .map(([path, live, said]) => `${path} is ${String(live)}, not ${String(said)}`);
  // A store whose metadata is not told just now is known by its id; what a program does not know yet is judged later.
  const isTold = store.metadata !== undefined && store.metadata !== null && !isUnknown(inputs.metadata);
  const told = isTold ? (inputs.metadata ?? {}) : {};
  const metadata = Object.entries(told)
    .filter(([key, said]) => !containsUnknown(said) && !isSame(store.metadata?.[key], said))
    .map(([key]) => `metadata.${key} differs`);
  return [...named, ...metadata];
}
