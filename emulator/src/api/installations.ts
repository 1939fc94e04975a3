// Installations of a team, and the products that each of them offers.
import type { Installation } from "../seed/accounts.js";
import { configurationDetailJson, configurationJson } from "../serializers/installation.js";
import { findIntegration } from "../state/lookup.js";
import { badRequest, forbidden, notFound, Refusal } from "./errors.js";
import { type Commit, ok, type TeamCall } from "./handler.js";
import { firstError, type Schema } from "./json-schema.js";

const querySchema = {
  type: "object",
  required: ["view"],
  properties: {
    view: { type: "string", enum: ["account", "project"] },
    installationType: { type: "string", enum: ["marketplace", "external", "provisioning"] },
    integrationIdOrSlug: { type: "string" },
  },
} satisfies Schema;

/** Both versions of the route answer with a bare array. */
export function listConfigurations({ world, team, query, behaviour }: TeamCall): Commit {
  const message = firstError(querySchema, query);
  if (message !== undefined) throw badRequest(message);
  return () => {
    const ofTeam = world.installations.filter(({ teamId }) => teamId === team.id);
    if (ofTeam.length === 0 && behaviour.noInstallations === 404)
      throw new Refusal(404, "not_found", "No integration configurations found");
    const wanted = query.integrationIdOrSlug;
    const integrationId = wanted === undefined ? undefined : (findIntegration(world, wanted)?.id ?? "unknown");
    return ok(
      ofTeam
        .filter(({ type }) => query.installationType === undefined || type === query.installationType)
        .filter((one) => integrationId === undefined || one.integrationId === integrationId)
        .map((one) => configurationJson(world, one)),
    );
  };
}

export function readConfiguration(call: TeamCall): Commit {
  return () => ok(configurationDetailJson(call.world, installationOf(call)));
}

/** Uninstalls. What still has stores is kept. */
export function deleteConfiguration(call: TeamCall): Commit {
  installationOf(call);
  return () => {
    const { id } = installationOf(call);
    if (call.world.stores.some(({ integrationConfigurationId }) => integrationConfigurationId === id))
      throw forbidden("Cannot uninstall integration with resources");
    call.world.installations.splice(
      call.world.installations.findIndex((one) => one.id === id),
      1,
    );
    return { status: 204 };
  };
}

export function listProducts(call: TeamCall): Commit {
  return () => {
    const { id, integrationId } = installationOf(call);
    const partner = call.world.partners.find((one) => one.id === integrationId);
    return ok({
      products: (partner?.products ?? []).map((product) => ({
        id: product.id,
        slug: product.slug,
        name: product.name,
        protocols: { storage: { status: "enabled" } },
        primaryProtocol: product.primaryProtocol,
        metadataSchema: product.metadataSchema,
      })),
      integration: { id: integrationId, slug: partner?.slug ?? "", name: partner?.name ?? "" },
      configuration: { id },
    });
  };
}

function installationOf({ world, team, params }: TeamCall): Installation {
  const installation = world.installations.find(({ id, teamId }) => id === params.id && teamId === team.id);
  if (!installation) throw notFound("integration configuration", params.id ?? "");
  return installation;
}
