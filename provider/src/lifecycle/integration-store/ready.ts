// What is left to do once a store exists: poll until it is available, and read its connection details.
import { AVAILABLE, type StoreInputs, type StoreState } from "../../contract/integration-store";
import type { Store } from "../../vercel/api/stores";
import { getStore } from "../../vercel/api/stores";
import type { Context } from "../core/context";
import { isNotFound, keepInState } from "../core/operation";
import { pollUntil } from "../core/poll";
import { fail, formatProgress, say, terminalStatuses, transientStatuses } from "./messages";
import { readSecrets } from "./secrets";
import { type Carried, formatLabel, isComplete, serverFormOf, toFacts, toState, withStoreValues } from "./state";

/** The shortest time between two progress messages about one store. */
const PROGRESS_INTERVAL_SECONDS = 15;

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
    const read = await readSecrets(context, inputs, store.id, { names: facts.secretNames, known: carried.secrets });
    // Later differences are drift, and no form of what was sent.
    const serverForm = wasAvailable ? carried.serverForm : serverFormOf(inputs, polled.latest);
    const { unreadSecrets } = read;
    return toState(withStoreValues(inputs, polled.latest), facts, { ...carried, ...read, unreadSecrets, serverForm });
  });
}

async function pollUntilAvailable(
  context: Context,
  inputs: StoreInputs,
  polled: Polled,
  deadlineSeconds: number,
): Promise<void> {
  const name = inputs.name ?? polled.latest.id;
  const partner = polled.latest.product?.integration?.name ?? inputs.integrationSlug ?? "the partner";
  if (isAvailable(polled.latest, name, partner)) return;

  const started = context.clock.monotonic();
  const graceUntil = started + context.timings.notFoundGraceSeconds * 1000;
  const acceptFrom = started + context.timings.settleSeconds * 1000;
  // The first message comes after the first pause.
  let nextProgress = context.timings.pollSeconds / 2;
  const options = {
    deadlineSeconds,
    immediate: false,
    onPending: (elapsedSeconds: number) => {
      if (elapsedSeconds < nextProgress) return;
      nextProgress = elapsedSeconds + PROGRESS_INTERVAL_SECONDS;
      context.log.progress(formatProgress(name, partner, statusOf(polled.latest), elapsedSeconds));
    },
  };
  const result = await pollUntil<true>(context, options, async () => {
    polled.latest = (await getVisibleStore(context, inputs, polled.latest.id, graceUntil)) ?? polled.latest;
    const hasNoStatus = !polled.latest.status && context.clock.monotonic() >= acceptFrom;
    return hasNoStatus || isAvailable(polled.latest, name, partner) ? { done: true } : "pending";
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
    const consoleUrl = consoleUrlOf(latest);
    throw fail("store-not-ready", { name, id, status, elapsedMs: result.elapsedMs, consoleUrl });
  }
}

/** Throws for a status that does not become available by itself. */
function isAvailable(store: Store, name: string, partner: string): boolean {
  const { id } = store;
  const status = statusOf(store);
  if (!Object.hasOwn(terminalStatuses, status)) return status === AVAILABLE;
  throw fail("store-failed", { name, id, status, partner, consoleUrl: consoleUrlOf(store) });
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

function consoleUrlOf({ directPartnerConsoleUrl }: Store): string | undefined {
  return directPartnerConsoleUrl || undefined;
}
