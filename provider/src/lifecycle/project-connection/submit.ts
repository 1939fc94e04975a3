// Sends the one POST of a connection. It is never repeated: if its outcome is unclear, the connection is looked up.
import { formatTeam } from "../../contract/team-reference";
import { omitUndefined } from "../../contract/values";
import { OperationError } from "../../errors/operation-error";
import { renderCause } from "../../errors/render";
import { ValidationError } from "../../errors/validation-error";
import { connectProject, connectProjectWithPrefix } from "../../vercel/api/connections";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { pollUntil } from "../core/poll";
import { acceptCreated, toExistsFailure } from "./adopt";
import { originOf } from "./conflicts";
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

/** Connects store and project. Returns the connection, also if the response was lost. */
export async function submit(context: Context, submission: Submission): Promise<Connection> {
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

/** The connection that a request without a response created. A rejection is explained. */
async function recover(context: Context, submission: Submission, error: VercelError): Promise<Connection> {
  if (error.outcome === "unknown") {
    const { connection, elapsedMs } = await pollUntilListed(context, submission);
    if (connection !== undefined) return acceptCreated(context, submission, connection);
    throw fail("connection-outcome-unknown", { ...toPair(submission), elapsedMs }, error);
  }
  if (error.kind === "cancelled") throw fail("connection-run-ended", toPair(submission));
  if (error.outcome !== "refused" || error.kind === "rate limited") throw error;
  // It may be about something that exists by now; and a gateway may return a 4xx after the API has committed.
  const found = await lookupByProject(context, submission, context.clock.monotonic()).catch((failure) => {
    if (VercelError.isInstance(failure)) return undefined;
    throw failure;
  });
  if (found?.connection !== undefined) throw await toExistsFailure(context, submission, found.connection);
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
      // The store existed before the POST: a response without it does not say that the connection failed.
      const isTransient = error instanceof OperationError && error.code === "connection-store-not-found";
      if (isTransient || VercelError.isInstance(error)) return "failed";
      throw error;
    }
  });
  return result.ended === "done" ? { connection: result.value, elapsedMs: 0 } : { elapsedMs: result.elapsedMs };
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
async function lookupOrigin(context: Context, creation: Creation, name: string): Promise<VariableOrigin> {
  const { inputs, team } = creation;
  const now = context.clock.monotonic();
  const variables = await context
    .session()
    .projects.variables(team, inputs.projectId, now)
    .catch(() => []);
  const named = variables.filter(({ key }) => key === name);
  const conflicting = named.filter((variable) => isInEnvironments(variable, inputs.environments ?? []));
  // Custom environments may be slugs in the inputs and ids here: if none matches, all variables of the name count.
  return originOf(conflicting.length > 0 ? conflicting : named, inputs.storeId);
}

/** The API reports an environment by its position in the request and lists only the built-in ones: that would mislead. */
function withoutDetail({ kind, outcome, method, path, status, code, requestId }: VercelError): VercelError {
  return new VercelError({ kind, outcome, method, path, ...omitUndefined({ status, code, requestId }) });
}

function toPair({ inputs, store }: Submission): { store: string; project: string } {
  return { store: formatStore(store), project: inputs.projectId };
}
