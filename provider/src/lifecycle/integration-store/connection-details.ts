// The values of a store's connection details, as far as the API hands them out.
import { getStoreSecrets } from "../../vercel/endpoints/get-store-secrets";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../lifecycle";

/** Keys under which the server files the value of a variable. */
const keysOf = (name: string): string[] => [`data_${name}`, name];

const warned = new WeakSet<Context>();

export interface SecretsRequest {
  id: string;
  storeName: string;
  team: string | undefined;
  names: readonly string[];
}

/**
 * Values by variable name. Empty where the server does not hand them out (403, 404), with one warning per process that
 * says how to get them; every other failure is thrown.
 */
export async function readSecrets(context: Context, request: SecretsRequest): Promise<Record<string, string>> {
  if (request.names.length === 0) return {};
  const answer = await ask(context, request);
  const values: Record<string, string> = {};
  for (const name of request.names) {
    const value = keysOf(name)
      .map((key) => answer?.[key])
      .find((candidate) => typeof candidate === "string" && candidate !== "");
    if (typeof value === "string") values[name] = value;
  }
  const missing = request.names.filter((name) => !(name in values));
  if (missing.length > 0) warnOnce(context, request.storeName, missing);
  return values;
}

async function ask(context: Context, { team, id }: SecretsRequest): Promise<Record<string, unknown> | undefined> {
  try {
    return await getStoreSecrets(context.session().transport, team, id);
  } catch (error) {
    if (VercelError.isInstance(error) && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

function warnOnce(context: Context, storeName: string, missing: readonly string[]): void {
  if (warned.has(context)) return;
  warned.add(context);
  context.log.warning(
    `${storeName}: Vercel does not hand out the values of ${missing.join(", ")} with this token, so they are not in ` +
      "`secrets`; `secretNames` lists them. Connect the store to a project and read them there.",
  );
}
