// A project, its environments and its variables, as the API shows them.
import type { Project } from "../seed/projects.js";
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
  };
}

export function customEnvironmentsJson({ customEnvironments, createdAt }: Project) {
  return customEnvironments.map(({ id, slug }) => ({ id, slug, type: "preview", createdAt, updatedAt: createdAt }));
}

/** What all answers tell of a variable: everything but its value. */
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

/** Where a variable comes from: the way to a store's variables. */
function contentHint(world: World, { from }: StoredVariable) {
  const store = from && world.stores.find(({ id }) => id === from.storeId);
  if (!store) return null;
  return {
    type: "integration-store-secret",
    storeId: store.id,
    integrationId: store.integrationId,
    integrationProductId: store.productId,
    integrationConfigurationId: store.integrationConfigurationId,
  };
}
