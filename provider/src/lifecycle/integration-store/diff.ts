// diff: which arguments changed, whether that requires a new store, and whether the store is still incomplete.
import {
  type StoreArgumentName,
  type StoreInputs,
  type StoreState,
  storeSpecs,
} from "../../contract/integration-store";
import { containsUnknown, digest } from "../../contract/values";
import { changedArguments, isRecorded, replacingArguments } from "../core/compare";
import type { Context, DiffResult } from "../core/context";
import { fail } from "./messages";
import { decideReplacement, getLiveStore } from "./replacement";
import { isSettled } from "./state";

export async function diff(context: Context, id: string, olds: StoreState, news: StoreInputs): Promise<DiffResult> {
  const changed = changedArguments<StoreArgumentName>(storeSpecs, olds, news);
  // States of older versions may lack an argument whose value is carried over: that is no change.
  const replacing = replacingArguments<StoreArgumentName>(storeSpecs, changed, news).filter(
    (name) => !("carryOver" in storeSpecs[name]) || isRecorded<StoreArgumentName>(storeSpecs, name, olds),
  );
  // A refresh compares too, with inputs of resources that the program may no longer have.
  const isProgram = context.preflight.wasChecked(news);
  if (isProgram) {
    rejectSecondOwner(context, id, olds, news);
    await rejectLateAdoption(context, id, olds, news);
    context.ownership.stores.record("replacing", id);
  }
  const replaces = await decideReplacement(context, { id, olds, news, changed: replacing });
  if (isProgram && replaces.length === 0) context.ownership.stores.record("declared", id, digest(olds));
  if (!isSettled(olds)) return { changes: true, replaces };
  return { changes: changed.length === 0 ? false : undefined, replaces };
}

/** A store that another resource of the program is to adopt cannot stay with this one. */
function rejectSecondOwner(context: Context, id: string, olds: StoreState, { adopt }: StoreInputs): void {
  if (adopt === id || !context.ownership.stores.isClaimed(id)) return;
  throw fail("adopt-conflict", { name: olds.name ?? "This store", id });
}

/**
 * Only a creation adopts: a resource that has a store would silently keep it. A resource whose replacement was
 * interrupted after the deletion has none, and is created next.
 */
async function rejectLateAdoption(
  context: Context,
  id: string,
  olds: StoreState,
  { adopt }: StoreInputs,
): Promise<void> {
  if (adopt === undefined || containsUnknown(adopt) || adopt === id || adopt === olds.adopt) return;
  if ((await getLiveStore(context, id, olds)) === undefined) return;
  throw fail("adopt-after-creation", { name: olds.name ?? "this resource", id, adopt });
}
