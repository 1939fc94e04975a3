// From what a program names to what the API needs: installation, product and plan, or why there is none.

import type { BillingPlan, Metadata } from "../contract/integration-store";
import { containsUnknown, isUnknown } from "../contract/unknown";
import type { Plan } from "../vercel/schemas";
import type { Catalogue } from "./catalogue";
import { findInstallation, type Installation } from "./find-installation";
import { findPlan } from "./find-plan";
import { findProduct } from "./find-product";
import type { Refusal } from "./refusal";

/** What a program says of a store, as far as it decides what is created. Members may be unknown in a preview. */
export interface StoreRequest {
  integration?: string;
  integrationConfigurationId?: string;
  product?: string;
  metadata?: Metadata;
  billingPlanId?: string;
  prepaymentAmountCents?: number;
  /** `team_…`, a slug, or absent for the token's default team. */
  team?: string;
}

/** What the request stands for. A member is absent where something it depends on is unknown. */
export interface StoreResolution {
  teamId?: string;
  installation?: Installation;
  product?: { id: string; slug: string; name: string };
  plan?: BillingPlan;
  /** The plan has to be paid for. */
  paid?: boolean;
}

export type Resolved = { ok: true; resolution: StoreResolution } | { ok: false; refusals: Refusal[] };

/** Asks the catalogue as far as the known values allow. Throws what the API client throws. */
export async function resolveStore(catalogue: Catalogue, request: StoreRequest): Promise<Resolved> {
  const { integration, integrationConfigurationId, product, team } = request;
  if ([integration, integrationConfigurationId, team].some(isUnknown)) return { ok: true, resolution: {} };

  const installation = findInstallation(await catalogue.installations(team), request);
  if (!installation.ok) return { ok: false, refusals: [installation.refusal] };
  const found: StoreResolution = {
    installation: installation.value,
    ...(installation.value.teamId === undefined ? {} : { teamId: installation.value.teamId }),
  };
  if (isUnknown(product)) return { ok: true, resolution: found };

  const offered = await catalogue.products(team, installation.value.id);
  const chosen = findProduct(offered, product);
  if (!chosen.ok) return { ok: false, refusals: [chosen.refusal] };
  const { id, slug, name } = chosen.value;
  const withProduct = { ...found, product: { id, slug, name } };
  if (containsUnknown(request.metadata) || isUnknown(request.billingPlanId)) {
    return { ok: true, resolution: withProduct };
  }

  const plans = await catalogue.plans({
    team,
    integrationId: installation.value.integrationId,
    productId: id,
    integrationConfigurationId: installation.value.id,
    metadata: request.metadata ?? {},
  });
  const plan = findPlan(plans, request, name);
  if (!plan.ok) return { ok: false, refusals: [plan.refusal] };
  const paid = plan.value.paymentMethodRequired !== false;
  return { ok: true, resolution: { ...withProduct, plan: billingPlan(plan.value), paid } };
}

/** What a state keeps of a plan. */
export function billingPlan({ id, name, type, cost }: Plan): BillingPlan {
  return { id, name, type, cost: cost ?? "" };
}
