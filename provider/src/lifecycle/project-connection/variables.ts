// Reads the values of a connection's variables: one pull of an environment, then single requests for what it omits.
import { getVariableValue, type Variable } from "../../vercel/api/projects";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";

export interface VariablesRequest {
  team: string | undefined;
  storeId: string;
  projectId: string;
  environments: readonly string[];
  names: readonly string[];
  /** A request that was sent earlier (monotonic clock) is too old. */
  notBefore: number;
}

export interface Reading {
  /** The variables that were asked for. */
  names: readonly string[];
  values: Record<string, string>;
  /** Names of the variables that exist, but whose values Vercel does not return; sorted. */
  unreadable: string[];
  /** Names of the variables that the project does not have yet; sorted. */
  absent: string[];
  /** Whether unreadable variables are so because the token may not read them, and not because they are sensitive. */
  forbidden: boolean;
}

export async function readVariables(context: Context, request: VariablesRequest): Promise<Reading> {
  const { names, team, projectId, notBefore } = request;
  const reading: Reading = { names, values: {}, unreadable: [], absent: [], forbidden: false };
  const environment = environmentToPull(request.environments);
  if (names.length === 0 || environment === undefined) return reading;
  const { projects } = context.session();

  const pulled = await unlessForbidden(projects.pull(team, projectId, environment, notBefore));
  for (const name of names) addValue(reading, name, pulled?.[name]);
  const missing = names.filter((name) => !(name in reading.values));
  if (missing.length === 0) return reading;

  const variables = await unlessForbidden(projects.variables(team, projectId, notBefore));
  reading.forbidden = variables === undefined;
  await Promise.all(
    missing.map(async (name) => {
      const records = recordsOf(variables ?? [], name, request);
      const exists = records.length > 0 || variables === undefined || (pulled !== undefined && name in pulled);
      addValue(reading, name, await readValue(context, request, records));
      if (!exists) reading.absent.push(name);
      else if (!(name in reading.values)) reading.unreadable.push(name);
    }),
  );
  reading.unreadable.sort();
  reading.absent.sort();
  return reading;
}

/** `development` first: its variables are never sensitive. A custom environment last: the pull may not accept its id. */
function environmentToPull(environments: readonly string[]): string | undefined {
  const preferred = ["development", "production", "preview"].find((name) => environments.includes(name));
  return preferred ?? environments[0];
}

/** The value of the first record that is not sensitive, or undefined if Vercel does not return it. */
async function readValue(
  context: Context,
  { team, projectId }: VariablesRequest,
  records: readonly Variable[],
): Promise<string | undefined> {
  const readable = records.find(({ type }) => type !== "sensitive");
  if (readable === undefined) return undefined;
  return unlessForbidden(getVariableValue(context.session().api(team), projectId, readable.id));
}

/**
 * The records of one name. A variable may name the store that it comes from, but a store can have several connections to
 * the project: those in the environments of this one come first. Custom environments may be slugs here.
 */
function recordsOf(variables: readonly Variable[], name: string, request: VariablesRequest): Variable[] {
  const { storeId, environments } = request;
  const named = variables.filter(
    ({ key, contentHint }) => key === name && (contentHint?.storeId ?? storeId) === storeId,
  );
  const inEnvironments = named.filter((variable) => isInEnvironments(variable, environments));
  return inEnvironments.length > 0
    ? inEnvironments
    : named.filter(({ contentHint }) => contentHint?.storeId === storeId);
}

export function isInEnvironments(variable: Variable, environments: readonly string[]): boolean {
  return targetsOf(variable).some((environment) => environments.includes(environment));
}

/** The environments of a variable; custom ones by id. */
export function targetsOf({ target, customEnvironmentIds }: Variable): string[] {
  return [...(target ? [target].flat() : []), ...(customEnvironmentIds ?? [])];
}

/** The API returns an empty string for a value that it does not show. */
function addValue(reading: Reading, name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") reading.values[name] = value;
}

/** The response, or undefined if the token may not have it. Every other failure is thrown. */
export async function unlessForbidden<Value>(response: Promise<Value>): Promise<Value | undefined> {
  try {
    return await response;
  } catch (error) {
    if (VercelError.isInstance(error) && isForbidden(error)) return undefined;
    throw error;
  }
}

/** A challenge requires a person to authenticate, which a token cannot do. */
function isForbidden({ status, code }: VercelError): boolean {
  return status === 403 || status === 404 || /^(challenge_required|user_auth_required)/.test(code ?? "");
}
