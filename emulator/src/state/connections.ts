// Connecting stores to projects and disconnecting them, and when the variables of a connection become visible.
import type { Project } from "../seed/projects.js";
import type { Behaviour } from "./behaviour.js";
import { countRead, isOver, startDelay } from "./delay.js";
import { findCustomEnvironment, toTargets } from "./environments.js";
import { alphanumeric } from "./ids.js";
import { advanceProvisioning, isProvisioned } from "./store-lifecycle.js";
import { type NewVariable, newCiphertext, variablesOfStore } from "./variables.js";
import type { ConnectedProject, ServerState, StoredStore, StoredVariable } from "./world.js";

export interface ConnectionSettings {
  environments: string[];
  prefix: string | null;
  sensitive: boolean;
}

/** The variables that a connection would add. */
export function variablesOfConnection(
  state: ServerState,
  store: StoredStore,
  project: Project,
  settings: ConnectionSettings,
): NewVariable[] {
  return variablesOfStore(state, store, { ...settings, ...toTargets(project, settings.environments) });
}

/** Connects a store and a project. The caller has validated the request. */
export function connect(
  state: ServerState,
  store: StoredStore,
  project: Project,
  settings: ConnectionSettings,
  createdBy: string | null,
): ConnectedProject {
  const added = variablesOfConnection(state, store, project, settings);
  const now = state.now();
  const { variablesAfter: delay } = state.behaviour;
  const connection: ConnectedProject = {
    id: `spc_${alphanumeric(16)}`,
    projectId: project.id,
    name: project.name,
    framework: project.framework,
    environments: formatEnvironments(state.behaviour, project, settings.environments),
    environmentVariables: [...new Set(added.map(({ key }) => key))],
    envVarPrefix: settings.prefix,
    makeEnvVarsSensitive: settings.sensitive,
    ...(delay && { pending: startDelay(delay, now) }),
  };
  store.projectsMetadata.push(connection);
  const newVariable = variableFactory(state, store, connection, createdBy);
  state.world.variables.push(...added.map(newVariable));
  return connection;
}

/** The settings of a connection. */
export function settingsOf(connection: ConnectedProject): ConnectionSettings {
  const { environments, envVarPrefix: prefix, makeEnvVarsSensitive: sensitive = false } = connection;
  return { environments, prefix, sensitive };
}

/**
 * Changes a connection in place. Its variables keep their ids: other environments change their scope, another prefix
 * renames them. The caller has validated the request.
 */
export function changeConnection(
  state: ServerState,
  store: StoredStore,
  project: Project,
  connection: ConnectedProject,
  settings: ConnectionSettings,
): void {
  const now = state.now();
  const { world, behaviour } = state;
  const requested = variablesOfConnection(state, store, project, settings);
  showDueVariables(store, now);
  // What does not show yet does not show because of another change either.
  const { environments, environmentVariables, envVarPrefix } = connection.previous ?? connection;
  const { connectionChangesAfter: delay } = behaviour;
  if (delay) connection.previous = { environments, environmentVariables, envVarPrefix, shown: startDelay(delay, now) };
  connection.environments = formatEnvironments(behaviour, project, settings.environments);
  connection.environmentVariables = [...new Set(requested.map(({ key }) => key))];
  connection.envVarPrefix = settings.prefix;
  const isOwn = ({ from, lingersUntil }: StoredVariable) =>
    from?.connectionId === connection.id && lingersUntil === undefined;
  const own = world.variables.filter(isOwn);
  const newVariable = variableFactory(state, store, connection, null);
  const changed = requested.map(({ secret, ...variable }) => {
    const old = own.find(({ from, type }) => from?.secret === secret && type === variable.type);
    return old ? Object.assign(old, variable, { updatedAt: now }) : newVariable({ secret, ...variable });
  });
  world.variables = [...world.variables.filter((variable) => !isOwn(variable)), ...changed];
}

function variableFactory(
  { now }: ServerState,
  store: StoredStore,
  { id: connectionId, projectId }: ConnectedProject,
  createdBy: string | null,
) {
  return ({ secret, ...variable }: NewVariable): StoredVariable => ({
    ...variable,
    id: alphanumeric(16),
    projectId,
    from: { storeId: store.id, connectionId, secret },
    ciphertext: newCiphertext(),
    createdAt: now(),
    updatedAt: now(),
    createdBy,
  });
}

/** Removes one connection of a store, or all of them. */
export function disconnect(state: ServerState, store: StoredStore, connectionId?: string): void {
  const isRemoved = (id: string | undefined) => connectionId === undefined || id === connectionId;
  store.projectsMetadata = store.projectsMetadata.filter(({ id }) => !isRemoved(id));
  for (const variable of state.world.variables) {
    const { from } = variable;
    if (from?.storeId !== store.id || !isRemoved(from.connectionId)) continue;
    variable.lingersUntil ??= state.now() + state.behaviour.variablesLinger;
  }
  removeDueVariables(state);
}

/** Removes the variables of earlier connections whose time has come. */
export function removeDueVariables({ world, now }: ServerState): void {
  world.variables = world.variables.filter(({ lingersUntil }) => lingersUntil === undefined || now() < lingersUntil);
}

/** Makes variables visible whose time has come. Every answer that contains connections calls it first. */
export function showDueVariables(store: StoredStore, now: number): StoredStore {
  for (const connection of store.projectsMetadata) {
    if (connection.pending && isOver(connection.pending, now)) delete connection.pending;
    if (connection.previous && isOver(connection.previous.shown, now)) delete connection.previous;
  }
  return store;
}

/** Counts an answer that would contain the variables of the store's connections, or of the connection with a project. */
export function countConnections(store: StoredStore, project?: string): void {
  for (const { projectId, pending, previous } of store.projectsMetadata) {
    if (project !== undefined && projectId !== project) continue;
    countRead(pending);
    if (project === undefined) countRead(previous?.shown);
  }
}

/** The variables of a connection are visible when they are due and the store is provisioned. */
export function hasVisibleVariables(store: StoredStore, { pending }: ConnectedProject): boolean {
  return !pending && isProvisioned(store);
}

/** The visible variables of a project. Reading one variable does not count as a read, reading all does. */
export function visibleVariables(state: ServerState, project: string, read: "one" | "all"): StoredVariable[] {
  removeDueVariables(state);
  const { world, now } = state;
  const visible = new Set<string>();
  for (const store of world.stores) {
    for (const connection of showDueVariables(advanceProvisioning(store, now(), "in-list"), now()).projectsMetadata)
      if (hasVisibleVariables(store, connection)) visible.add(connection.id);
    if (read === "all") countConnections(store, project);
  }
  return world.variables.filter(
    ({ projectId, from, lingersUntil }) =>
      projectId === project && (!from || lingersUntil !== undefined || visible.has(from.connectionId)),
  );
}

/** The environments as a store returns them, without duplicates. */
function formatEnvironments({ customEnvironments: format }: Behaviour, project: Project, names: string[]): string[] {
  const seen = new Set<string>();
  return names
    .filter((name) => {
      const id = findCustomEnvironment(project, name)?.id ?? name;
      return !seen.has(id) && seen.add(id);
    })
    .map((name) => (format === "given" ? name : (findCustomEnvironment(project, name)?.[format] ?? name)));
}
