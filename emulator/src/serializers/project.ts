// A project, its environments and its variables as the API returns them.
import type { Project } from "../seed/projects.js";
import { findStore } from "../state/lookup.js";
import type { StoredVariable, World } from "../state/world.js";

export function projectJson(project: Project) {
  const { id, name, teamId, framework, createdAt } = project;
  return {
    id,
    name,
    accountId: teamId,
    framework,
    customEnvironments: customEnvironmentsJson(project),
    createdAt,
    updatedAt: createdAt,
    alias: [],
    nodeVersion: "24.x",
    directoryListing: false,
    deploymentExpiration: {},
    resourceConfig: { functionDefaultRegions: ["iad1"] },
    defaultResourceConfig: { functionDefaultRegions: ["iad1"] },
  };
}

export function customEnvironmentsJson({ customEnvironments, createdAt }: Project) {
  return customEnvironments.map(({ id, slug }) => ({ id, slug, type: "preview", createdAt, updatedAt: createdAt }));
}

/** The fields of a variable that every answer contains; the value is not among them. */
export function variableJson(world: World, variable: StoredVariable) {
  const { id, key, type, target, customEnvironmentIds, createdAt, updatedAt, createdBy } = variable;
  return {
    id,
    key,
    type,
    target,
    customEnvironmentIds,
    configurationId: null,
    contentHint: contentHint(world, variable),
    createdAt,
    updatedAt,
    createdBy,
    updatedBy: null,
  };
}

/** The store that a variable belongs to. Clients use it to find the variables of a store. */
function contentHint(world: World, { from }: StoredVariable) {
  const store = from && findStore(world, from.storeId);
  if (!store) return null;
  return {
    type: "integration-store-secret",
    storeId: store.id,
    integrationId: store.integrationId,
    integrationProductId: store.productId,
    integrationConfigurationId: store.integrationConfigurationId,
  };
}
