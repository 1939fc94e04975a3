// Stores connected to projects: what a connection changes, what its end takes back, and what shows late.

import type { Project } from "../seed/projects.js";
import type { Behaviour } from "./behaviour.js";
import { customEnvironment, targetsOf } from "./environments.js";
import { alphanumeric } from "./ids.js";
import { advance, unfinished } from "./provisioning.js";
import { ciphertext, type NewVariable, variablesFor } from "./variables.js";
import type { ConnectedProject, StoredStore, StoredVariable, World } from "./world.js";

export interface Wish {
  environments: string[];
  prefix: string | null;
  sensitive: boolean;
}

export interface Surroundings {
  world: World;
  behaviour: Behaviour;
  now: () => number;
}

/** The variables that a connection would bring. */
export function broughtBy({ world, behaviour }: Surroundings, store: StoredStore, project: Project, wish: Wish) {
  return variablesFor(world, behaviour, store, { ...wish, ...targetsOf(project, wish.environments) });
}

/** The commit of a connection. Nothing is checked here. */
export function connect(
  around: Surroundings,
  store: StoredStore,
  project: Project,
  wish: Wish,
  createdBy: string | null,
): ConnectedProject {
  const brought = broughtBy(around, store, project, wish);
  const { variablesAfter: wait } = around.behaviour;
  const now = around.now();
  const connection: ConnectedProject = {
    id: `spc_${alphanumeric(16)}`,
    projectId: project.id,
    name: project.name,
    framework: project.framework,
    environments: spelled(around.behaviour, project, wish.environments),
    environmentVariables: [...new Set(brought.map(({ key }) => key))],
    envVarPrefix: wish.prefix,
    makeEnvVarsSensitive: wish.sensitive,
    ...(wait && {
      pending: {
        ...(wait.reads === undefined ? {} : { reads: wait.reads }),
        ...(wait.ms === undefined ? {} : { until: now + wait.ms }),
      },
    }),
  };
  store.projectsMetadata.push(connection);
  around.world.variables.push(
    ...brought.map((one) =>
      record(one, project.id, { storeId: store.id, connectionId: connection.id }, now, createdBy),
    ),
  );
  return connection;
}

/** The end of one connection, or of all that a store has. */
export function disconnect(world: World, store: StoredStore, connectionId?: string): void {
  const ends = (id: string | undefined) => connectionId === undefined || id === connectionId;
  store.projectsMetadata = store.projectsMetadata.filter(({ id }) => !ends(id));
  world.variables = world.variables.filter(({ from }) => from?.storeId !== store.id || !ends(from.connectionId));
}

/** Lets a store's connections show what is due. Every answer that tells them begins with it. */
export function settle(store: StoredStore, now: number): StoredStore {
  for (const connection of store.projectsMetadata) {
    const { reads, until } = connection.pending ?? {};
    if (reads === undefined && until === undefined) continue;
    if ((reads ?? 0) === 0 && now >= (until ?? 0)) delete connection.pending;
  }
  return store;
}

/** Counts an answer that would have told the variables of a store's connections, or of the one with this project. */
export function countRead(store: StoredStore, project?: string): void {
  for (const { projectId, pending } of store.projectsMetadata) {
    if (pending?.reads && (project === undefined || projectId === project)) pending.reads -= 1;
  }
}

/** Whether a connection's variables are to be seen: not before their time, and not before the partner has made them. */
export function isVisible(store: StoredStore, { pending }: ConnectedProject): boolean {
  return !pending && !unfinished.has(store.status);
}

/** The variables of a project that are to be seen. A read of one does not count, a read of all does. */
export function visibleVariables(
  { world, now }: Surroundings,
  projectId: string,
  read: "one" | "all",
): StoredVariable[] {
  const shown = new Set<string>();
  for (const store of world.stores) {
    for (const connection of settle(advance(store, now(), "in-list"), now()).projectsMetadata)
      if (isVisible(store, connection)) shown.add(connection.id);
    if (read === "all") countRead(store, projectId);
  }
  return world.variables.filter(
    ({ projectId: of, from }) => of === projectId && (!from || shown.has(from.connectionId)),
  );
}

function spelled({ customEnvironments: how }: Behaviour, project: Project, names: string[]): string[] {
  const seen = new Set<string>();
  return names
    .filter((name) => {
      const id = customEnvironment(project, name)?.id ?? name;
      return !seen.has(id) && seen.add(id);
    })
    .map((name) => (how === "given" ? name : (customEnvironment(project, name)?.[how] ?? name)));
}

function record(
  { secret, ...variable }: NewVariable,
  projectId: string,
  from: { storeId: string; connectionId: string },
  now: number,
  createdBy: string | null,
): StoredVariable {
  return {
    ...variable,
    id: alphanumeric(16),
    projectId,
    from: { ...from, secret },
    ciphertext: ciphertext(),
    createdAt: now,
    updatedAt: now,
    createdBy,
  };
}
