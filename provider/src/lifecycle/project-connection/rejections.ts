// What Vercel's rejection of a connection, or of a change to one, means.
import { formatTeam } from "../../contract/team-reference";
import type { OperationError } from "../../errors/operation-error";
import { renderCause } from "../../errors/render";
import { ValidationError } from "../../errors/validation-error";
import { listServedProjects } from "../../vercel/api/integrations";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { originOf } from "./conflicts";
import { fail, type VariableOrigin } from "./messages";
import { type Creation, formatStore } from "./state";
import { validateProject } from "./validate-project";
import { isInEnvironments } from "./variables";

/** A rejection as an error that says what it means, if that is known. Its own requests may fail without consequence. */
export async function explain(
  context: Context,
  { store, isConnected = false, ...creation }: Creation & { store: Store; isConnected?: boolean },
  error: VercelError,
): Promise<VercelError | OperationError> {
  const { inputs, team } = creation;
  const pair = { store: formatStore(store), project: inputs.projectId };
  const detail = error.detail ?? "";
  const variable = /existing environment variable with name (\w+)/.exec(detail)?.[1];
  if (variable !== undefined) {
    const origin = await lookupOrigin(context, creation, variable);
    const { environments = [], envVarPrefix } = inputs;
    const hasPrefix = envVarPrefix !== undefined;
    const values = { ...pair, variable, environments, origin, hasPrefix, isConnected };
    return fail("connection-variable-conflict", values, error);
  }
  const installation = await findUnservingInstallation(context, { ...creation, store }, error);
  if (installation !== undefined) return fail("connection-project-not-served", { ...pair, ...installation }, error);
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

/** The store's installation, if it serves selected projects of the team and not this one. */
async function findUnservingInstallation(
  context: Context,
  { inputs, team, store }: Creation & { store: Store },
  { status }: VercelError,
): Promise<{ installation: string; integration: string } | undefined> {
  const { integrationConfigurationId: installation, integration } = store.product ?? {};
  if (installation === undefined || ![400, 403, 404].includes(status ?? 0)) return undefined;
  const served = await listServedProjects(context.session().api(team), installation).catch(() => undefined);
  if (served === undefined || served.includes(inputs.projectId)) return undefined;
  return { installation, integration: integration?.slug ?? installation };
}

/** Where the project's variable of this name comes from. */
async function lookupOrigin(context: Context, creation: Creation, name: string): Promise<VariableOrigin> {
  const { inputs, team } = creation;
  const now = context.clock.monotonic();
  const variables = await context
    .session()
    .projects.variables(team, inputs.projectId, now)
    .catch(() => []);
  // The connection that is being changed may have a variable of this name. Its own variables do not conflict.
  const named = variables.filter(({ key, contentHint }) => key === name && contentHint?.storeId !== inputs.storeId);
  const conflicting = named.filter((variable) => isInEnvironments(variable, inputs.environments ?? []));
  // Custom environments may be slugs in the inputs and ids here: if none matches, all variables of the name count.
  return originOf(conflicting.length > 0 ? conflicting : named, inputs.storeId);
}

/** The API reports an environment by its position in the request and lists only the built-in ones: that would mislead. */
function withoutDetail({ failure: { detail: _, fields: __, ...failure } }: VercelError): VercelError {
  return new VercelError(failure);
}
