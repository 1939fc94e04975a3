// An installation as the API shows it; its own word for it is integration configuration.
import type { Installation } from "../seed/accounts.js";
import type { World } from "../state/world.js";

export function configurationJson(world: World, installation: Installation) {
  const partner = world.partners.find(({ id }) => id === installation.integrationId);
  return {
    id: installation.id,
    type: "integration-configuration",
    integrationId: installation.integrationId,
    slug: partner?.slug ?? "",
    ownerId: installation.teamId,
    teamId: installation.teamId,
    userId: installation.userId,
    scopes: ["read:project", "read-write:integration-resource"],
    createdAt: installation.createdAt,
    updatedAt: installation.createdAt,
    completedAt: installation.createdAt,
    installationType: installation.type,
    source: "marketplace",
    status: installation.status,
    deletedAt: null,
    deleteRequestedAt: null,
    integration: {
      name: partner?.name ?? "",
      icon: `https://icons.example/${partner?.slug}.svg`,
      isLegacy: false,
      tagIds: partner?.tagIds ?? [],
    },
  };
}

/** One installation by itself says more about the projects it may see. */
export function configurationDetailJson(world: World, installation: Installation) {
  const { integration: _, ...rest } = configurationJson(world, installation);
  return { ...rest, projectSelection: "all" };
}
