// GET …/products/:product/plans: the billing plans of a product, for the metadata that the store would have.
import type { Metadata } from "../seed/types.js";
import { findIntegration, findProduct } from "../state/lookup.js";
import { plansFor } from "./choose-plan.js";
import { badRequest, notFound } from "./errors.js";
import { type Commit, ok, type TeamCall } from "./handler.js";

/** Without an installation in the team there are no plans: seen live as 404. */
export function listPlans({ world, team, params, query }: TeamCall): Commit {
  const metadata = parseMetadata(query.metadata);
  const integration = findIntegration(world, params.integration ?? "");
  if (!integration) throw notFound("integration", params.integration ?? "");
  const product = findProduct(integration, params.product ?? "");
  if (!product) throw notFound("integration product", params.product ?? "");
  return () => {
    const wanted = query.integrationConfigurationId;
    const installed = world.installations.some(
      ({ id, teamId, integrationId }) =>
        teamId === team.id && integrationId === integration.id && (wanted === undefined || id === wanted),
    );
    if (!installed) throw notFound("integration configuration", wanted ?? integration.slug);
    return ok({ plans: plansFor(product, metadata) });
  };
}

/** The metadata comes as a text of JSON inside the query. It chooses among plans; the creation judges it. */
function parseMetadata(text: string | undefined): Metadata {
  if (text === undefined || text === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("metadata should be a JSON string");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest("metadata should be object");
  return value as Metadata;
}
