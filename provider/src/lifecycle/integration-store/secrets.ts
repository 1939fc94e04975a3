// The values of a store's connection details, as far as they can be read. The route is undocumented, so no failure of it
// leaves a store unfinished.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { omitUndefined } from "../../contract/values";
import { renderCause } from "../../errors/render";
import { getStoreSecrets } from "../../vercel/api/stores";
import { responseOrError, VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { say } from "./messages";

export interface SecretsRequest {
  names: readonly string[] | undefined;
  /** The values of an earlier run: each one stays until it is read again. */
  known: StoreState["secrets"];
}

/** What a state records of a reading, and whether it has values of an earlier run. */
export type SecretsReading = Required<Pick<StoreState, "secrets">> &
  Pick<StoreState, "unreadSecrets"> & { isStale: boolean };

/**
 * Values by variable name. A token that may not read them (403, 404) will not do so later either; after every other
 * failure, `unreadSecrets` names what is missing.
 */
export async function readSecrets(
  context: Context,
  inputs: StoreInputs,
  id: string,
  { names = [], known = {} }: SecretsRequest,
): Promise<SecretsReading> {
  if (names.length === 0) return { secrets: {}, isStale: false };
  const response = await responseOrError(getStoreSecrets(context.session().api(inputs.teamId), id));
  const failure = VercelError.isInstance(response) ? response : undefined;
  const values: Record<string, unknown> = failure === undefined ? { ...response } : {};
  const read = names.map((name): [string, string | undefined] => [name, valueIn(values, name)]);
  const unread = read.filter(([, value]) => value === undefined).map(([name]) => name);
  const missing = unread.filter((name) => !(name in known));
  if (unread.length > 0) warn(context, { name: inputs.name ?? id, unread, missing, failure });
  const present = read.map(([name, value]): [string, string | undefined] => [name, value ?? known[name]]);
  const secrets = Object.fromEntries(present.filter((entry): entry is [string, string] => entry[1] !== undefined));
  const mayBeReadLater = failure !== undefined && !isForbidden(failure) && missing.length > 0;
  const isStale = missing.length < unread.length;
  return { secrets, isStale, ...omitUndefined({ unreadSecrets: mayBeReadLater ? missing : undefined }) };
}

/** The server's key of a value is the variable's name, or `data_` and the name. */
function valueIn(response: Record<string, unknown>, name: string): string | undefined {
  const values = [response[`data_${name}`], response[name]];
  return values.find((value): value is string => typeof value === "string" && value !== "");
}

function isForbidden({ status }: VercelError): boolean {
  return status === 403 || status === 404;
}

interface Unread {
  name: string;
  unread: readonly string[];
  /** Those of the unread ones that no earlier run has read. */
  missing: readonly string[];
  failure: VercelError | undefined;
}

/** One warning per process for a token that may not read values; one per store for a failure. */
function warn({ preflight }: Context, { name, unread, missing, failure }: Unread): void {
  if (failure !== undefined && !isForbidden(failure)) {
    const reason = renderCause(failure);
    const code = missing.length === 0 ? "secrets-stale" : "secrets-not-read";
    preflight.warnOnce(`${code} ${name}`, say(code, { name, names: missing, reason }));
    return;
  }
  const reason = `This token cannot read the values of ${unread.join(", ")}.`;
  const message =
    missing.length === 0
      ? say("secrets-stale", { name, names: [], reason })
      : say("secrets-unreadable", { name, unread });
  preflight.warnOnce("secrets-unreadable", message);
}
