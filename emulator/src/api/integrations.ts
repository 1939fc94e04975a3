// The integrations of the marketplace, installed in the team or not.
import type { Partner } from "../seed/types.js";
import { findIntegration } from "../state/lookup.js";
import type { ServerState } from "../state/world.js";
import { notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";

export function readIntegration({ params }: TeamRequest, { world }: ServerState): Commit {
  return () => {
    const partner = findIntegration(world, params.integration ?? "");
    if (!partner) throw notFound("integration", params.integration ?? "");
    return ok({
      ...summary(partner),
      id: partner.id,
      products: partner.products.map(({ id, slug, name, shortDescription, metadataSchema }) => ({
        id,
        slug,
        name,
        shortDescription,
        metadataSchema,
        protocols: { storage: { status: "enabled" } },
      })),
      eulaDocUri: `https://${partner.slug}.example/terms`,
      privacyDocUri: `https://${partner.slug}.example/privacy`,
      capabilities: { requiresBrowserInstall: false },
    });
  };
}

export function listIntegrations({ query }: TeamRequest, { world }: ServerState): Commit {
  return () =>
    ok(
      world.partners
        .filter(({ isMarketplace }) => query.integrationType !== "marketplace" || isMarketplace)
        .map((partner) => ({
          ...summary(partner),
          products: partner.products.map(({ slug, name, shortDescription }) => ({ slug, name, shortDescription })),
        })),
    );
}

function summary({ slug, name, shortDescription, tagIds, isMarketplace }: Partner) {
  return { slug, name, shortDescription, tagIds, isMarketplace, canInstall: isMarketplace };
}
