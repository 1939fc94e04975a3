// A preview that cannot ask the API: one warning per process, no second wait while the outage lasts, and no deletion.

import type { FailureKind, VercelError } from "../../vercel/errors";
import { SettingsError } from "../../vercel/settings";
import type { Context } from "../core/context";

interface Outage {
  warned: boolean;
  until: number;
}

const outages = new WeakMap<Context, Outage>();

/** Whether the API may be asked: not while a failure of the last half minute is remembered. */
export function mayAsk(context: Context): boolean {
  const outage = outages.get(context);
  return outage === undefined || context.clock.now() >= outage.until;
}

/** Answers to what one store asked for: another team or product may be answered otherwise. */
const ofOneStore: readonly FailureKind[] = [
  "bad request",
  "payment required",
  "forbidden",
  "not found",
  "conflict",
  "gone",
];

/** Remembers that the API could not be asked, and says so once. */
export function noteOutage(context: Context, error: VercelError | SettingsError): void {
  const { warned, until } = outages.get(context) ?? { warned: false, until: 0 };
  const lasts = error instanceof SettingsError || !ofOneStore.includes(error.kind);
  const next = lasts ? context.clock.now() + context.timings.outageSeconds * 1000 : until;
  outages.set(context, { warned: true, until: next });
  if (warned) return;
  const why = error instanceof SettingsError ? error.message : `${error.message} ${error.nextStep}`;
  context.log.warning(
    `Not verified against Vercel: integrations, products, plans and prices of new stores are unchecked here. ${why}`,
  );
}
