// The one POST of a creation. It is never repeated: if its response is lost or invalid, the store is searched for.
import { passThroughArguments } from "../../contract/integration-store";
import { pick } from "../../contract/values";
import { confidentialValues } from "../../discovery/metadata/choices";
import { schemaOf } from "../../discovery/resolve";
import { type CreateStoreBody, createStore, type Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { type Probe, pollUntil } from "../core/poll";
import { fail, searches } from "./messages";
import type { ResolvedInputs } from "./resolve";
import { timeoutOf } from "./state";

/** The inputs of a store that is to be created. */
export type StoreCreation = ResolvedInputs & { name: string };

/** Ids of the stores that existed before the POST; undefined if the token cannot list stores. */
export type ExistingIds = ReadonlySet<string> | undefined;

/** A search lists at least this often before it ends without a result. */
const MIN_LISTS = 3;

/** Sends the POST, and returns the store that it created even if the response was lost. */
export async function submit(context: Context, creation: StoreCreation, existing: ExistingIds): Promise<Store> {
  const { clock, timings } = context;
  const confidential = await confidentialMetadata(context, creation);
  const sentAt = clock.now();
  try {
    const { store, serverTime } = await createStore(context.session().api(creation.teamId), toBody(creation), {
      deadlineSeconds: Math.min(timeoutOf("create", creation), timings.postSeconds),
      mayBeSent: () => context.engineIsAlive(),
      confidential,
    });
    const isOld = isOlderThan(store, earliestCreation(context, sentAt, serverTime));
    return claim(context, creation, store, isOld || existing?.has(store.id) === true);
  } catch (error) {
    if (!VercelError.isInstance(error)) throw error;
    if (error.kind === "cancelled") throw fail("run-ended", { name: creation.name });
    if (error.outcome !== "unknown") throw error;
    return recover(context, creation, existing, { sentAt, error });
  }
}

/** Whether a store has the name, installation and product of a creation. A list may omit the product. */
export function isSameStore(store: Store, creation: StoreCreation): boolean {
  if (store.name !== creation.name || (store.type !== undefined && store.type !== "integration")) return false;
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
 * recognizes an `externalId` may return one store to two concurrent creations.
 */
function claim(context: Context, creation: StoreCreation, store: Store, existed: boolean): Store {
  const { stores } = context.ownership;
  const { name, externalId } = creation;
  const values = { requested: name, name: store.name ?? name, id: store.id, hasExternalId: externalId !== undefined };
  if (stores.isOwned(store.id)) throw fail("response-has-owned-store", values);
  if (existed) throw fail("response-has-existing-store", values);
  // The creation that made it may still be waiting for its response, so nobody owns it yet: the name shows the difference.
  if (externalId !== undefined && !isSameStore(store, creation)) throw fail("response-has-other-store", values);
  stores.record("created", store.id);
  context.session().stores.recordCreated(store);
  return store;
}

/** The values of the metadata that no message may show: if the product's schema cannot be read, all of them. */
async function confidentialMetadata(context: Context, creation: StoreCreation): Promise<unknown> {
  const schema = await schemaOf(context.session().catalogue, creation.teamId, creation);
  return schema && confidentialValues(schema, creation.metadata ?? {});
}

interface Lost {
  sentAt: number;
  error: VercelError;
}

/** Lists until the store appears, or until it is clear that it does not. */
async function recover(context: Context, creation: StoreCreation, existing: ExistingIds, lost: Lost): Promise<Store> {
  const { name, integrationConfigurationId: installation } = creation;
  const unknown = (search: string) => fail("outcome-unknown", { name, installation, search }, lost.error);
  if (existing === undefined) throw unknown(searches.notAllowed);
  const options = { deadlineSeconds: context.timings.settleSeconds, minAttempts: MIN_LISTS };
  const result = await pollUntil(context, options, async (): Promise<Probe<Store>> => {
    const candidates = await listCandidates(context, creation, existing, lost.sentAt);
    if (candidates === undefined) return "failed";
    if (candidates.length > 1) {
      throw fail("outcome-ambiguous", { name, ids: candidates.map(({ id }) => id) }, lost.error);
    }
    const [only] = candidates;
    return only === undefined ? "pending" : { done: claim(context, creation, only, false) };
  });
  if (result.ended === "done") return result.value;
  throw unknown(result.attempts === 0 ? searches.noList : searches.notFound(result.elapsedMs));
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
        isSameStore(store, creation) &&
        !isOlderThan(store, earliest),
    );
  } catch (error) {
    if (VercelError.isInstance(error)) return undefined;
    throw error;
  }
}

/**
 * The earliest time, by the server's clock, at which the POST can have created a store. The server's time has whole
 * seconds, so its difference from the local clock is known to a second only.
 */
function earliestCreation(context: Context, sentAt: number, serverTime: number | undefined): number {
  const ahead = serverTime === undefined ? 0 : serverTime - context.clock.now();
  return sentAt + ahead - 2000;
}

function isOlderThan({ createdAt }: Store, earliest: number): boolean {
  return createdAt !== undefined && createdAt < earliest;
}
