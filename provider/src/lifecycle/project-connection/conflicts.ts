// Variable conflicts: Vercel rejects a connection if the project already has one of its variables.
import { BUILT_IN_ENVIRONMENTS } from "../../contract/project-connection";
import { isUnknown } from "../../contract/values";
import type { Variable } from "../../vercel/api/projects";
import type { Store } from "../../vercel/api/stores";
import type { Context } from "../core/context";
import type { Creation } from "./lookup";
import { say, type VariableOrigin } from "./messages";
import type { Connection, RecordedConnection } from "./state";
import { targetsOf, unlessForbidden } from "./variables";

export interface Conflict {
  variable: string;
  environments: string[];
  origin: VariableOrigin;
}

/** A connection whose variables do not count: it is the one that is compared, or it is being removed. */
export interface Holder {
  storeId: string;
  names: readonly string[];
  environments: readonly string[];
}

export function toHolder({ state }: RecordedConnection): Holder {
  const { storeId, variableNames = [], environments = [], place } = state;
  return { storeId, names: variableNames, environments: [...environments, ...(place?.environments ?? [])] };
}

/** The store of a creation: variables that name it are left of an earlier connection, or of the one to be replaced. */
export function holderOf(store: Store, connection: Connection | undefined): Holder {
  const { environmentVariables, environments } = connection?.project ?? {};
  return { storeId: store.id, names: environmentVariables ?? [], environments: environments ?? [] };
}

/** The names that a store's variables get by the documented rule. What Vercel really makes is known afterwards only. */
export function namesWithPrefix({ secrets }: Store, prefix: string | undefined): string[] {
  const start = prefix === undefined ? "" : `${trimPrefix(prefix)}_`;
  return (secrets ?? []).map(({ name }) => `${start}${name}`);
}

/**
 * The first variable of the project that a connection cannot get. A token that may not list the variables finds none:
 * one warning per process. Other failures are thrown.
 */
export async function findConflict(
  context: Context,
  { inputs, team }: Creation,
  { names, holders, notBefore }: { names: readonly string[]; holders: readonly Holder[]; notBefore?: number },
): Promise<Conflict | undefined> {
  const { projectId, storeId, environments = [] } = inputs;
  if (names.length === 0 || environments.some(isUnknown)) return undefined;
  const since = notBefore ?? Number.NEGATIVE_INFINITY;
  const variables = await unlessForbidden(context.session().projects.variables(team, projectId, since));
  if (variables === undefined) {
    context.preflight.warnOnce(
      "connection-variables",
      say("connection-variables-not-compared", { project: projectId }),
    );
    return undefined;
  }
  const toId = await environmentIds(context, { inputs, team }, since);
  const isExempt = (variable: Variable) => holders.some((holder) => isOf(variable, holder, toId));
  for (const variable of variables) {
    // A variable of one branch exists beside the one of all branches.
    if (!names.includes(variable.key) || variable.gitBranch) continue;
    const targets = targetsOf(variable);
    const shared = environments.filter((environment) => targets.includes(toId(environment)));
    if (shared.length === 0 || isExempt(variable)) continue;
    return { variable: variable.key, environments: shared, origin: originOf([variable], storeId) };
  }
  return undefined;
}

/** Where variables of one name come from. The store of the connection itself is no explanation. */
export function originOf(variables: readonly Variable[], storeId: string): VariableOrigin {
  const stores = variables.map(({ contentHint }) => contentHint?.storeId);
  const other = stores.find((id) => id !== undefined && id !== storeId);
  if (other !== undefined) return { storeId: other };
  return stores.length > 0 && stores.every((id) => id === undefined) ? "project" : "unknown";
}

/** Vercel may store a prefix without the underscore at its end. */
export function trimPrefix(prefix: string | null | undefined): string {
  return (prefix ?? "").replace(/_+$/, "");
}

/** Gives the id of a custom environment for its slug, and every other name as it is. */
export async function environmentIds(
  context: Context,
  { inputs, team }: Creation,
  notBefore: number,
): Promise<(name: string) => string> {
  const builtIn: readonly string[] = BUILT_IN_ENVIRONMENTS;
  const isCustom = (name: string) => !builtIn.includes(name);
  if (!(inputs.environments ?? []).some(isCustom)) return (name) => name;
  const custom = await context.session().projects.customEnvironments(team, inputs.projectId, notBefore);
  return (name) => custom?.find(({ slug }) => slug === name)?.id ?? name;
}

/** A variable may name its store. Otherwise its name and environments decide. */
function isOf(variable: Variable, { storeId, names, environments }: Holder, toId: (name: string) => string): boolean {
  const origin = variable.contentHint?.storeId;
  if (origin !== undefined) return origin === storeId;
  return names.includes(variable.key) && environments.some((name) => targetsOf(variable).includes(toId(name)));
}
