// The installations of a team, and the products of each. The API calls an installation an integration configuration.
import type { Installation } from "../seed/accounts.js";
import { installationDetailJson, installationJson, installationWithSlugJson } from "../serializers/installation.js";
import { findIntegration } from "../state/lookup.js";
import type { ServerState, World } from "../state/world.js";
import { ApiError, notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { pageOf } from "./pages.js";

const querySchema: JsonSchema = {
  type: "object",
  required: ["view"],
  properties: {
    view: { type: "string", enum: ["account", "project"] },
    installationType: { type: "string", enum: ["marketplace", "external", "provisioning"] },
    integrationIdOrSlug: { type: "string" },
  },
};

export function listInstallations(request: TeamRequest, state: ServerState): Commit {
  return listAs((installation) => installationJson(state, installation), request, state);
}

/** Version 2 of the route. */
export function listInstallationsWithSlugs(request: TeamRequest, state: ServerState): Commit {
  return listAs((installation) => installationWithSlugJson(state, installation), request, state);
}

/** Both versions of the route answer with an array; in pages, with an object. */
function listAs(
  toJson: (installation: Installation) => object,
  { team, query }: TeamRequest,
  state: ServerState,
): Commit {
  const { world, behaviour } = state;
  requireValid(querySchema, query);
  return () => {
    const ofTeam = world.installations.filter(({ teamId }) => teamId === team.id);
    if (ofTeam.length === 0 && behaviour.noInstallations === 404)
      throw new ApiError(404, "not_found", "No integration configurations found");
    const { integrationIdOrSlug, installationType } = query;
    const integrationId =
      integrationIdOrSlug === undefined ? undefined : (findIntegration(world, integrationIdOrSlug)?.id ?? "unknown");
    const rows = [
      ...ofTeam
        .filter(({ type }) => installationType === undefined || type === installationType)
        .filter((installation) => integrationId === undefined || installation.integrationId === integrationId)
        .map(toJson),
      ...world.extraRows.configurations,
    ];
    if (behaviour.pageSize === null) return ok(rows);
    const { page, pagination } = pageOf(rows, query, behaviour.pageSize);
    return ok({ configurations: page, pagination });
  };
}

export function readInstallation(request: TeamRequest, state: ServerState): Commit {
  return () => ok(installationDetailJson(state, findInstallation(request, state.world)));
}

export function listProducts(request: TeamRequest, { world }: ServerState): Commit {
  return () => {
    const { id, integrationId } = findInstallation(request, world);
    const partner = world.partners.find((candidate) => candidate.id === integrationId);
    return ok({
      products: [
        ...(partner?.products ?? []).map((product) => ({
          id: product.id,
          slug: product.slug,
          name: product.name,
          protocols: { storage: { status: "enabled" } },
          primaryProtocol: product.primaryProtocol,
          metadataSchema: product.metadataSchema,
        })),
        ...world.extraRows.products,
      ],
      integration: { id: integrationId, slug: partner?.slug ?? "", name: partner?.name ?? "" },
      configuration: { id },
    });
  };
}

/** The installation in the path of a route about its resources, whose 404 names it so. */
export function requireInstallation({ team, params }: TeamRequest, world: World): Installation {
  const installation = world.installations.find(({ id, teamId }) => id === params.installation && teamId === team.id);
  if (!installation) throw notFound("installation", params.installation ?? "");
  return installation;
}

export function findInstallation({ team, params }: TeamRequest, world: World): Installation {
  const installation = world.installations.find(({ id, teamId }) => id === params.id && teamId === team.id);
  if (!installation) throw notFound("integration configuration", params.id ?? "");
  return installation;
}
