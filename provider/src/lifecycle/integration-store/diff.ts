// diff: which arguments changed, whether that requires a new store, and whether the store is still incomplete.
import {
  type OutsideChanges,
  STATE_VERSION,
  type StoreArgumentName,
  type StoreInputs,
  type StoreState,
  storeSpecs,
} from "../../contract/integration-store";
import { containsUnknown, isUnknown, omitUndefined } from "../../contract/values";
import { changedArguments, isRecorded, replacingArguments } from "../core/compare";
import type { Context, DiffResult } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { fail, say } from "./messages";
import { Changed, getUnlessDeleted, warnOfSuspension } from "./read";
import { decideReplacement } from "./replacement";
import { formatLabel, isSettled } from "./state";

export async function diff(context: Context, id: string, state: StoreState, news: StoreInputs): Promise<DiffResult> {
  const olds = withoutOmittedImports(state, news);
  const changed = changedArguments<StoreArgumentName>(storeSpecs, olds, news);
  // States of older versions may lack an argument whose value is carried over: that is no change.
  const replacing = replacingArguments<StoreArgumentName>(storeSpecs, changed, news).filter(
    (name) => !("carryOver" in storeSpecs[name]) || isRecorded<StoreArgumentName>(storeSpecs, name, olds),
  );
  // A refresh compares too, with inputs of resources that the program may no longer have.
  const isProgram = context.preflight.wasChecked(news);
  const changes = changed.length === 0 ? false : undefined;
  if (!isProgram) {
    const { replaces } = await decideReplacement(context, { id, olds, news, changed: replacing });
    const isChanged = context.preflight.recordOf(Changed).stores.has(id);
    return { changes: isSettled(olds) && !isChanged ? changes : true, replaces };
  }
  const accepted = openChanges(context, olds, news);
  const isAccepting = Object.keys(accepted).length > 0;
  if (changed.length > 0 || !isSettled(olds) || isAccepting) {
    rejectNewerState(olds, STATE_VERSION, formatLabel(olds, id));
  }
  rejectSecondOwner(context, id, olds, news);
  await rejectLateAdoption(context, id, olds, news);
  const { stores } = context.ownership;
  stores.record("replacing", id);
  const { replaces, holdsData } = await decideReplacement(context, { id, olds, news, changed: replacing });
  const isReplacedByDiff = replaces.length > 0;
  context.registrations.recordDiff(news, { id, holdsData, isReplacedByDiff });
  if (!isReplacedByDiff) stores.record("declared", id, olds.ownerToken);
  if (!isSettled(olds)) return { changes: true, replaces };
  warnOfSuspension(context, id, olds);
  warnOfAccepted(context, id, olds, accepted);
  return { changes: isAccepting ? true : changes, replaces };
}

/** What an import read from the server may have been added by it: a program that omits such a key does not remove it. */
function withoutOmittedImports(olds: StoreState, { metadata: given }: StoreInputs): StoreState {
  const { metadata, importedMetadata } = olds;
  if (importedMetadata === undefined || metadata === undefined || isUnknown(given)) return olds;
  const isOmitted = (key: string) => importedMetadata.includes(key) && !(key in (given ?? {}));
  return { ...olds, metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !isOmitted(key))) };
}

/** What somebody changed at Vercel and the program leaves open: the next update accepts it. */
function openChanges(context: Context, { changedOutside = {} }: StoreState, news: StoreInputs): OutsideChanges {
  const { name, billingPlan, status } = changedOutside;
  return omitUndefined({
    name: context.registrations.nameInProgram(news) === undefined ? name : undefined,
    billingPlan: news.billingPlanId === undefined ? billingPlan : undefined,
    status,
  });
}

function warnOfAccepted(context: Context, id: string, olds: StoreState, accepted: OutsideChanges): void {
  const { name = id, billingPlan } = olds;
  const changes = [
    ...(accepted.name ? [`its name is ${JSON.stringify(name)}, and was ${JSON.stringify(accepted.name)}`] : []),
    ...(accepted.billingPlan ? [`its plan is ${billingPlan?.name}, and was ${accepted.billingPlan}`] : []),
  ];
  if (changes.length > 0) context.preflight.warnOnce(`changed ${id}`, say("store-changed", { name, id, changes }));
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
  if ((await getUnlessDeleted(context, id, olds)) === undefined) return;
  throw fail("adopt-after-creation", { name: olds.name ?? "this resource", id, adopt });
}
