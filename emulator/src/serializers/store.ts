// A store and its connections as the API returns them.
import { hasVisibleVariables } from "../state/connections.js";
import { findProductById } from "../state/lookup.js";
import { isProvisioned } from "../state/store-lifecycle.js";
import type { ConnectedProject, ServerState, StoredStore, World } from "../state/world.js";
import { formatTime } from "./time.js";

const externalStatus: Readonly<Record<StoredStore["status"], string>> = {
  available: "ready",
  error: "error",
  initializing: "pending",
  onboarding: "onboarding",
  suspended: "suspended",
  "limits-exceeded-suspended": "suspended",
  "limits-exceeded-suspended-store-count": "suspended",
  uninstalled: "uninstalled",
};

export function storeJson(
  { world, behaviour }: ServerState,
  store: StoredStore,
  omit: { metadata?: boolean; projects?: boolean } = {},
): Record<string, unknown> {
  const json = { ...completeJson(world, store, omit), ...behaviour.storeFields, ...store.json };
  const shown = Object.entries(json).filter(([name]) => !behaviour.omittedFields.includes(name));
  return Object.fromEntries(shown.map(([name, value]) => [name, formatTime(behaviour, name, value)]));
}

function completeJson(world: World, store: StoredStore, omit: { metadata?: boolean; projects?: boolean }) {
  return {
    id: store.id,
    type: "integration",
    name: store.name,
    ownerId: store.teamId,
    status: store.status,
    billingState: "active",
    usageQuotaExceeded: store.usageQuotaExceeded,
    externalResourceId: store.externalResourceId,
    externalResourceStatus: externalStatus[store.status],
    createdAt: store.createdAt,
    updatedAt: store.updatedAt,
    ...(omit.metadata ? {} : { metadata: store.metadata }),
    projectsMetadata: omit.projects ? [] : projectsJson(store),
    totalConnectedProjects: store.projectsMetadata.length,
    secrets: isProvisioned(store) ? store.secrets : [],
    ownership: store.ownership,
    capabilities: { projects: true, sso: true, billable: true, secretRotation: false },
    product: productJson(world, store),
    billingPlan: store.billingPlan,
    directPartnerConsoleUrl: `https://console.example/${store.externalResourceId}`,
    ...(store.protocolSettings ? { protocolSettings: store.protocolSettings } : {}),
    secretRotationRequestedAt: store.secretRotationRequestedAt,
    secretRotationCompletedAt: store.secretRotationCompletedAt,
    ...(store.notification ? { notification: store.notification } : {}),
  };
}

/** The documented route without `/v1` needs no token and returns little. */
export function publicStoreJson(store: StoredStore) {
  return {
    status: store.status,
    usageQuotaExceeded: store.usageQuotaExceeded,
    projectsMetadata: projectsJson(store),
    totalConnectedProjects: store.projectsMetadata.length,
  };
}

/** A connection in the store's own list of connections. */
export function connectionJson(connection: ConnectedProject) {
  const { id, projectId, name, framework = null } = connection;
  const { environments, envVarPrefix } = connection.previous ?? connection;
  return {
    id,
    projectId,
    project: { id: projectId, name, framework },
    envVarEnvironments: environments,
    envVarPrefix,
    productionDeployment: null,
  };
}

/** The connections as a part of the store. */
function projectsJson(store: StoredStore) {
  return store.projectsMetadata.map((connection) => {
    const { pending: _, previous, ...present } = connection;
    const { shown: __, ...shown } = { ...present, ...previous, shown: undefined };
    return hasVisibleVariables(store, connection) ? shown : { ...shown, environmentVariables: [] };
  });
}

function productJson(world: World, store: StoredStore) {
  const partner = world.partners.find(({ id }) => id === store.integrationId);
  const product = findProductById(world, store.productId);
  return {
    id: store.productId,
    slug: product?.slug,
    name: product?.name,
    iconUrl: `https://icons.example/${product?.slug}.svg`,
    shortDescription: product?.shortDescription,
    metadataSchema: product?.metadataSchema,
    primaryProtocol: "storage",
    supportedProtocols: ["storage"],
    integrationConfigurationId: store.integrationConfigurationId,
    tags: partner?.tagIds ?? [],
    ...(product?.ownership === "sandbox" ? { capabilities: { sandbox: true } } : {}),
    integration: {
      id: store.integrationId,
      slug: partner?.slug,
      name: partner?.name,
      icon: `https://icons.example/${partner?.slug}.svg`,
    },
  };
}
