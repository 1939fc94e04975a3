// Conflicts: Vercel rejects a connection if the project already has one of its variables, or another connection of the
// store in one of the environments.
import { BUILT_IN_ENVIRONMENTS, type ConnectionInputs, isSameSet, trimPrefix } from "../../contract/project-connection";
import { isUnknown } from "../../contract/values";
import { OperationError } from "../../errors/operation-error";
import type { Variable } from "../../vercel/api/projects";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { fail, say, type VariableOrigin } from "./messages";
import { type Departure, knownEnvironments, runRecord, sharedEnvironments, type ToId } from "./run-record";
import type { Connection, Creation, RecordedConnection } from "./state";
import { targetsOf, unlessForbidden } from "./variables";

interface Comparison {
  names: readonly string[];
  holders: readonly Holder[];
  /** For the message. */
  store?: string;
  isConnected?: boolean;
}

/** A connection whose variables do not count: it is the one that is compared, or it is being removed or changed. */
export interface Holder {
  storeId: string;
  names: readonly string[];
  environments: readonly string[];
  /** The environments that it leaves. Absent: all. */
  leaves?: readonly string[] | undefined;
}

export function toHolder({ recorded, environments: left, renames }: Departure): Holder {
  const { storeId, variableNames = [], environments = [], place } = recorded.state;
  const all = [...environments, ...(place?.environments ?? [])];
  return { storeId, names: variableNames, environments: all, leaves: renames ? undefined : left };
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
 * The failure with the first variable of the project that a connection cannot get. A token that may not list the
 * variables finds none: one warning per process. Other failures are thrown.
 */
export async function findConflict(
  context: Context,
  { inputs, team }: Creation,
  { names, holders, store = inputs.storeId, isConnected = false }: Comparison,
): Promise<OperationError | undefined> {
  const { projectId: project, storeId, environments = [], envVarPrefix } = inputs;
  if (names.length === 0 || environments.some(isUnknown)) return undefined;
  const since = Number.NEGATIVE_INFINITY;
  const variables = await unlessForbidden(context.session().projects.variables(team, project, since));
  if (variables === undefined) {
    context.preflight.warnOnce("connection-variables", say("connection-variables-not-compared", { project }));
    return undefined;
  }
  const toId = await environmentIds(context, { inputs, team }, since);
  const isExempt = (variable: Variable, shared: readonly string[]) =>
    holders.some((holder) => {
      const left = holder.leaves?.map(toId);
      return isOf(variable, holder, toId) && (left === undefined || shared.every((name) => left.includes(toId(name))));
    });
  for (const variable of variables) {
    // A variable of one branch exists beside the one of all branches.
    if (!names.includes(variable.key) || variable.gitBranch) continue;
    const targets = targetsOf(variable);
    const shared = environments.filter((environment) => targets.includes(toId(environment)));
    if (shared.length === 0 || isExempt(variable, shared)) continue;
    const found = { variable: variable.key, environments: shared, origin: originOf([variable], storeId) };
    const hasPrefix = envVarPrefix !== undefined;
    return fail("connection-variable-conflict", { store, project, hasPrefix, isConnected, ...found });
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

/**
 * The first of these connections that shares an environment with the inputs. If the response omits the environments of a
 * connection, it may have any of them.
 */
export async function findOverlap(
  context: Context,
  creation: Creation,
  connections: readonly Connection[],
): Promise<Connection | undefined> {
  if (connections.length === 0) return undefined;
  const toId = await environmentIds(context, creation, Number.NEGATIVE_INFINITY);
  const requested = knownEnvironments(creation.inputs).map(toId);
  return connections.find(
    ({ project }) =>
      project.environments === undefined || project.environments.some((name) => requested.includes(toId(name))),
  );
}

/**
 * The failure if another resource of the program declares one of the environments, perhaps by its other name. `own` is
 * the connection that is changed.
 */
export async function findTwin(
  context: Context,
  creation: Creation,
  own?: RecordedConnection,
): Promise<OperationError | undefined> {
  const toId = await environmentIds(context, creation, Number.NEGATIVE_INFINITY);
  const record = runRecord(context);
  const isOther = (id: string) => id !== own?.id && !record.isLeaving(id);
  const declared = record.declaredBeside(creation.inputs, toId);
  const twin = declared.find(({ recorded }) => recorded === undefined || isOther(recorded.id));
  return twin && toDeclaredTwice(creation.inputs, twin.inputs, toId);
}

export function toDeclaredTwice(inputs: ConnectionInputs, twin: ConnectionInputs, toId?: ToId): OperationError {
  const { storeId: store, projectId: project } = inputs;
  return fail("connection-declared-twice", { store, project, environments: sharedEnvironments(inputs, twin, toId) });
}

/** Whether live environments are those of the inputs, some perhaps by slug and some by id. */
export async function haveSameEnvironments(
  context: Context,
  creation: Creation,
  live: readonly string[],
): Promise<boolean> {
  const { environments = [] } = creation.inputs;
  if (isSameSet(live, environments)) return true;
  if (live.length !== environments.length) return false;
  const toId = await environmentIds(context, creation, context.clock.monotonic());
  return isSameSet(live.map(toId), environments.map(toId));
}

/**
 * Whether Vercel rejected a connection because of one that this process removes or changes, or because of its variables:
 * the removal may take effect late. `own` is the connection that is itself changed.
 */
export async function isTemporary(
  context: Context,
  { own, ...creation }: Creation & { own?: RecordedConnection },
  error: unknown,
): Promise<boolean> {
  const { storeId, projectId } = creation.inputs;
  const departures = runRecord(context)
    .departuresFrom(projectId)
    .filter(({ recorded }) => recorded.id !== own?.id);
  if (departures.length === 0) return false;
  if (VercelError.isInstance(error)) {
    return isAlreadyConnected(error) && departures.some(({ recorded }) => recorded.state.storeId === storeId);
  }
  if (!(error instanceof OperationError)) return false;
  const { connection, variable } = (error.values ?? {}) as { connection?: string; variable?: string };
  if (connection !== undefined) return departures.some(({ recorded }) => recorded.id === connection);
  if (error.code !== "connection-variable-conflict" || variable === undefined) return false;
  if (!departures.some(({ recorded }) => recorded.state.variableNames?.includes(variable))) return false;
  const holders = [...departures, ...(own === undefined ? [] : [{ recorded: own }])].map(toHolder);
  // The variables were listed when the rejection was explained.
  const others = { names: [variable], holders };
  return (await findConflict(context, creation, others).catch(() => undefined)) === undefined;
}

/** Whether a rejection says that the project has a connection of the store already. */
export function isAlreadyConnected({ status, detail }: VercelError): boolean {
  return status === 409 || /already connected/i.test(detail ?? "");
}

/** Whether a connection leaves, in this run, every environment that it shares with the inputs. */
export function makesRoom(context: Context, inputs: ConnectionInputs, { id, project }: Connection): boolean {
  const record = runRecord(context);
  const { environments = knownEnvironments(inputs) } = project;
  const shared = sharedEnvironments(inputs, { ...inputs, environments });
  const left = record.environmentsLeftBy(id);
  return record.isLeaving(id) || (shared.length > 0 && shared.every((name) => left.includes(name)));
}

async function environmentIds(context: Context, { inputs, team }: Creation, notBefore: number): Promise<ToId> {
  const builtIn: readonly string[] = BUILT_IN_ENVIRONMENTS;
  const isCustom = (name: string) => !builtIn.includes(name);
  if (!knownEnvironments(inputs).some(isCustom)) return (name) => name;
  const custom = await context.session().projects.customEnvironments(team, inputs.projectId, notBefore);
  return (name) => custom?.find(({ slug }) => slug === name)?.id ?? name;
}

/** A variable may name its store. Otherwise its name and environments decide. */
function isOf(variable: Variable, { storeId, names, environments }: Holder, toId: (name: string) => string): boolean {
  const origin = variable.contentHint?.storeId;
  if (origin !== undefined) return origin === storeId;
  return names.includes(variable.key) && environments.some((name) => targetsOf(variable).includes(toId(name)));
}
