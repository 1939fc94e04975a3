// Turns a failure into what a person reads: what was being done to which store, why it failed, what to do next.

import { VercelError } from "../../vercel/errors";
import { type Account, SettingsError } from "../../vercel/settings";

/** A failure in our own words: a whole message that names its store and the next step. */
export class StoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StoreError";
  }
}

/**
 * One message for any error. `doing` names the act and the store: "create shop-prod-db".
 * The account says where a refused token came from: after `up`, destroy and refresh use the config of that `up`.
 */
export function describeFailure(error: unknown, doing: string, account?: Account): string {
  if (error instanceof StoreError) return error.message;
  const lead = `Could not ${doing}.`;
  if (error instanceof SettingsError) return `${lead} ${error.message}`;
  if (!VercelError.isInstance(error)) return `${lead} ${error instanceof Error ? error.message : String(error)}`;
  const sentences = [lead, error.message, error.nextStep];
  if (account !== undefined && (error.status === 401 || error.status === 403)) sentences.push(tokenOrigin(account));
  return sentences.join(" ");
}

/** Where the token came from. The engine hands destroy and refresh the config as it was at the last `up`. */
export function tokenOrigin({ tokenSource }: Account): string {
  if (tokenSource !== "stack config") return `Token: from ${tokenSource}.`;
  return "Token: from stack config; destroy and refresh use it as of the last `up` (give them --run-program to use the present one).";
}
