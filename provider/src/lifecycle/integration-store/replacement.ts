// Whether a change really requires a new store, and whether the program allows to delete the old one.
import type { ArgumentSpec } from "../../contract/argument-spec";
import {
  AVAILABLE,
  type Metadata,
  type StoreArgumentName,
  type StoreInputs,
  type StoreState,
  storeSpecs,
} from "../../contract/integration-store";
import { isSame } from "../../contract/values";
import { isOffered } from "../../discovery/metadata/choices";
import type { MetadataSchema } from "../../discovery/metadata/schema";
import { schemaOf } from "../../discovery/resolve";
import type { Store } from "../../vercel/api/stores";
import type { Context } from "../core/context";
import { fail } from "./messages";
import { getUnlessDeleted } from "./read";
import { compareWithLive } from "./state";

export interface Replacement {
  id: string;
  olds: StoreState;
  news: StoreInputs;
  /** Changed arguments that the API cannot change. */
  changed: readonly StoreArgumentName[];
}

export interface ReplacementDecision {
  /** The arguments that require a new store. */
  replaces: StoreArgumentName[];
  /** Whether the old store has something to lose. */
  holdsData: boolean;
}

/**
 * The arguments that require a new store, given the store as it is now.
 *
 * @throws OperationError if that would lose data without the program's consent, or if it is not known what would be lost
 */
export async function decideReplacement(context: Context, replacement: Replacement): Promise<ReplacementDecision> {
  const { id, olds, news } = replacement;
  if (replacement.changed.length === 0) return { replaces: [], holdsData: mayHoldData(olds) };
  const name = olds.name ?? "this one";
  const live = await getLiveStore(context, replacement);
  const changed = replacement.changed.filter((argument) => !isAlreadyLive(argument, olds, news, live));
  const holdsData = live !== undefined && (mayHoldData(olds) || live.status === AVAILABLE);
  if (changed.length === 0) return { replaces: [], holdsData };
  // A refresh compares with old inputs and has to show the drift, so only a program is rejected.
  if (news.allowReplacement !== true && holdsData && context.preflight.wasChecked(news)) {
    const changes = await formatChanges(context, { ...replacement, changed });
    throw fail("replacement-requires-consent", { name, id, changes });
  }
  // The creation may reject what check could not verify, and the old store would be deleted by then.
  if (context.preflight.isUnverified(news)) throw fail("replacement-not-verified", { name, id, changed });
  return { replaces: changed, holdsData };
}

/** The store as it is now; undefined if its deletion is confirmed, or for a refresh that cannot read it. */
async function getLiveStore(context: Context, replacement: Replacement): Promise<Store | undefined> {
  const { id, olds, news, changed } = replacement;
  try {
    return await getUnlessDeleted(context, id, olds);
  } catch (error) {
    if (!context.preflight.wasChecked(news)) return undefined;
    const { name = "this one" } = olds;
    if (news.allowReplacement === true || !mayHoldData(olds)) {
      throw fail("replacement-not-verified", { name, id, changed }, error);
    }
    const changes = await formatChanges(context, replacement);
    throw fail("replacement-requires-consent", { name, id, changes }, error);
  }
}

/** Arguments that may be changed at Vercel while the store stays the same. */
const changeableAtVercel: readonly StoreArgumentName[] = ["name", "billingPlanId", "metadata"];

/** Whether the store was changed at Vercel to what the program says. */
function isAlreadyLive(
  argument: StoreArgumentName,
  olds: StoreState,
  news: StoreInputs,
  live: Store | undefined,
): boolean {
  if (live === undefined || !changeableAtVercel.includes(argument)) return false;
  const metadata = Object.fromEntries(changedKeys(olds, news).map((key) => [key, news.metadata?.[key]])) as Metadata;
  const compared = compareWithLive(live, { ...news, metadata }).filter((row) => row.argument === argument);
  return compared.length > 0 && compared.every(({ equal }) => equal);
}

/** A store that was never available holds no data. One that was imported was, also if its secrets were never read. */
export function mayHoldData({ secrets, status, importedMetadata }: StoreState): boolean {
  return secrets !== undefined || status === AVAILABLE || importedMetadata !== undefined;
}

async function formatChanges(context: Context, { olds, news, changed }: Replacement): Promise<string[]> {
  const { catalogue } = context.session();
  const schema = changed.includes("metadata") ? await schemaOf(catalogue, olds.teamId, olds) : undefined;
  return changed.flatMap((name) => {
    const { display }: ArgumentSpec<string> = storeSpecs[name];
    if (display === "offered") return formatMetadataChanges(olds, news, schema);
    return display === "value" ? fromTo(name, olds[name], news[name]) : name;
  });
}

/** A value of the metadata may be secret, so it is shown only if the product's schema offers it. */
function formatMetadataChanges(olds: StoreState, news: StoreInputs, schema: MetadataSchema | undefined): string[] {
  return changedKeys(olds, news).map((key) => {
    const values = [olds.metadata?.[key], news.metadata?.[key]];
    const mayBeShown = (value: unknown) =>
      ["boolean", "undefined"].includes(typeof value) || isOffered(schema?.properties.get(key), value);
    const path = `metadata.${key}`;
    return values.every(mayBeShown) ? fromTo(path, values[0], values[1]) : path;
  });
}

function fromTo(path: string, before: unknown, after: unknown): string {
  const format = (value: unknown) => (value === undefined ? "none" : JSON.stringify(value));
  return `${path} from ${format(before)} to ${format(after)}`;
}

function changedKeys(olds: StoreState, news: StoreInputs): string[] {
  const keys = new Set([...Object.keys(olds.metadata ?? {}), ...Object.keys(news.metadata ?? {})]);
  return [...keys].filter((key) => !isSame(olds.metadata?.[key], news.metadata?.[key]));
}
