// A connection as the API shows it: among a store's projects, and in the store's own list of connections.
import { isVisible } from "../state/connections.js";
import type { ConnectedProject, StoredStore } from "../state/world.js";

export function connectedProjectJson(store: StoredStore, connection: ConnectedProject) {
  const { pending: _, ...rest } = connection;
  return isVisible(store, connection) ? rest : { ...rest, environmentVariables: [] };
}

export function connectionJson({
  id,
  projectId,
  name,
  framework = null,
  environments,
  envVarPrefix,
}: ConnectedProject) {
  return {
    id,
    projectId,
    project: { id: projectId, name, framework },
    envVarEnvironments: environments,
    envVarPrefix,
    productionDeployment: null,
  };
}
