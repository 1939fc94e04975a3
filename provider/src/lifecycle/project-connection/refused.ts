// A clear no to a connection, in our own words where we know what it means; what is unclear about it is asked for once.
import { renderRefusal } from "../../discovery/issue";
import type { Variable } from "../../vercel/api/list-variables";
import type { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import type { Context } from "../core/context";
import { collision, noProject, type Origin, unfit, unknownEnvironment, type Wanted } from "./messages";
import { checkProject } from "./validate-project";

/** The failure of a connect as a person should read it. Nothing here can fail: the no itself is what counts. */
export async function explain(context: Context, store: Store, wanted: Wanted, error: VercelError): Promise<Error> {
  const variable = /existing environment variable with name ([A-Za-z_][A-Za-z0-9_]*)/.exec(error.message)?.[1];
  if (variable !== undefined)
    return collision(store, wanted, error, variable, await originOf(context, wanted, variable));
  if (error.status === 404 || error.status === 410) return noProject(store, wanted, error);
  if (error.status !== 400 || !/environment/i.test(error.message)) return error;
  const refusals = await checkProject(context, wanted.inputs).catch(() => []);
  if (refusals.length > 0) return unfit(store, wanted, error, refusals.map(renderRefusal));
  // The words of a schema check, which names the environment by its place in the request.
  const place = /envVarEnvironments\[(\d+)\]/.exec(error.message)?.[1];
  const environment = place === undefined ? undefined : wanted.inputs.environments?.[Number(place)];
  return environment === undefined ? error : unknownEnvironment(store, wanted, error, environment);
}

async function originOf(context: Context, { inputs, team }: Wanted, name: string): Promise<Origin> {
  const { connections } = context.session();
  const listed = await connections.variables(team, inputs.projectId, context.clock.now()).catch((): Variable[] => []);
  const named = listed.filter(({ key }) => key === name);
  const met = named.filter((variable) => meets(variable, inputs.environments ?? []));
  // Custom environments may be named by slug here and by id there, so none that meets does not mean none.
  const inTheWay = met.length > 0 ? met : named;
  const stores = inTheWay.map(({ contentHint }) => contentHint?.storeId);
  const other = stores.find((storeId) => storeId !== undefined && storeId !== inputs.storeId);
  if (other !== undefined) return { storeId: other };
  return stores.length > 0 && stores.every((storeId) => storeId === undefined) ? "the project" : undefined;
}

function meets({ target, customEnvironmentIds }: Variable, environments: readonly string[]): boolean {
  const targets = [...(target ? [target].flat() : []), ...(customEnvironmentIds ?? [])];
  return targets.some((environment) => environments.includes(environment));
}
