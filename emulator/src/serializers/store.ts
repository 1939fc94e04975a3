// A store as the API shows it: whole, and as its documented twin does.
import { productById } from "../state/lookup.js";
import { unfinished } from "../state/provisioning.js";
import type { StoredStore, World } from "../state/world.js";
import { connectedProjectJson } from "./connection.js";

const externalStatus: Record<StoredStore["status"], string> = {
  available: "ready",
  error: "error",
  initializing: "pending",
  onboarding: "onboarding",
  suspended: "suspended",
  "limits-exceeded-suspended": "suspended",
  "limits-exceeded-suspended-store-count": "suspended",
  uninstalled: "uninstalled",
};

export function storeJson(world: World, store: StoredStore, leaveOut: { metadata?: boolean; projects?: boolean } = {}) {
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
    ...(leaveOut.metadata ? {} : { metadata: store.metadata }),
    projectsMetadata: leaveOut.projects ? [] : projectsJson(store),
    totalConnectedProjects: store.projectsMetadata.length,
    secrets: unfinished.has(store.status) ? [] : store.secrets,
    ownership: "owned",
    capabilities: { projects: true, sso: true, billable: true, secretRotation: false },
    product: productJson(world, store),
    billingPlan: store.billingPlan,
    directPartnerConsoleUrl: `https://console.example/${store.externalResourceId}`,
    ...(store.protocolSettings ? { protocolSettings: store.protocolSettings } : {}),
    ...(store.notification ? { notification: store.notification } : {}),
  };
}

/** The documented twin asks for no token, and tells little. */
export function publicStoreJson(store: StoredStore) {
  return {
    status: store.status,
    usageQuotaExceeded: store.usageQuotaExceeded,
    projectsMetadata: projectsJson(store),
    totalConnectedProjects: store.projectsMetadata.length,
  };
}

function projectsJson(store: StoredStore) {
  return store.projectsMetadata.map((connection) => connectedProjectJson(store, connection));
}

function productJson(world: World, store: StoredStore) {
  const partner = world.partners.find(({ id }) => id === store.integrationId);
  const product = productById(world, store.productId);
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
    integration: {
      id: store.integrationId,
      slug: partner?.slug,
      name: partner?.name,
      icon: `https://icons.example/${partner?.slug}.svg`,
    },
  };
}
