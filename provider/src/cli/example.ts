// Chooses a store that a program can create of a product: the least metadata, and a free plan where there is one.

import { parseSchema } from "../discovery/metadata/parse";
import { smallestMetadata } from "../discovery/metadata/suggest";
import { describePlan, type MarketplaceInstallation } from "../discovery/public/describe";
import type { Market } from "../discovery/public/market";
import { VercelError } from "../vercel/errors";
import type { Plan, Product } from "../vercel/schemas";

export interface ChosenStore {
  integration: string;
  /** Only where a team has several. */
  installation?: string;
  /** Only where an integration has several. */
  product: string | undefined;
  metadata: Record<string, unknown>;
  /** Absent: the server picks the free plan. */
  billingPlanId?: string;
  prepaymentAmountCents?: number;
  /** Keys of the metadata for which no value was found. */
  toBeSet: string[];
}

/** The least that the API takes in advance, where the plan does not say. */
const LEAST_CENTS = 50;

export async function chooseStore(
  market: Market,
  installation: MarketplaceInstallation,
  product: Product,
): Promise<{ plans: Plan[]; chosen: ChosenStore | undefined }> {
  const { metadata, toBeSet } = smallestMetadata(parseSchema(product.metadataSchema));
  const forMetadata = await market.plans(installation, product.id, metadata);
  const plans = await plansOfAll(market, installation, product, forMetadata);
  const usable = forMetadata.map(describePlan).filter(({ available }) => available);
  const free = usable.find((plan) => plan.free);
  const [paid] = usable;
  if (free === undefined && paid === undefined) return { plans, chosen: undefined };
  const chosen = { integration: installation.integration, product: product.slug, metadata, toBeSet };
  if (free !== undefined || paid === undefined) return { plans, chosen };
  const cents = Math.max(LEAST_CENTS, paid.minimumAmountCents ?? 0);
  return {
    plans,
    chosen: {
      ...chosen,
      billingPlanId: paid.id,
      ...(paid.type === "prepayment" ? { prepaymentAmountCents: cents } : {}),
    },
  };
}

/** All plans, whatever the metadata. A partner may not name any without it: then those of the chosen one. */
async function plansOfAll(
  market: Market,
  installation: MarketplaceInstallation,
  product: Product,
  otherwise: Plan[],
): Promise<Plan[]> {
  try {
    return await market.plans(installation, product.id, {});
  } catch (error) {
    if (VercelError.isInstance(error)) return otherwise;
    throw error;
  }
}
