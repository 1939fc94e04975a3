// The catalogue of the marketplace: its categories, and its integrations, installed in the team or not.
import { categories } from "../seed/partners.js";
import type { Partner } from "../seed/types.js";
import { findIntegration } from "../state/lookup.js";
import type { ServerState } from "../state/world.js";
import { forbidden, notFound, unknownPath } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";

export function readIntegration({ params }: TeamRequest, state: ServerState): Commit {
  requireCatalogue(state);
  return () => {
    const partner = findIntegration(state.world, params.integration ?? "");
    if (!partner) throw notFound("integration", params.integration ?? "");
    const { id, eulaDocUri, privacyDocUri, metadataSchema, requiresBrowserInstall = false } = partner;
    return ok({
      ...summary(partner),
      id,
      products: partner.products.map((product) => ({
        id: product.id,
        slug: product.slug,
        name: product.name,
        shortDescription: product.shortDescription,
        metadataSchema: product.metadataSchema,
        protocols: { storage: { status: "enabled" } },
      })),
      eulaDocUri,
      privacyDocUri,
      metadataSchema,
      capabilities: { requiresBrowserInstall },
    });
  };
}

export function listIntegrations({ query }: TeamRequest, state: ServerState): Commit {
  requireCatalogue(state);
  return () =>
    ok(
      state.world.partners
        .filter(({ isMarketplace }) => query.integrationType !== "marketplace" || isMarketplace)
        .filter((partner) => query.category === undefined || isOfCategory(partner, query.category.split(",")))
        .map((partner) => ({
          ...summary(partner),
          products: partner.products.map(({ slug, name, shortDescription, tags = [] }) => ({
            slug,
            name,
            shortDescription,
            tags,
          })),
        })),
    );
}

export function listCategories(_: TeamRequest, state: ServerState): Commit {
  requireCatalogue(state);
  return () => ok(categories);
}

function requireCatalogue({ behaviour: { catalogue } }: ServerState): void {
  if (catalogue === 403) throw forbidden();
  if (catalogue === 404) throw unknownPath();
}

/** Whether the integration or a product is of one of the categories. */
function isOfCategory({ tagIds, products }: Partner, slugs: readonly string[]): boolean {
  const tags = [...tagIds, ...products.flatMap((product) => product.tags ?? [])];
  return categories.some(({ id, slug }) => slugs.includes(slug) && tags.includes(id));
}

function summary({ slug, name, shortDescription, tagIds, isMarketplace, canInstall = isMarketplace }: Partner) {
  return { slug, name, shortDescription, tagIds, isMarketplace, canInstall };
}
