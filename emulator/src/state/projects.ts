// The projects: what a test looks at, adds, connects and removes behind the API's back.

import type { Project } from "../seed/projects.js";
import type { Behaviour } from "./behaviour.js";
import { broughtBy, connect, disconnect, type Surroundings } from "./connections.js";
import { builtInEnvironments, targetsOf, unknownEnvironment } from "./environments.js";
import { alphanumeric } from "./ids.js";
import { findTeam } from "./lookup.js";
import type { Stores } from "./stores.js";
import { ciphertext, collision } from "./variables.js";
import type { ConnectedProject, StoredStore, StoredVariable, World } from "./world.js";

/** A project that a test puts there. */
export interface ProjectSeed {
  name: string;
  team?: string;
  framework?: string | null;
  /** Slugs of environments of its own. */
  customEnvironments?: string[];
  id?: string;
}

/** A variable that a user has set. */
export interface OwnVariable {
  /** The project's id or name. */
  project: string;
  key: string;
  value: string;
  /** Default: production, preview and development. */
  environments?: string[];
  /** Default: `encrypted`. */
  type?: StoredVariable["type"];
}

/** A connection that somebody makes in the dashboard. */
export interface ConnectionSeed {
  store: string;
  project: string;
  environments?: string[];
  prefix?: string;
  sensitive?: boolean;
}

/** A record with the value that clients must never leak. */
export type VariableWithValue = StoredVariable & { value: string };

export class Projects {
  /** Values of users' own variables, by the record's id; those of a store's variables are the store's secrets. */
  readonly #values = new Map<string, string>();

  constructor(
    private readonly world: World,
    private readonly stores: Stores,
    private readonly behaviour: () => Behaviour,
    private readonly now: () => number,
  ) {}

  list(filter: { team?: string } = {}): Project[] {
    const team = filter.team === undefined ? undefined : findTeam(this.world, filter.team)?.id;
    return structuredClone(this.world.projects.filter(({ teamId }) => filter.team === undefined || teamId === team));
  }

  get(idOrName: string): Project | undefined {
    return structuredClone(this.#find(idOrName));
  }

  seed({ team = "acme", customEnvironments = [], ...given }: ProjectSeed): Project {
    const teamId = findTeam(this.world, team)?.id;
    if (teamId === undefined) throw new Error(`There is no team ${team}.`);
    const project: Project = {
      id: `prj_${alphanumeric(28)}`,
      framework: null,
      createdAt: this.now(),
      ...given,
      teamId,
      customEnvironments: customEnvironments.map((slug) => ({ id: `env_${alphanumeric(28)}`, slug })),
    };
    this.world.projects.push(project);
    return structuredClone(project);
  }

  /** Deletes a project, with its connections and variables. */
  remove(idOrName: string): void {
    const { id } = this.#existing(idOrName);
    this.world.projects = this.world.projects.filter((one) => one.id !== id);
    this.world.variables = this.world.variables.filter(({ projectId }) => projectId !== id);
    for (const store of this.world.stores)
      store.projectsMetadata = store.projectsMetadata.filter(({ projectId }) => projectId !== id);
  }

  /** Every record of a project with its value, those too that do not show yet. */
  variables(idOrName: string): VariableWithValue[] {
    const { id } = this.#existing(idOrName);
    return this.world.variables
      .filter(({ projectId }) => projectId === id)
      .map((variable) => ({ ...structuredClone(variable), value: this.valueOf(variable) }));
  }

  addVariable(given: OwnVariable): StoredVariable {
    const project = this.#existing(given.project);
    const names = this.#environments(project, given.environments);
    const variable: StoredVariable = {
      id: alphanumeric(16),
      projectId: project.id,
      key: given.key,
      type: given.type ?? "encrypted",
      ...targetsOf(project, names),
      ciphertext: ciphertext(),
      createdAt: this.now(),
      updatedAt: this.now(),
      createdBy: null,
    };
    if (collision(this.world, project.id, [variable])) throw new Error(`${project.name} has ${given.key} already.`);
    this.#values.set(variable.id, given.value);
    this.world.variables.push(variable);
    return structuredClone(variable);
  }

  removeVariable(id: string): void {
    this.world.variables = this.world.variables.filter((variable) => variable.id !== id);
    this.#values.delete(id);
  }

  /** Connects a store and a project, as somebody else would in the dashboard. */
  connect(given: ConnectionSeed): ConnectedProject {
    const [store, project] = [this.#store(given.store), this.#existing(given.project)];
    const wish = {
      environments: this.#environments(project, given.environments),
      prefix: given.prefix ?? null,
      sensitive: given.sensitive ?? false,
    };
    const taken = collision(this.world, project.id, broughtBy(this.#around, store, project, wish));
    if (taken !== undefined) throw new Error(`${project.name} has ${taken} already.`);
    return structuredClone(connect(this.#around, store, project, wish, null));
  }

  /** Ends one connection of a store, or all of them. */
  disconnect(store: string, connectionId?: string): void {
    disconnect(this.world, this.#store(store), connectionId);
  }

  /** For the API: the value of a record. */
  valueOf({ id, from }: StoredVariable): string {
    return (from ? this.stores.secretValues(from.storeId)[from.secret] : this.#values.get(id)) ?? "";
  }

  /** Forgets the values, when the world begins anew. */
  clear(): void {
    this.#values.clear();
  }

  get #around(): Surroundings {
    return { world: this.world, behaviour: this.behaviour(), now: this.now };
  }

  #find(idOrName: string): Project | undefined {
    return this.world.projects.find(({ id, name }) => id === idOrName || name === idOrName);
  }

  #existing(idOrName: string): Project {
    const project = this.#find(idOrName);
    if (!project) throw new Error(`There is no project ${idOrName}.`);
    return project;
  }

  #store(id: string): StoredStore {
    const store = this.world.stores.find((one) => one.id === id);
    if (!store) throw new Error(`There is no store ${id}.`);
    return store;
  }

  #environments(project: Project, names: string[] = [...builtInEnvironments]): string[] {
    const unknown = names[unknownEnvironment(project, names)];
    if (unknown !== undefined) throw new Error(`${project.name} has no environment ${unknown}.`);
    return names;
  }
}
