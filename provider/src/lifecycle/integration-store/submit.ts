// Ensure: the one POST of a creation. It is never repeated; what is left unclear is looked up.

import { inWords } from "../../contract/duration";
import { type CreateStoreBody, createStore } from "../../vercel/api/create-store";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import type { Context } from "../core/context";
import { StoreError } from "../core/operation";
import { isHeld } from "../core/ownership";
import { type Before, type Creation, isOf } from "./observe";

const FEWEST_LISTS = 3;
const SLOWEST = 10;

/** Sends the POST and returns the store that it made, also where the answer was lost. */
export async function ensure(context: Context, creation: Creation, before: Before, seconds: number): Promise<Store> {
  const session = context.session();
  const sentAt = context.clock.now();
  try {
    const { store, serverTime } = await createStore(session.transport, creation.team, bodyOf(creation), {
      deadlineSeconds: Math.min(seconds, context.timings.postSeconds),
      mayBeSent: () => context.engineIsAlive(),
    });
    if (isOlder(store, earliestBirth(context, sentAt, serverTime))) {
      throw new StoreError(notNew(creation, store, "was there before"));
    }
    return claim(context, creation, before, store);
  } catch (error) {
    if (!VercelError.isInstance(error)) throw error;
    if (error.kind === "cancelled" && error.outcome === "not sent") throw new StoreError(hasEnded(creation));
    if (error.outcome !== "unknown") throw error;
    return lookUp(context, creation, before, { sentAt, error });
  }
}

function hasEnded({ name }: Creation): string {
  return `The run that asked for ${name} has ended. Nothing was created.`;
}

/** The earliest time, by the server's own clock, at which a store can have been made by the POST. */
function earliestBirth(context: Context, sentAt: number, serverTime: number | undefined): number {
  const ahead = serverTime === undefined ? 0 : serverTime - context.clock.now();
  // The server's date has whole seconds, so its clock is known to the second only.
  return sentAt + ahead - 2000;
}

function isOlder({ createdAt }: Store, earliest: number): boolean {
  return createdAt !== undefined && createdAt < earliest;
}

/**
 * Takes the store for this creation. Whether it is another one's is looked at in the same step: a server that knows an
 * `externalId` may give two creations that are under way the same store.
 */
function claim(context: Context, creation: Creation, before: Before, store: Store): Store {
  const { stores } = context.session();
  const othersHere = stores.madeHere(store.id) || isHeld(context, store.id);
  // The one that made it may have got no answer yet, so that nobody here knows it: then its name tells.
  const another = creation.inputs.externalId !== undefined && !isOf(store, creation);
  if (othersHere) throw new StoreError(notNew(creation, store, "belongs to another resource of the program"));
  if (before?.has(store.id)) throw new StoreError(notNew(creation, store, "was there before"));
  if (another) throw new StoreError(notNew(creation, store, "is not the one that was asked for"));
  stores.noteCreated(store);
  return store;
}

type NotNew = "belongs to another resource of the program" | "was there before" | "is not the one that was asked for";

function notNew({ name, inputs }: Creation, { id, name: itsName }: Store, whose: NotNew): string {
  const named = itsName === undefined || itsName === name ? "" : `, named ${itsName}`;
  const knows = inputs.externalId === undefined ? "" : " Vercel may know it by its externalId: give this one another.";
  const adopt = whose === "was there before" ? ` If it is the one that is meant, set adopt: "${id}".` : "";
  return `Vercel answered the creation of ${name} with a store that ${whose}: ${id}${named}. Nothing was created.${knows}${adopt}`;
}

function bodyOf({ inputs, name, installation, product }: Creation): CreateStoreBody {
  const { billingPlanId, paymentMethodId, prepaymentAmountCents, externalId, protocolSettings } = inputs;
  return {
    name,
    integrationConfigurationId: installation,
    integrationProductIdOrSlug: product.id,
    metadata: inputs.metadata ?? {},
    ...(billingPlanId === undefined ? {} : { billingPlanId }),
    ...(paymentMethodId === undefined ? {} : { paymentMethodId }),
    ...(prepaymentAmountCents === undefined ? {} : { prepaymentAmountCents }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(protocolSettings === undefined ? {} : { protocolSettings }),
  };
}

interface Lost {
  sentAt: number;
  error: VercelError;
}

/** Lists with growing pauses until the store shows, or until it surely does not. */
async function lookUp(context: Context, creation: Creation, before: Before, lost: Lost): Promise<Store> {
  const { clock, timings } = context;
  if (before === undefined) throw new StoreError(outcomeUnknown(creation, lost.error, "its list of stores is refused"));
  const cutAt = clock.now();
  let lists = 0;
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * 2, timings.pollSeconds * SLOWEST)) {
    const found = await candidates(context, creation, before, lost.sentAt);
    if (found !== undefined) lists += 1;
    const [only] = found ?? [];
    if (only !== undefined && found?.length === 1) return claim(context, creation, before, only);
    if (found !== undefined && found.length > 1) throw new StoreError(several(creation, lost.error, found));
    const passed = clock.now() - cutAt;
    const overdue = passed >= 2 * timings.settleSeconds * 1000;
    if (overdue || (passed >= timings.settleSeconds * 1000 && lists >= FEWEST_LISTS)) {
      const looked = lists === 0 ? "no list of stores was answered" : `looked for it for ${inWords(passed)}: not there`;
      throw new StoreError(outcomeUnknown(creation, lost.error, looked));
    }
    await clock.sleep(pause * 1000, context.signal);
  }
}

/** Stores that can be the one: not there before, made by nobody else here, of this name, and younger than the POST. */
async function candidates(
  context: Context,
  creation: Creation,
  before: ReadonlySet<string>,
  sentAt: number,
): Promise<Store[] | undefined> {
  const { stores: list } = context.session();
  try {
    const { stores, serverTime } = await list.fresh(creation.team);
    const earliest = earliestBirth(context, sentAt, serverTime);
    return stores.filter(
      (store) =>
        !before.has(store.id) && !list.madeHere(store.id) && isOf(store, creation) && !isOlder(store, earliest),
    );
  } catch (error) {
    if (VercelError.isInstance(error)) return undefined;
    throw error;
  }
}

function outcomeUnknown({ name, installation }: Creation, error: VercelError, looked: string): string {
  return (
    `Vercel did not answer the creation of ${name} clearly, so its outcome is unknown. ${error.message} ` +
    `A store named ${name} in ${installation}: ${looked}. Wait a few minutes, then run \`pulumi up\` again: it looks before it creates.`
  );
}

function several({ name }: Creation, error: VercelError, found: readonly Store[]): string {
  return (
    `Vercel did not answer the creation of ${name} clearly. ${error.message} Several new stores have that name: ` +
    `${found.map(({ id }) => id).join(", ")}. None was taken. Delete the ones that are not wanted in the Vercel dashboard.`
  );
}
