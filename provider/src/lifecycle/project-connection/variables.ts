// The values of a connection's variables: one pull of an environment, and single ones only for what it leaves out.
import { getVariableValue } from "../../vercel/api/get-variable";
import type { Variable } from "../../vercel/api/list-variables";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";

export interface VariablesRequest {
  team: string | undefined;
  storeId: string;
  projectId: string;
  environments: readonly string[];
  names: readonly string[];
  /** Answers that were asked for earlier, by our clock, are too old. */
  notBefore: number;
}

export interface Reading {
  values: Record<string, string>;
  /** Names of the variables that are there, but whose values are not handed out; sorted. */
  unreadable: string[];
  /** Names that the project does not show (yet). */
  absent: string[];
  /** Whether what is unreadable is so because the token may not read it, and not because it is sensitive. */
  refused: boolean;
}

export async function readVariables(context: Context, request: VariablesRequest): Promise<Reading> {
  const { names, team, projectId, notBefore } = request;
  const reading: Reading = { values: {}, unreadable: [], absent: [], refused: false };
  const [environment] = pullOrder(request.environments);
  if (names.length === 0 || environment === undefined) return reading;
  const { connections } = context.session();

  const pulled = await unlessRefused(connections.environment(team, projectId, environment, notBefore));
  for (const name of names) keep(reading, name, pulled?.[name]);
  const missing = names.filter((name) => !(name in reading.values));
  if (missing.length === 0) return reading;

  const variables = await unlessRefused(connections.variables(team, projectId, notBefore));
  reading.refused = variables === undefined;
  await Promise.all(missing.map((name) => readOne(context, request, { name, pulled, variables }, reading)));
  reading.unreadable.sort();
  reading.absent.sort();
  return reading;
}

/** `development` first: its variables are never sensitive. A custom environment last: its name may not be its slug. */
function pullOrder(environments: readonly string[]): string[] {
  const order = ["development", "production", "preview"];
  const rank = (environment: string) => (order.includes(environment) ? order.indexOf(environment) : order.length);
  return [...environments].sort((a, b) => rank(a) - rank(b));
}

interface Missing {
  name: string;
  pulled: Record<string, unknown> | undefined;
  variables: Variable[] | undefined;
}

async function readOne(context: Context, request: VariablesRequest, missing: Missing, reading: Reading): Promise<void> {
  const { name, pulled, variables } = missing;
  const ours = (variables ?? []).filter((variable) => variable.key === name && isOurs(variable, request));
  const isThere = ours.length > 0 || variables === undefined || (pulled !== undefined && name in pulled);
  if (!isThere) {
    reading.absent.push(name);
    return;
  }
  const readable = ours.find(({ type }) => type !== "sensitive");
  if (readable !== undefined) {
    const { transport } = context.session();
    const { team, projectId } = request;
    keep(reading, name, await unlessRefused(getVariableValue(transport, team, projectId, readable.id)));
  }
  if (!(name in reading.values)) reading.unreadable.push(name);
}

/** A store's variable says which store it comes from; without that word, its environments decide. */
function isOurs({ contentHint, target, customEnvironmentIds }: Variable, request: VariablesRequest): boolean {
  if (contentHint?.storeId !== undefined) return contentHint.storeId === request.storeId;
  const targets = [...(target ? [target].flat() : []), ...(customEnvironmentIds ?? [])];
  return targets.some((environment) => request.environments.includes(environment));
}

/** An empty text is what the API gives for a value that it does not hand out. */
function keep(reading: Reading, name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") reading.values[name] = value;
}

/** The answer, or undefined where the token may not have it. Every other failure is thrown. */
async function unlessRefused<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (VercelError.isInstance(error) && mayNotRead(error)) return undefined;
    throw error;
  }
}

/** A challenge asks a person to prove who they are, which a token cannot. */
function mayNotRead({ status, code }: VercelError): boolean {
  return status === 403 || status === 404 || /^(challenge_required|user_auth_required)/.test(code ?? "");
}
