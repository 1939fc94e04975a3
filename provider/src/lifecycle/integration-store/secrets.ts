// The values of a store's connection details, as far as the API hands them out.
import { getStoreSecrets } from "../../vercel/api/get-store-secrets";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";

/** Keys under which the server files the value of a variable. */
const keysOf = (name: string): string[] => [`data_${name}`, name];

const warned = new WeakSet<Context>();

export interface SecretsRequest {
  id: string;
  storeName: string;
  team: string | undefined;
  names: readonly string[];
  /** What is known from an earlier run; it stays where the server does not hand out a value just now. */
  known?: Readonly<Record<string, string>> | undefined;
}

/**
 * Values by variable name. What is known, or nothing, where the server does not hand them out (403, 404), with one warning per process that
 * says how to get them; every other failure is thrown.
 */
export async function readSecrets(context: Context, request: SecretsRequest): Promise<Record<string, string>> {
  const { names, known = {} } = request;
  if (names.length === 0) return {};
  const answer = await ask(context, request);
  const unread = names.filter((name) => valueIn(answer, name) === undefined);
  if (unread.length > 0) warnOnce(context, request, unread);
  const values = names.map((name): [string, string | undefined] => [name, valueIn(answer, name) ?? known[name]]);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function valueIn(answer: Record<string, unknown> | undefined, name: string): string | undefined {
  const found = keysOf(name).map((key) => answer?.[key]);
  return found.find((value) => typeof value === "string" && value !== "") as string | undefined;
}

async function ask(context: Context, { team, id }: SecretsRequest): Promise<Record<string, unknown> | undefined> {
  try {
    return await getStoreSecrets(context.session().transport, team, id);
  } catch (error) {
    if (VercelError.isInstance(error) && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

function warnOnce(context: Context, { storeName, known = {} }: SecretsRequest, unread: readonly string[]): void {
  if (warned.has(context)) return;
  warned.add(context);
  const missing = unread.filter((name) => !(name in known));
  const lead = `${storeName}: Vercel does not hand out the values of ${unread.join(", ")} with this token`;
  context.log.warning(
    missing.length === 0
      ? `${lead}, so \`secrets\` keeps those of the last run.`
      : `${lead}, so they are not in \`secrets\`; \`secretNames\` lists them. Connect the store to a project and read them there.`,
  );
}
