// The one POST of a creation. It is never repeated while it may have taken effect: if its response is lost or invalid, or
// asks to wait, the store is searched for first.
import { passThroughArguments } from "../../contract/integration-store";
import { isSameNormalized, pick } from "../../contract/values";
import { confidentialValues } from "../../discovery/metadata/choices";
import { schemaOf } from "../../discovery/resolve";
import { type CreateStoreBody, createStore, type Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { announced, type Probe, pollUntil } from "../core/poll";
import { fail, say, searches } from "./messages";
import type { ResolvedInputs } from "./resolve";
import { timeoutOf } from "./state";

/** The inputs of a store that is to be created. */
export type StoreCreation = ResolvedInputs & { name: string };

/** Ids of the stores that existed before the POST; undefined if the program allows to create without knowing them. */
export type ExistingIds = ReadonlySet<string> | undefined;

/** The store that the POST created. */
export interface Submitted {
  store: Store;
  /** Whether it may be a store that existed before. */
  doubtful: boolean;
  /** When the POST was sent, by the monotonic clock. */
  sentAt: number;
}

/** A search lists at least this often before it ends without a result. */
const MIN_LISTS = 3;

/** Sends the POST, and returns the store that it created even if the response was lost. */
export async function submit(context: Context, creation: StoreCreation, existing: ExistingIds): Promise<Submitted> {
  const { clock, timings } = context;
  const confidential = await confidentialMetadata(context, creation);
  const started = clock.monotonic();
  for (;;) {
    const sentAt = clock.monotonic();
    try {
      const deadlineSeconds = Math.min(timeoutOf("create", creation), timings.postSeconds);
      const options = { deadlineSeconds, retryRateLimit: false, confidential } as const;
      const request = createStore(context.session().api(creation.teamId), toBody(creation), options);
      const wait = { what: `${creation.name}: waiting for the response to its creation`, deadlineSeconds };
      const { store, serverTime } = await announced(context, wait, request);
      const isOld = isOlderThan(store, earliestCreation(context, sentAt, serverTime));
      const doubtful = isDoubtful(creation, store, existing, isOld);
      return { store: accept(context, creation, store, { existing, doubtful }), doubtful, sentAt };
    } catch (error) {
      if (!VercelError.isInstance(error)) throw error;
      if (error.kind === "cancelled") throw fail("run-ended", { name: creation.name });
      if (error.outcome === "unknown") return recover(context, creation, existing, { sentAt: started, error });
      // Not sent: the pause ends after the deadline of the rate limit.
      if (error.kind !== "rate limited" || error.outcome === "not sent") throw error;
      const found = await findAfterRateLimit(context, creation, existing, { sentAt: started, error });
      if (found !== undefined) return found;
    }
  }
}

/** Whether a store has the name, installation and product of a creation. A list may omit the product. */
export function isSameStore(store: Store, creation: StoreCreation): boolean {
  if (!isSameNormalized(store.name, creation.name)) return false;
  if (store.type !== undefined && store.type !== "integration") return false;
  const { id, slug, integrationConfigurationId: installation } = store.product ?? {};
  if (installation !== undefined && installation !== creation.integrationConfigurationId) return false;
  if (id !== undefined) return id === creation.productId;
  return slug === undefined || slug === creation.productSlug;
}

function toBody(creation: StoreCreation): CreateStoreBody {
  const { name, integrationConfigurationId, productId, metadata = {} } = creation;
  return {
    name,
    integrationConfigurationId,
    integrationProductIdOrSlug: productId,
    metadata,
    ...pick(creation, passThroughArguments),
  };
}

/**
 * Accepts a store as the one that the POST created, and records its owner without an `await` in between: a server that
 * recognizes an `externalId` may return one store to two concurrent creations. An id that no earlier list contained was
 * created by this POST, whatever else the response says.
 */
function accept(
  context: Context,
  creation: StoreCreation,
  store: Store,
  { existing, doubtful }: { existing: ExistingIds; doubtful: boolean },
): Store {
  const { stores } = context.ownership;
  const { name, externalId } = creation;
  const values = { requested: name, name: store.name ?? name, id: store.id, hasExternalId: externalId !== undefined };
  if (stores.isOwned(store.id)) throw fail("response-has-owned-store", values);
  if (existing?.has(store.id)) throw fail("response-has-existing-store", values);
  // The creation of a store that this one may not have made may still be waiting for its response.
  if (doubtful) return store;
  stores.record("created", store.id);
  context.session().stores.recordCreated(store);
  if (store.name !== undefined && store.name !== name) context.log.warning(say("store-named-differently", values));
  return store;
}

/** A store that no list showed may be an older one only if nothing was listed, or if the server matches an `externalId`. */
function isDoubtful(creation: StoreCreation, store: Store, existing: ExistingIds, isOld: boolean): boolean {
  const mayBeMatched = existing === undefined || creation.externalId !== undefined;
  return mayBeMatched && (isOld || !isSameStore(store, creation));
}

/** The values of the metadata that no message may show: if the product's schema cannot be read, all of them. */
async function confidentialMetadata(context: Context, creation: StoreCreation): Promise<unknown> {
  const schema = await schemaOf(context.session().catalogue, creation.teamId, creation);
  return schema && confidentialValues(schema, creation.metadata ?? {});
}

interface Lost {
  /** When the first POST was sent, by the monotonic clock. */
  sentAt: number;
  error: VercelError;
}

/**
 * A gateway may answer 429 after the API has committed, so the stores are listed before the POST is repeated. The list
 * waits until the limit allows it.
 */
async function findAfterRateLimit(
  context: Context,
  creation: StoreCreation,
  existing: ExistingIds,
  lost: Lost,
): Promise<Submitted | undefined> {
  const { name, integrationConfigurationId: installation } = creation;
  if (existing === undefined) throw fail("outcome-unknown-unlisted", { name, installation }, lost.error);
  const candidates = await listCandidates(context, creation, existing, lost.sentAt);
  if (candidates === undefined) throw lost.error;
  return onlyOne(context, creation, candidates, lost);
}

/** Lists until the store appears, or until it is clear that it does not. */
async function recover(
  context: Context,
  creation: StoreCreation,
  existing: ExistingIds,
  lost: Lost,
): Promise<Submitted> {
  const { name, integrationConfigurationId: installation } = creation;
  if (existing === undefined) throw fail("outcome-unknown-unlisted", { name, installation }, lost.error);
  const what = `${name}: the response to its creation was lost, searching for the store`;
  const options = { what, deadlineSeconds: context.timings.settleSeconds, minAttempts: MIN_LISTS };
  const result = await pollUntil(context, options, async (): Promise<Probe<Submitted>> => {
    const candidates = await listCandidates(context, creation, existing, lost.sentAt);
    if (candidates === undefined) return "failed";
    const found = onlyOne(context, creation, candidates, lost);
    return found === undefined ? "pending" : { done: found };
  });
  if (result.ended === "done") return result.value;
  const search = result.attempts === 0 ? searches.noList : searches.notFound(result.elapsedMs);
  throw fail("outcome-unknown", { name, installation, search }, lost.error);
}

/** The only candidate; undefined if there is none. */
function onlyOne(
  context: Context,
  creation: StoreCreation,
  candidates: readonly Store[],
  { sentAt, error }: Lost,
): Submitted | undefined {
  const [only, ...others] = candidates;
  if (only === undefined) return undefined;
  if (others.length > 0) {
    throw fail("outcome-ambiguous", { name: creation.name, ids: candidates.map(({ id }) => id) }, error);
  }
  return { store: accept(context, creation, only, { existing: undefined, doubtful: false }), doubtful: false, sentAt };
}

/** Stores that the POST can have created; undefined if they could not be listed. */
async function listCandidates(
  context: Context,
  creation: StoreCreation,
  existing: ReadonlySet<string>,
  sentAt: number,
): Promise<Store[] | undefined> {
  const session = context.session();
  try {
    const { stores, serverTime } = await session.stores.listNow(session.teamOf(creation.teamId));
    const earliest = earliestCreation(context, sentAt, serverTime);
    return stores.filter(
      (store) =>
        !existing.has(store.id) &&
        !context.ownership.stores.isOwned(store.id) &&
        // A list may omit the name.
        isSameStore({ ...store, name: store.name ?? creation.name }, creation) &&
        !isOlderThan(store, earliest),
    );
  } catch (error) {
    if (VercelError.isInstance(error)) return undefined;
    throw error;
  }
}

/**
 * The earliest time, by the server's clock, at which the POST can have created a store; undefined if that clock is not
 * known. The local clock may be set back, so only the time since the POST counts. The server's time has whole seconds.
 */
function earliestCreation(context: Context, sentAt: number, serverTime: number | undefined): number | undefined {
  return serverTime === undefined ? undefined : serverTime - (context.clock.monotonic() - sentAt) - 2000;
}

function isOlderThan({ createdAt }: Store, earliest: number | undefined): boolean {
  return createdAt !== undefined && earliest !== undefined && createdAt < earliest;
}
