// diff: what changed, whether it needs a new store, and whether the store in the state was ever finished.

import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { type StoreArgumentName, storeArgumentNames, storeArguments } from "../../contract/store-arguments";
import { containsUnknown } from "../../contract/unknown";
import { isSame } from "../../contract/values";
import type { Context, DiffResult } from "../core/context";
import { StoreError } from "../core/operation";
import { isWanted, noteHeld } from "../core/ownership";
import { wasChecked } from "../core/preflight";
import { noteKept } from "./owners";
import { judgeReplacement, lookAt } from "./replacement";
import { isSettled } from "./state";
import { isTold, meansTheSame, stickyArguments } from "./stickiness";

export async function diff(context: Context, id: string, olds: StoreState, news: StoreInputs): Promise<DiffResult> {
  // Only a program can say what belongs to whom: a refresh compares too, also for what the program has given up.
  if (wasChecked(context, news)) {
    refuseTwoOwners(context, id, olds, news);
    await refuseLateAdoption(context, id, olds, news);
    noteHeld(context, id);
  }
  const changed = storeArgumentNames.filter((name) => !isUnchanged(name, olds, news));
  const replaces = await judgeReplacement(context, {
    id,
    olds,
    news,
    changed: changed.filter((name) => needsNewStore(name, olds, news)),
  });
  // A refresh compares too, but only a program can say that it keeps the store.
  if (replaces.length === 0 && wasChecked(context, news)) noteKept(context, id, olds);
  if (!isSettled(olds)) return { changes: true, replaces };
  return { changes: changed.length === 0 ? false : undefined, replaces };
}

/** A store that another resource of the program is to take over cannot stay with this one. */
function refuseTwoOwners(context: Context, id: string, olds: StoreState, { adopt }: StoreInputs): void {
  if (adopt === id || !isWanted(context, id)) return;
  throw new StoreError(
    `${olds.name ?? "This store"} (${id}) belongs to this resource, and another resource of the program is to take it ` +
      `over (adopt: "${id}"). Leave adopt out there, or take this resource out of the program.`,
  );
}

/**
 * An adoption is the creation's affair: a resource that has a store would silently stay with it. One whose replacement
 * was cut off after the deletion has none any more, and is created next.
 */
async function refuseLateAdoption(
  context: Context,
  id: string,
  olds: StoreState,
  { adopt }: StoreInputs,
): Promise<void> {
  if (adopt === undefined || containsUnknown(adopt) || adopt === id || adopt === olds.adopt) return;
  if ((await lookAt(context, id, olds)) === undefined) return;
  throw new StoreError(
    `adopt: ${olds.name ?? "this resource"} has a store already, ${id}, so ${adopt} cannot be taken over by it. ` +
      "Nothing was changed. Leave adopt out, or declare another resource for that store.",
  );
}

function isUnchanged(name: StoreArgumentName, olds: StoreState, news: StoreInputs): boolean {
  return isSame(olds[name], news[name]) || (!containsUnknown(news[name]) && meansTheSame(name, olds, news));
}

/** An unknown never replaces a store, and neither does a field that an older state did not have yet. */
function needsNewStore(name: StoreArgumentName, olds: StoreState, news: StoreInputs): boolean {
  if (storeArguments[name].change !== "replace" || containsUnknown(news[name])) return false;
  return isTold(name, olds) || !stickyArguments.includes(name);
}
