// Sends the one POST of a connection. It is never repeated: if its outcome is unclear, the connection is looked up.
import { isSameSet } from "../../contract/project-connection";
import { formatTeam } from "../../contract/team-reference";
import { omitUndefined } from "../../contract/values";
import { renderCause } from "../../errors/render";
import { ValidationError } from "../../errors/validation-error";
import { connectProject, connectProjectWithPrefix } from "../../vercel/api/connections";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { pollUntil } from "../core/poll";
import { type Creation, lookupByProject } from "./lookup";
import { fail, type VariableOrigin } from "./messages";
import { type Connection, formatStore } from "./state";
import { validateProject } from "./validate-project";
import { isInEnvironments } from "./variables";

/** A connection that is to be created, and its store. */
export interface Submission extends Creation {
  store: Store;
}

/** Successful responses without the connection that are required before it counts as not created. */
const MIN_RESPONSES = 3;

/** Rejections that may be about something that exists by now, such as the connection itself. */
const ambiguousStatuses: readonly (number | undefined)[] = [400, 404, 409, 410];

/** Connects store and project. Returns the connection, also if the response was lost. */
export async function submit(context: Context, submission: Submission): Promise<Connection> {
  if (!(await context.engineIsAlive())) throw fail("connection-run-ended", toPair(submission));
  try {
    await post(context, submission);
  } catch (error) {
    if (VercelError.isInstance(error)) return recover(context, submission, error);
    throw error;
  }
  const { connection, elapsedMs } = await pollUntilListed(context, submission);
  if (connection === undefined) throw fail("connection-not-listed", { ...toPair(submission), elapsedMs });
  // Not compared with the inputs: the server may return other spellings of what it accepted.
  context.ownership.connections.record("created", connection.id);
  return connection;
}

async function post(context: Context, submission: Submission): Promise<void> {
  const { inputs, team, store } = submission;
  const { storeId, projectId, environments = [], envVarPrefix, sensitive = false } = inputs;
  const api = context.session().api(team);
  const request = { storeId, projectId, environments };
  if (envVarPrefix !== undefined) return connectProjectWithPrefix(api, { ...request, envVarPrefix });
  const integrationConfigurationId = store.product?.integrationConfigurationId;
  if (integrationConfigurationId === undefined) {
    throw fail("connection-store-unsupported", { ...toPair(submission), type: undefined });
  }
  return connectProject(api, { ...request, integrationConfigurationId, sensitive });
}

/** The connection that a failed request may have created, or that another run created in the meantime. */
async function recover(context: Context, submission: Submission, error: VercelError): Promise<Connection> {
  if (error.outcome === "unknown") {
    const { connection, elapsedMs } = await pollUntilListed(context, submission);
    if (connection !== undefined) return adopt(context, submission, connection);
    throw fail("connection-outcome-unknown", { ...toPair(submission), elapsedMs }, error);
  }
  if (!ambiguousStatuses.includes(error.status)) throw error;
  const { connection } = await lookupByProject(context, submission, context.clock.monotonic());
  if (connection !== undefined) return adopt(context, submission, connection);
  throw await explain(context, submission, error);
}

interface Listed {
  connection?: Connection;
  elapsedMs: number;
}

async function pollUntilListed(context: Context, creation: Creation): Promise<Listed> {
  const deadline = { deadlineSeconds: context.timings.settleSeconds, minAttempts: MIN_RESPONSES };
  const result = await pollUntil<Connection>(context, deadline, async () => {
    try {
      const { connection } = await lookupByProject(context, creation, context.clock.monotonic());
      return connection === undefined ? "pending" : { done: connection };
    } catch (error) {
      if (VercelError.isInstance(error)) return "failed";
      throw error;
    }
  });
  return result.ended === "done" ? { connection: result.value, elapsedMs: 0 } : { elapsedMs: result.elapsedMs };
}

/** Takes an existing connection for the creation. Throws if another resource has it or if it differs. */
export async function adopt(context: Context, creation: Creation, connection: Connection): Promise<Connection> {
  const { id, store, project } = connection;
  const { connections } = context.ownership;
  const name = project.name === undefined ? project.projectId : `${project.name} (${project.projectId})`;
  const values = { store: formatStore(store), project: `project ${name}`, connection: id };
  const differences = await listDifferences(context, creation, connection);
  // No `await` between this check and the record: another resource may adopt or keep the connection meanwhile.
  if (connections.isOwned(id)) throw fail("connection-owned", values);
  if (differences.length > 0) throw fail("connection-exists", { ...values, differences });
  connections.record("adopted", id);
  return connection;
}

/** What is different in an existing connection; empty for the one that the program describes. */
async function listDifferences(context: Context, creation: Creation, { project }: Connection): Promise<string[]> {
  const { environments = [], envVarPrefix, sensitive = false } = creation.inputs;
  const live = project.environments ?? [];
  const isSensitive = project.makeEnvVarsSensitive === true;
  const differences: string[] = [];
  if (trimPrefix(project.envVarPrefix) !== trimPrefix(envVarPrefix)) {
    differences.push(`prefix ${project.envVarPrefix || "none"}, not ${envVarPrefix ?? "none"}`);
  }
  if (isSensitive !== sensitive) {
    differences.push(isSensitive ? "sensitive variables, not readable ones" : "readable variables, not sensitive ones");
  }
  if (isSameSet(live, environments)) return differences;
  // Slugs and ids are compared only if nothing else is different: this takes a request.
  if (differences.length === 0 && (await haveSameIds(context, creation, live))) return [];
  return [`environments ${live.join(", ") || "none"}, not ${environments.join(", ")}`, ...differences];
}

/** Whether live environments are the given ones, some by slug and some by id. */
async function haveSameIds(context: Context, { inputs, team }: Creation, live: readonly string[]): Promise<boolean> {
  const { projectId, environments = [] } = inputs;
  if (live.length !== environments.length) return false;
  const custom = await context.session().projects.customEnvironments(team, projectId, context.clock.monotonic());
  const toId = (name: string) => custom?.find(({ slug }) => slug === name)?.id ?? name;
  return isSameSet(live.map(toId), environments.map(toId));
}

/** Vercel may store a prefix without the underscore at its end. */
function trimPrefix(prefix: string | null | undefined): string {
  return (prefix ?? "").replace(/_+$/, "");
}

/** A rejection as an error that says what it means, if that is known. Its own requests may fail without consequence. */
async function explain(context: Context, submission: Submission, error: VercelError): Promise<Error> {
  const { inputs, team } = submission;
  const pair = toPair(submission);
  const detail = error.detail ?? "";
  const variable = /existing environment variable with name (\w+)/.exec(detail)?.[1];
  if (variable !== undefined) {
    const origin = await lookupOrigin(context, submission, variable);
    const { environments = [], envVarPrefix } = inputs;
    const hasPrefix = envVarPrefix !== undefined;
    return fail("connection-variable-conflict", { ...pair, variable, environments, origin, hasPrefix }, error);
  }
  if (error.status === 404 || error.status === 410) {
    return fail("connection-project-not-found", { ...pair, team: formatTeam(team) }, error);
  }
  if (error.status !== 400 || !/environment/i.test(detail)) return error;
  const [first, ...rest] = await validateProject(context, inputs).catch(() => []);
  if (first !== undefined) {
    const reason = renderCause(new ValidationError([first, ...rest]));
    return fail("connection-rejected", { ...pair, reason }, withoutDetail(error));
  }
  const index = /envVarEnvironments\[(\d+)\]/.exec(detail)?.[1];
  const environment = index === undefined ? undefined : inputs.environments?.[Number(index)];
  if (environment === undefined) return error;
  return fail("connection-environment-rejected", { ...pair, environment }, withoutDetail(error));
}

/** Where the project's variable of this name comes from. */
async function lookupOrigin(context: Context, { inputs, team }: Creation, name: string): Promise<VariableOrigin> {
  const { projects } = context.session();
  const variables = await projects.variables(team, inputs.projectId, context.clock.monotonic()).catch(() => []);
  const named = variables.filter(({ key }) => key === name);
  const conflicting = named.filter((variable) => isInEnvironments(variable, inputs.environments ?? []));
  // Custom environments may be slugs in the inputs and ids here: if none matches, all variables of the name count.
  const stores = (conflicting.length > 0 ? conflicting : named).map(({ contentHint }) => contentHint?.storeId);
  const storeId = stores.find((id) => id !== undefined && id !== inputs.storeId);
  if (storeId !== undefined) return { storeId };
  return stores.length > 0 && stores.every((id) => id === undefined) ? "project" : "unknown";
}

/** The API reports an environment by its position in the request and lists only the built-in ones: that would mislead. */
function withoutDetail({ kind, outcome, method, path, status, code, requestId }: VercelError): VercelError {
  return new VercelError({ kind, outcome, method, path, ...omitUndefined({ status, code, requestId }) });
}

function toPair({ inputs, store }: Submission): { store: string; project: string } {
  return { store: formatStore(store), project: inputs.projectId };
}
