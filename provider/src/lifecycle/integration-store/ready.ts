// What is left to do once a store exists: poll until it is available, and read its connection details.
import { consoleUrlOf, parseNames } from "../../contract/computed-outputs";
import { AVAILABLE, type StoreInputs, type StoreState } from "../../contract/integration-store";
import type { Store } from "../../vercel/api/stores";
import { getStore } from "../../vercel/api/stores";
import type { Context } from "../core/context";
import { isNotFound, keepInState } from "../core/operation";
import { pollUntil } from "../core/poll";
import { fail, formatStatus, say, terminalStatuses, transientStatuses } from "./messages";
import { offerClaim } from "./sandbox";
import { readSecrets } from "./secrets";
import { type Carried, formatLabel, isComplete, serverFormOf, toFacts, toState, withStoreValues } from "./state";

/** A store that is being polled. */
interface Polled {
  /** The store by the latest response that contained it. */
  latest: Store;
}

/** A store that exists, and what is known about it. */
export interface Incomplete {
  inputs: StoreInputs;
  store: Store;
  /** With the values of an earlier run: they stay in the state if they cannot be read, and say that it was available. */
  carried: Carried;
  /** How long to poll. */
  deadlineSeconds: number;
}

/** The state of the completed store. @throws PartialStateError with what is known about the store */
export async function completeStore(context: Context, incomplete: Incomplete): Promise<StoreState> {
  const { inputs, store, carried, deadlineSeconds } = incomplete;
  const session = context.session();
  const polled: Polled = { latest: store };
  const partial = {
    name: "finish",
    resource: formatLabel(inputs, store.id),
    id: store.id,
    toState: async () => toState(inputs, await toFacts(session, polled.latest, inputs), carried),
  };
  return keepInState(context, partial, async () => {
    if (carried.doubtful) throw fail("store-doubtful", { name: inputs.name ?? store.id, id: store.id });
    const wasAvailable = isComplete(carried);
    if (!wasAvailable) await pollUntilAvailable(context, inputs, polled, deadlineSeconds);
    const facts = await toFacts(session, polled.latest, inputs);
    const request = { names: parseNames(facts.secretNames ?? []), known: carried.secrets };
    const { secrets, unreadSecrets } = await readSecrets(context, inputs, store.id, request);
    // Later differences are drift, and no form of what was sent.
    const serverForm = wasAvailable ? carried.serverForm : serverFormOf(inputs, polled.latest);
    const notes = { ...carried, importedMetadata: undefined, secrets, unreadSecrets, serverForm };
    const state = toState(withStoreValues(inputs, polled.latest), facts, notes);
    await offerClaim(context, store.id, state);
    return state;
  });
}

async function pollUntilAvailable(
  context: Context,
  inputs: StoreInputs,
  polled: Polled,
  deadlineSeconds: number,
): Promise<void> {
  const name = inputs.name ?? polled.latest.id;
  const partner = partnerOf(inputs, polled.latest);
  if (isAvailable(inputs, polled.latest)) return;

  const started = context.clock.monotonic();
  const graceUntil = started + context.timings.notFoundGraceSeconds * 1000;
  const acceptFrom = started + context.timings.settleSeconds * 1000;
  const options = {
    deadlineSeconds,
    immediate: false,
    what: `${name}: waiting for ${partner}`,
    status: () => formatStatus(polled.latest.status),
  };
  const result = await pollUntil<true>(context, options, async () => {
    polled.latest = (await getVisibleStore(context, inputs, polled.latest.id, graceUntil)) ?? polled.latest;
    const hasNoStatus = !polled.latest.status && context.clock.monotonic() >= acceptFrom;
    return hasNoStatus || isAvailable(inputs, polled.latest) ? { done: true } : "pending";
  });
  const { latest } = polled;
  const { id } = latest;
  const status = statusOf(latest);
  const isUnknown = status !== AVAILABLE && !transientStatuses.includes(status);
  if (result.ended === "engine gone") throw fail("polling-ended", { name, id });
  if (isUnknown)
    context.log.warning(
      say("status-unknown", { name, id, status: latest.status ? `the status ${status}` : "no status" }),
    );
  else if (result.ended === "deadline") {
    const consoleUrl = linkTo(inputs, latest);
    throw fail("store-not-ready", { name, id, status, elapsedMs: result.elapsedMs, consoleUrl });
  }
}

/** Throws for a status that does not become available by itself. */
function isAvailable(inputs: StoreInputs, store: Store): boolean {
  const { id } = store;
  const status = statusOf(store);
  if (!Object.hasOwn(terminalStatuses, status)) return status === AVAILABLE;
  const [partner, consoleUrl] = [partnerOf(inputs, store), linkTo(inputs, store)];
  throw fail("store-failed", { name: inputs.name ?? id, id, status, partner, consoleUrl });
}

function partnerOf({ integrationSlug }: StoreInputs, { product }: Store): string {
  return product?.integration?.name ?? integrationSlug ?? "the partner";
}

/** The store, or undefined while a 404 may mean that a new store is not visible yet. */
async function getVisibleStore(
  context: Context,
  { teamId }: StoreInputs,
  id: string,
  graceUntil: number,
): Promise<Store | undefined> {
  try {
    return await getStore(context.session().api(teamId), id);
  } catch (error) {
    if (isNotFound(error) && context.clock.monotonic() < graceUntil) return undefined;
    throw error;
  }
}

function statusOf({ status }: Store): string {
  return status || "without a status";
}

/** The partner's own address asks for a login of its own. */
function linkTo(inputs: StoreInputs, { externalResourceId, directPartnerConsoleUrl }: Store): string | undefined {
  return consoleUrlOf({ ...inputs, externalResourceId }) ?? (directPartnerConsoleUrl || undefined);
}
