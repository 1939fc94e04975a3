// The guard before a replacement: what is already as the program says is no reason, and data is lost only by its word.

import type { StoreInputs, StoreState } from "../../contract/integration-store";
import type { StoreArgumentName } from "../../contract/store-arguments";
import { isSame } from "../../contract/values";
import { parseSchema } from "../../discovery/metadata/parse";
import type { MetadataSchema } from "../../discovery/metadata/schema";
import { getStore } from "../../vercel/api/stores";
import type { Store } from "../../vercel/schemas";
import type { Context } from "../core/context";
import { StoreError } from "../core/operation";
import { isUnverified, wasChecked } from "../core/preflight";
import { READY } from "./state";

export interface Replacement {
  id: string;
  olds: StoreState;
  news: StoreInputs;
  /** Arguments whose change the API cannot carry out. */
  changed: readonly StoreArgumentName[];
}

/** The arguments that need a new store after all. Throws where that would lose data without the program's word. */
export async function judgeReplacement(context: Context, replacement: Replacement): Promise<StoreArgumentName[]> {
  const { id, olds, news, changed } = replacement;
  if (changed.length === 0) return [];
  const live = await lookAt(context, id, olds);
  const reasons = changed.filter((name) => live === undefined || !isAlready(name, olds, news, live));
  const refused = reasons.length > 0 && news.allowReplacement !== true && holdsData(olds, live);
  // Only a program can be refused: a refresh compares with old inputs, and has to show the drift.
  if (refused && wasChecked(context, news)) {
    throw new StoreError(refusal({ ...replacement, changed: reasons }, await schemaOf(context, olds)));
  }
  if (reasons.length > 0 && isUnverified(context, news))
    throw new StoreError(unchecked({ ...replacement, changed: reasons }));
  return reasons;
}

/** What could not be checked may be refused, and by then the store would be deleted. */
function unchecked({ id, olds, changed }: Replacement): string {
  return (
    `Changing ${changed.join(" and ")} needs a new store in place of ${olds.name ?? "this one"} (${id}), and the new one ` +
    "could not be checked against Vercel. Nothing was deleted. Run again when Vercel can be asked."
  );
}

/** The store as it is now, or undefined where it cannot be asked for: then the state has to do. */
export async function lookAt(context: Context, id: string, olds: StoreState): Promise<Store | undefined> {
  try {
    const session = context.session();
    return await getStore(session.transport, olds.teamId ?? session.account.team, id);
  } catch {
    return undefined;
  }
}

/** Whether the store was changed at Vercel to what the program says. */
function isAlready(name: StoreArgumentName, olds: StoreState, news: StoreInputs, live: Store): boolean {
  if (name === "name") return live.name === news.name;
  if (name === "billingPlanId") return live.billingPlan?.id === news.billingPlanId;
  if (name !== "metadata" || !live.metadata) return false;
  const { metadata } = live;
  return changedKeys(olds, news).every((key) => isSame(metadata[key], news.metadata?.[key]));
}

/** A store that was never ready holds nothing that could be lost. */
function holdsData(olds: StoreState, live: Store | undefined): boolean {
  return olds.secrets !== undefined || olds.status === READY || live?.status === READY;
}

/** The schema of the store's product, which says what may be shown; undefined where it cannot be asked for. */
async function schemaOf(context: Context, olds: StoreState): Promise<MetadataSchema | undefined> {
  const { teamId, integrationConfigurationId, productId } = olds;
  if (integrationConfigurationId === undefined) return undefined;
  try {
    const { products } = await context.session().catalogue.products(teamId, integrationConfigurationId);
    const product = products.find(({ id }) => id === productId);
    return product && parseSchema(product.metadataSchema);
  } catch {
    return undefined;
  }
}

function refusal({ id, olds, news, changed }: Replacement, schema: MetadataSchema | undefined): string {
  const what = changed.flatMap((name) =>
    name === "metadata" ? metadataChanges(olds, news, schema) : [change(name, olds, news)],
  );
  return (
    `Changing ${what.join(" and ")} needs a new store: ${olds.name ?? "this one"} (${id}) and all its data would be deleted. ` +
    "To keep it, change the program back. To replace it, set allowReplacement: true on this store and run again."
  );
}

/** Arguments whose values are names of things, fit to be shown. */
const quotable: readonly StoreArgumentName[] = [
  "integration",
  "integrationConfigurationId",
  "product",
  "name",
  "billingPlanId",
  "teamId",
];

function change(name: StoreArgumentName, olds: StoreState, news: StoreInputs): string {
  return quotable.includes(name) ? fromTo(name, olds[name], news[name]) : name;
}

/** A text of the metadata may be a secret, so it is shown only where the product's schema offers it to everybody. */
function metadataChanges(olds: StoreState, news: StoreInputs, schema: MetadataSchema | undefined): string[] {
  return changedKeys(olds, news).map((key) => {
    const values = [olds.metadata?.[key], news.metadata?.[key]];
    const choices = schema?.properties.get(key)?.value.choices ?? [];
    const isShowable = (value: unknown) =>
      ["number", "boolean", "undefined"].includes(typeof value) || choices.some((choice) => choice.value === value);
    const path = `metadata.${key}`;
    return values.every(isShowable) ? fromTo(path, values[0], values[1]) : path;
  });
}

function fromTo(path: string, before: unknown, after: unknown): string {
  const text = (value: unknown) => (value === undefined ? "none" : JSON.stringify(value));
  return `${path} from ${text(before)} to ${text(after)}`;
}

function changedKeys(olds: StoreState, news: StoreInputs): string[] {
  const keys = new Set([...Object.keys(olds.metadata ?? {}), ...Object.keys(news.metadata ?? {})]);
  return [...keys].filter((key) => !isSame(olds.metadata?.[key], news.metadata?.[key]));
}
