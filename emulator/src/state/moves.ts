// Moving stores between teams, alone or with a project.
import type { Team } from "../seed/accounts.js";
import type { Project } from "../seed/projects.js";
import { disconnect } from "./connections.js";
import { alphanumeric } from "./ids.js";
import type { ServerState, StoredStore } from "./world.js";

/** Whether the team has another store with the name of this one. */
export function isNameTaken({ world, behaviour }: ServerState, { id, name }: StoredStore, team: Team): boolean {
  if (behaviour.duplicateNames !== "conflict") return false;
  return world.stores.some((other) => other.id !== id && other.name === name && other.teamId === team.id);
}

/**
 * Moves a store to another team: it keeps its id and gets the team's installation of its integration, a new one if there
 * is none. It loses its connections, except those of a project that moves with it.
 */
export function moveStore(state: ServerState, store: StoredStore, team: Team, movedProject?: string): void {
  const { world, now } = state;
  for (const { id, projectId } of store.projectsMetadata) if (projectId !== movedProject) disconnect(state, store, id);
  const { integrationConfigurationId: oldId, integrationId } = store;
  let installation = world.installations.find((one) => one.integrationId === integrationId && one.teamId === team.id);
  const old = world.installations.find(({ id }) => id === oldId);
  if (!installation && old) {
    const { projects: _, prepaid: __, ...rest } = old;
    installation = { ...rest, id: `icfg_${alphanumeric(24)}`, teamId: team.id };
    world.installations.push(installation);
  }
  Object.assign(store, { teamId: team.id, integrationConfigurationId: installation?.id, updatedAt: now() });
}

/** Moves a project, and the given stores that are connected to it, to another team. All of them keep their ids. */
export function moveProject(
  state: ServerState,
  project: Project,
  team: Team,
  { name, stores }: { name: string; stores: readonly StoredStore[] },
): void {
  for (const store of state.world.stores) {
    const connections = store.projectsMetadata.filter(({ projectId }) => projectId === project.id);
    if (stores.includes(store)) moveStore(state, store, team, project.id);
    else for (const { id } of connections) disconnect(state, store, id);
    for (const connection of connections) connection.name = name;
  }
  Object.assign(project, { teamId: team.id, name });
}
