// Waits until a new store is ready, says so while it lasts, and knows which states never become ready.

import { inWords } from "../../contract/duration";
import { getStore } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import type { Context } from "../core/context";
import { READY } from "./state";

/** States in which a store stays until someone acts at Vercel or at the partner, and what they mean. */
const terminalStates: Record<string, string> = {
  error: "the partner failed to make it",
  suspended: "it is suspended",
  uninstalled: "its integration was uninstalled",
  "limits-exceeded-suspended": "it is suspended because a limit of its plan is exceeded",
  "limits-exceeded-suspended-store-count": "it is suspended because the team has too many stores of this kind",
};

/** States that become ready by themselves. */
const passingStates: readonly string[] = ["initializing", "onboarding"];

const SAY_EVERY = 15_000;
const SLOWEST = 10;

export interface Wait {
  id: string;
  name: string;
  team: string | undefined;
  /** How long to wait from now. */
  seconds: number;
  /** Until when, by our clock, a store that is not found is taken for one that is not shown yet. */
  graceUntil: number;
  partner: string;
}

/** The last that was seen of a store whose wait did not end well. */
export class NotReady extends Error {
  constructor(
    message: string,
    readonly store: Store | undefined,
  ) {
    super(message);
    this.name = "NotReady";
  }
}

/** Looks at the store with growing pauses until it is available. */
export async function waitUntilReady(context: Context, wait: Wait, seen?: Store): Promise<Store> {
  const { clock, timings } = context;
  const started = clock.now();
  let said = started;
  let store = seen;
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * 1.5, timings.pollSeconds * SLOWEST)) {
    if (store?.status === READY) return store;
    const status = store?.status ?? "not shown yet";
    refuseTerminal(wait, store);
    const waited = clock.now() - started;
    if (waited >= wait.seconds * 1000) throw new NotReady(outOfTime(wait, status, waited, store), store);
    if (!(await context.engineIsAlive())) throw new NotReady(`${wait.name} (${wait.id}): the run has ended.`, store);
    if (clock.now() - said >= SAY_EVERY || (said === started && waited > 0)) {
      said = clock.now();
      const known = passingStates.includes(status) ? "" : ", a state that this version does not know";
      context.log.progress(
        `${wait.name}: ${wait.partner} is preparing the store (${status}${known}, ${Math.round(waited / 1000)} s)`,
      );
    }
    await clock.sleep(pause * 1000 * (0.8 + Math.random() * 0.4), context.signal);
    store = await look(context, wait);
  }
}

async function look(context: Context, wait: Wait): Promise<Store | undefined> {
  try {
    return await getStore(context.session().transport, wait.team, wait.id);
  } catch (error) {
    const missing = VercelError.isInstance(error) && error.status === 404;
    if (missing && context.clock.now() < wait.graceUntil) return undefined;
    throw error;
  }
}

function refuseTerminal(wait: Wait, store: Store | undefined): void {
  const why = store?.status ? terminalStates[store.status] : undefined;
  if (why === undefined || store === undefined) return;
  throw new NotReady(
    `${wait.name} (${wait.id}) will not become ready: ${why} (${store.status}). It is kept in the state; ` +
      `mend it at Vercel or at ${wait.partner} and run \`pulumi up\` again, or run \`pulumi destroy\`.${consoleOf(store)}`,
    store,
  );
}

function outOfTime(wait: Wait, status: string, waited: number, store: Store | undefined): string {
  return (
    `${wait.name} (${wait.id}) was created, but is still "${status}" after ${inWords(waited)}. ` +
    `It is kept; the next \`pulumi up\` goes on waiting.${consoleOf(store)}`
  );
}

function consoleOf(store: Store | undefined): string {
  return store?.directPartnerConsoleUrl ? ` Console: ${store.directPartnerConsoleUrl}` : "";
}
