// Discovery for programs: what a team can create, as plain async functions.
import type { Metadata } from "../../contract/integration-store";
import {
  describeInstallation,
  describePlan,
  describeProduct,
  type MarketplaceInstallation,
  type MarketplacePlan,
  type MarketplaceProduct,
} from "./describe";
import type { Market } from "./market";
import { accountOf, type DiscoveryOptions } from "./options";

export type { MarketplaceInstallation, MarketplacePlan, MarketplaceProduct, MetadataSetting } from "./describe";
export type { DiscoveryOptions } from "./options";

/** An installation as `listInstallations` gives it, its id (`icfg_…`), or an integration that is installed once. */
export type InstallationReference = string | Pick<MarketplaceInstallation, "id">;

export interface PlanOptions extends DiscoveryOptions {
  /** The metadata that the store would have: plans may depend on it. Default: none of it. */
  metadata?: Metadata;
}

/**
 * Lists the Marketplace integrations that a team has installed, whatever their state.
 *
 * The answer is asked for once in a process and account. It needs the network also in a preview: a program that uses
 * it previews only where the API can be reached.
 *
 * @throws An error in one sentence: without a token, with a malformed option, and when the API refuses or cannot be
 *   reached (then with the answer's `status` and `requestId`).
 * @see https://vercel.com/docs/rest-api/integrations/get-configurations-for-the-authenticated-user-or-team
 */
export async function listInstallations(options: DiscoveryOptions = {}): Promise<MarketplaceInstallation[]> {
  const configurations = await (await marketFor(options)).installations();
  return configurations.map(describeInstallation);
}

/**
 * Lists the products that an installation offers, each with what the metadata of a store may and must hold.
 *
 * The answer is asked for once in a process and account.
 *
 * @param installation - An installation, its id, or the slug of an integration that is installed once.
 * @throws As {@link listInstallations}; also when there is no such installation, or it takes no new stores: the
 *   message says which there are.
 * @see https://vercel.com/docs/rest-api/integrations/list-products-for-integration-configuration
 */
export async function listProducts(
  installation: InstallationReference,
  options: DiscoveryOptions = {},
): Promise<MarketplaceProduct[]> {
  const market = await marketFor(options);
  const { id } = await market.installation(nameOf(installation));
  const { products } = await market.products(id);
  return products.map(describeProduct);
}

/**
 * Lists the billing plans of a product, with their prices, for the metadata that a store would have.
 *
 * The answer is asked for once in a process, account, product and metadata.
 *
 * @param installation - An installation, its id, or the slug of an integration that is installed once.
 * @param product - The product's slug or id; may be left out when there is one only.
 * @throws As {@link listProducts}; also when there is no such product: the message says which there are.
 * @see https://vercel.com/docs/rest-api/integrations/list-integration-billing-plans
 */
export async function listPlans(
  installation: InstallationReference,
  product?: string,
  options: PlanOptions = {},
): Promise<MarketplacePlan[]> {
  const market = await marketFor(options);
  const found = await market.installation(nameOf(installation));
  const { id } = await market.product(found.id, product);
  const plans = await market.plans(found, id, options.metadata ?? {});
  return plans.map(describePlan);
}

/** The API client is loaded for those who ask: every other program starts without it. */
async function marketFor(options: DiscoveryOptions): Promise<Market> {
  const account = accountOf(options);
  const { marketOf } = await import("./market.js");
  return marketOf(account);
}

function nameOf(installation: InstallationReference): string {
  return typeof installation === "string" ? installation : installation.id;
}
