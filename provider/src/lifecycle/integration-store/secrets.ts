// The values of a store's connection details, as far as the token may read them.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { getStoreSecrets } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { say } from "./messages";

export interface SecretsRequest {
  names: readonly string[] | undefined;
  /** The values of an earlier run: each one stays until it is read again. */
  known: StoreState["secrets"];
}

/**
 * Values by variable name. If the token may not read them (403, 404), the known ones, with one warning per process;
 * every other failure is thrown.
 */
export async function readSecrets(
  context: Context,
  inputs: StoreInputs,
  id: string,
  { names = [], known = {} }: SecretsRequest,
): Promise<Record<string, string>> {
  if (names.length === 0) return {};
  const response = await getReadableSecrets(context, inputs, id);
  const read = names.map((name): [string, string | undefined] => [name, valueIn(response, name)]);
  const unread = read.filter(([, value]) => value === undefined).map(([name]) => name);
  if (unread.length > 0) warn(context, inputs.name ?? id, unread, known);
  const values = read.map(([name, value]): [string, string | undefined] => [name, value ?? known[name]]);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The server's key of a value is the variable's name, or `data_` and the name. */
function valueIn(response: Record<string, unknown>, name: string): string | undefined {
  const values = [response[`data_${name}`], response[name]];
  return values.find((value): value is string => typeof value === "string" && value !== "");
}

async function getReadableSecrets(
  context: Context,
  { teamId }: StoreInputs,
  id: string,
): Promise<Record<string, unknown>> {
  try {
    return await getStoreSecrets(context.session().api(teamId), id);
  } catch (error) {
    if (VercelError.isInstance(error) && (error.status === 403 || error.status === 404)) return {};
    throw error;
  }
}

function warn(context: Context, name: string, unread: readonly string[], known: Record<string, string>): void {
  const missing = unread.filter((variable) => !(variable in known));
  const reason = `This token cannot read the values of ${unread.join(", ")}.`;
  const message =
    missing.length === 0 ? say("secrets-stale", { name, reason }) : say("secrets-unreadable", { name, unread });
  context.preflight.warnOnce("secrets-unreadable", message);
}
