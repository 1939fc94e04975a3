// The projects, for tests: list, seed, connect and delete them without the API.
import type { Project } from "../seed/projects.js";
import {
  changeConnection,
  connect,
  disconnect,
  removeDueVariables,
  settingsOf,
  variablesOfConnection,
} from "./connections.js";
import { builtInEnvironments, indexOfUnknownEnvironment, toTargets } from "./environments.js";
import { alphanumeric } from "./ids.js";
import { findStore, findTeam } from "./lookup.js";
import { findNameConflict, newCiphertext, variableValue } from "./variables.js";
import type { ConnectedProject, ServerState, StoredStore, StoredVariable } from "./world.js";

/** A project that a test adds. */
export interface ProjectSeed {
  name: string;
  team?: string;
  framework?: string | null;
  /** Slugs of its custom environments. */
  customEnvironments?: string[];
  id?: string;
}

/** A variable that a user has set. */
export interface OwnVariable {
  /** The id or the name of the project. */
  project: string;
  key: string;
  value: string;
  /** Default: production, preview and development. */
  environments?: string[];
  /** Default: `encrypted`. */
  type?: StoredVariable["type"];
}

/** A connection that a test adds, as another person would in the dashboard. */
export interface ConnectionSeed {
  store: string;
  project: string;
  environments?: string[];
  prefix?: string;
  sensitive?: boolean;
}

/** A variable with its value. Clients must never leak it. */
export type VariableWithValue = StoredVariable & { value: string };

export class Projects {
  constructor(private readonly server: ServerState) {}

  list(filter: { team?: string } = {}): Project[] {
    const { world } = this.server;
    const team = filter.team === undefined ? undefined : findTeam(world, filter.team)?.id;
    return structuredClone(world.projects.filter(({ teamId }) => filter.team === undefined || teamId === team));
  }

  get(idOrName: string): Project | undefined {
    return structuredClone(this.#find(idOrName));
  }

  seed({ team = "acme", customEnvironments = [], ...given }: ProjectSeed): Project {
    const teamId = findTeam(this.server.world, team)?.id;
    if (teamId === undefined) throw new Error(`There is no team ${team}.`);
    const project: Project = {
      id: `prj_${alphanumeric(28)}`,
      framework: null,
      createdAt: this.server.now(),
      ...given,
      teamId,
      customEnvironments: customEnvironments.map((slug) => ({ id: `env_${alphanumeric(28)}`, slug })),
    };
    this.server.world.projects.push(project);
    return structuredClone(project);
  }

  /** Deletes a project with its connections and variables. */
  remove(idOrName: string): void {
    const { world } = this.server;
    const { id } = this.#require(idOrName);
    world.projects = world.projects.filter((project) => project.id !== id);
    world.variables = world.variables.filter(({ projectId }) => projectId !== id);
    for (const store of world.stores)
      store.projectsMetadata = store.projectsMetadata.filter(({ projectId }) => projectId !== id);
  }

  /** Every variable of a project with its value, also those that are not visible yet. */
  variables(idOrName: string): VariableWithValue[] {
    removeDueVariables(this.server);
    const { world } = this.server;
    const { id } = this.#require(idOrName);
    return world.variables
      .filter(({ projectId }) => projectId === id)
      .map((variable) => ({ ...structuredClone(variable), value: variableValue(world, variable) }));
  }

  addVariable(given: OwnVariable): StoredVariable {
    const { world, now } = this.server;
    const project = this.#require(given.project);
    const names = this.#environments(project, given.environments);
    const variable: StoredVariable = {
      id: alphanumeric(16),
      projectId: project.id,
      key: given.key,
      type: given.type ?? "encrypted",
      ...toTargets(project, names),
      ciphertext: newCiphertext(),
      createdAt: now(),
      updatedAt: now(),
      createdBy: null,
    };
    this.#requireNoConflict(project, [variable]);
    world.variableValues.set(variable.id, given.value);
    world.variables.push(variable);
    return structuredClone(variable);
  }

  removeVariable(id: string): void {
    const { world } = this.server;
    world.variables = world.variables.filter((variable) => variable.id !== id);
    world.variableValues.delete(id);
  }

  /** Connects a store and a project without a request to the API. */
  connect(given: ConnectionSeed): ConnectedProject {
    const store = this.#requireStore(given.store);
    const project = this.#require(given.project);
    const settings = {
      environments: this.#environments(project, given.environments),
      prefix: given.prefix ?? null,
      sensitive: given.sensitive ?? false,
    };
    this.#requireNoConflict(project, variablesOfConnection(this.server, store, project, settings));
    return structuredClone(connect(this.server, store, project, settings, null));
  }

  /** Changes a connection without a request to the API; `prefix: null` removes the prefix. */
  editConnection(
    storeId: string,
    connectionId: string,
    change: { environments?: string[]; prefix?: string | null },
  ): ConnectedProject {
    const store = this.#requireStore(storeId);
    const connection = store.projectsMetadata.find(({ id }) => id === connectionId);
    if (!connection) throw new Error(`${storeId} has no connection ${connectionId}.`);
    const project = this.#require(connection.projectId);
    const settings = { ...settingsOf(connection), ...change };
    this.#environments(project, settings.environments);
    const variables = variablesOfConnection(this.server, store, project, settings);
    this.#requireNoConflict(project, variables, connectionId);
    changeConnection(this.server, store, project, connection, settings);
    return structuredClone(connection);
  }

  /** Removes one connection of a store, or all of them, without a request to the API. */
  disconnect(store: string, connectionId?: string): void {
    disconnect(this.server, this.#requireStore(store), connectionId);
  }

  #find(idOrName: string): Project | undefined {
    return this.server.world.projects.find(({ id, name }) => id === idOrName || name === idOrName);
  }

  #require(idOrName: string): Project {
    const project = this.#find(idOrName);
    if (!project) throw new Error(`There is no project ${idOrName}.`);
    return project;
  }

  #requireStore(id: string): StoredStore {
    const store = findStore(this.server.world, id);
    if (!store) throw new Error(`There is no store ${id}.`);
    return store;
  }

  #requireNoConflict(project: Project, added: Parameters<typeof findNameConflict>[2], changed?: string): void {
    removeDueVariables(this.server);
    const conflict = findNameConflict(this.server.world, project.id, added, changed);
    if (conflict !== undefined) throw new Error(`${project.name} has the variable ${conflict} already.`);
  }

  #environments(project: Project, names: string[] = [...builtInEnvironments]): string[] {
    const unknown = names[indexOfUnknownEnvironment(project, names)];
    if (unknown !== undefined) throw new Error(`${project.name} has no environment ${unknown}.`);
    return names;
  }
}
