// An installation as the API returns it. The API calls it an integration configuration.
import type { Installation } from "../seed/accounts.js";
import type { ServerState, World } from "../state/world.js";
import { formatTime } from "./time.js";

export function installationJson({ world, behaviour }: ServerState, installation: Installation) {
  const json = completeJson(world, installation);
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, formatTime(behaviour, name, value)]),
  ) as typeof json;
}

function completeJson(world: World, installation: Installation) {
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
    source: installation.source ?? "marketplace",
    status: installation.status,
    ...(installation.projects === undefined ? {} : { projects: installation.projects }),
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

/**
 * In version 2 of the list. Vercel's command line finds an integration by this slug. It is not in version 1, whose shape
 * is published.
 */
export function installationWithSlugJson(state: ServerState, installation: Installation) {
  const json = installationJson(state, installation);
  return { ...json, integration: { ...json.integration, slug: json.slug } };
}

/** The response for one installation also contains its access to projects. */
export function installationDetailJson(state: ServerState, installation: Installation) {
  const { integration: _, ...rest } = installationJson(state, installation);
  return { ...rest, projectSelection: installation.projects === undefined ? "all" : "selected" };
}
