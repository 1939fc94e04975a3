// Gathers what a team can create: each integration with its installations, products, plans, and a program.

import {
  describeInstallation,
  describePlan,
  describeProduct,
  type MarketplaceInstallation,
  type MarketplacePlan,
  type MarketplaceProduct,
} from "../discovery/public/describe";
import type { Market } from "../discovery/public/market";
import { NotOfferedError } from "../discovery/public/market";
import { VercelError } from "../vercel/errors";
import type { Product } from "../vercel/schemas";
import { type ChosenStore, chooseStore } from "./example";
import { inSentences } from "./failure";
import { programFor } from "./program";

export interface ProductOverview extends MarketplaceProduct {
  plans: MarketplacePlan[];
}

export interface IntegrationOverview {
  integration: string;
  name: string;
  installations: MarketplaceInstallation[];
  products: ProductOverview[];
  /** Why nothing is known of the products. */
  problem?: string;
}

export interface Overview {
  /** As it was given; absent for the token's default team. */
  team?: string;
  integrations: IntegrationOverview[];
  /** A program that creates one store, and passes its preview. */
  program?: string;
  /** What a person still has to set in the program. */
  toBeSet: string[];
}

export interface OverviewRequest {
  integration: string | undefined;
  product: string | undefined;
  /** The team that the program has to name, because only this command knows of it. */
  teamToWrite: string | undefined;
}

export async function lookAround(market: Market, request: OverviewRequest): Promise<Overview> {
  const installations = (await market.installations()).map(describeInstallation);
  const asked = installations.filter(({ state }) => state !== "uninstalled").filter(isAskedFor(request.integration));
  // The same search as a preview's says why there is nothing, and what there is instead.
  if (request.integration !== undefined && asked.length === 0) await market.installation(request.integration);

  const looked = await Promise.all(
    [...new Set(asked.map(({ integration }) => integration))].map(async (integration) => {
      const ofIt = asked.filter((one) => one.integration === integration);
      const several = installations.filter((one) => one.ready && one.integration === integration).length > 1;
      const { shown, stores } = await lookAtProducts(market, ofIt, several, request);
      return { shown: { integration, name: ofIt[0]?.name ?? integration, installations: ofIt, ...shown }, stores };
    }),
  );
  const stores = looked.flatMap((one) => one.stores);
  const chosen = stores.find(({ billingPlanId }) => billingPlanId === undefined) ?? stores[0];
  const { team } = market.account;
  return {
    ...(team === undefined ? {} : { team }),
    integrations: looked.map(({ shown }) => shown),
    ...(chosen === undefined ? {} : { program: programFor(chosen, request.teamToWrite) }),
    toBeSet: chosen?.toBeSet ?? [],
  };
}

function isAskedFor(integration: string | undefined): (one: MarketplaceInstallation) => boolean {
  return (one) => integration === undefined || [one.id, one.integration, one.integrationId].includes(integration);
}

interface Seen {
  shown: Pick<IntegrationOverview, "products" | "problem">;
  stores: ChosenStore[];
}

/**
 * In an overview of everything, one partner that does not answer must not hide the others. Where the team has several
 * installations of the integration, a program has to say which, also if only one was asked for.
 */
async function lookAtProducts(
  market: Market,
  installations: readonly MarketplaceInstallation[],
  several: boolean,
  request: OverviewRequest,
): Promise<Seen> {
  const first = installations.find((one) => one.ready);
  if (first === undefined)
    return { shown: { products: [], problem: "It takes no new stores at present." }, stores: [] };
  try {
    const { products: all } = await market.products(first.id);
    const products = request.product === undefined ? all : [await market.product(first.id, request.product)];
    const seen = await Promise.all(products.map((product) => lookAtProduct(market, first, product)));
    const stores = seen.flatMap(({ chosen }) => chosen ?? []);
    return {
      shown: { products: seen.map(({ shown }) => shown) },
      stores: stores.map((store) => ({
        ...store,
        ...(all.length > 1 ? { product: store.product } : { product: undefined }),
        ...(several ? { installation: first.id } : {}),
      })),
    };
  } catch (error) {
    const isOfOne = request.integration !== undefined || error instanceof NotOfferedError;
    if (isOfOne || !VercelError.isInstance(error)) throw error;
    return { shown: { products: [], problem: inSentences(error) }, stores: [] };
  }
}

async function lookAtProduct(
  market: Market,
  installation: MarketplaceInstallation,
  product: Product,
): Promise<{ shown: ProductOverview; chosen: ChosenStore | undefined }> {
  const { plans, chosen } = await chooseStore(market, installation, product);
  return { shown: { ...describeProduct(product), plans: plans.map(describePlan) }, chosen };
}
