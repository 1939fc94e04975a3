// From what a program names to what the API needs: installation, product and plan, or why there is none.

import type { Catalogue } from "../account/catalogue";
import type { BillingPlan, Metadata } from "../contract/integration-store";
import { containsUnknown, isUnknown } from "../contract/unknown";
import type { PlansRequest } from "../vercel/api/list-plans";
import { VercelError } from "../vercel/errors";
import type { Plan } from "../vercel/schemas";
import { findProduct } from "./find-product";
import type { Refusal } from "./issue";
import { checkPaidOnly } from "./metadata/paid-only";
import { checkMetadata, type MetadataVerdict } from "./metadata/validate";
import { findInstallation, type Installation } from "./resolve-installation";
import { findPlan } from "./resolve-product-and-plan";

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
  /** How a person knows the team, where its id was resolved before. */
  teamSlug?: string;
  /** The store exists, and keeps the plan that it has: no plan is looked for. */
  planIsKept?: boolean;
  /** The id of a store that exists: its metadata and plan were chosen when it was made, and are not judged again. */
  adopt?: string;
}

/** What the request stands for. A member is absent where something it depends on is unknown. */
export interface StoreResolution {
  teamId?: string;
  installation?: Installation;
  product?: { id: string; slug: string; name: string };
  plan?: BillingPlan;
  /** The plan has to be paid for. */
  paid?: boolean;
  /** The team needs a payment method for the plan. */
  paymentMethodRequired?: boolean;
}

/** `warnings` say what could not be checked; they never keep a store from being created. */
export type Resolved =
  | { ok: true; resolution: StoreResolution; warnings: string[] }
  | { ok: false; refusals: Refusal[]; warnings: string[] };

/** Asks the catalogue as far as the known values allow. Throws what the API client throws. */
export async function resolveStore(catalogue: Catalogue, request: StoreRequest): Promise<Resolved> {
  const { integration, integrationConfigurationId, product, team } = request;
  if ([integration, integrationConfigurationId, team].some(isUnknown)) return resolved({});

  const installation = findInstallation(await catalogue.installations(team), request);
  if (!installation.ok) return refused([installation.refusal]);
  const found: StoreResolution = {
    installation: installation.value,
    ...(installation.value.teamId === undefined ? {} : { teamId: installation.value.teamId }),
  };
  if (isUnknown(product)) return resolved(found);

  const offered = await catalogue.products(team, installation.value.id);
  const chosen = findProduct(offered, product);
  if (!chosen.ok) return refused([chosen.refusal]);
  const { id, slug, name } = chosen.value;
  const withProduct = { ...found, product: { id, slug, name } };
  if (request.adopt !== undefined) return resolved(withProduct);

  const verdict = checkMetadata(chosen.value, request.metadata);
  const { refusals, warnings } = verdict;
  if (containsUnknown(request.metadata) || isUnknown(request.billingPlanId) || request.planIsKept) {
    return refusals.length > 0 ? refused(refusals, warnings) : resolved(withProduct, warnings);
  }

  const plans = await plansFor(catalogue, verdict, {
    team,
    integrationId: installation.value.integrationId,
    productId: id,
    integrationConfigurationId: installation.value.id,
    metadata: verdict.accepted,
  });
  if (plans === undefined) return refused(refusals, warnings);
  const plan = findPlan(plans, request, name);
  const ofPlan = plan.ok ? checkPaidOnly(verdict.schema, verdict.accepted, plan.value, plans) : [plan.refusal];
  if (!plan.ok || refusals.length + ofPlan.length > 0) return refused([...refusals, ...ofPlan], warnings);
  const { paymentMethodRequired } = plan.value;
  const paid = paymentMethodRequired !== false;
  return resolved(
    { ...withProduct, plan: billingPlan(plan.value), paid, paymentMethodRequired: paymentMethodRequired === true },
    warnings,
  );
}

/**
 * The plans for what is right of the metadata, so that a person hears of everything at once. Where something is wrong
 * with it the API may refuse to name any plan: then there is nothing more to say.
 */
async function plansFor(
  catalogue: Catalogue,
  { refusals }: MetadataVerdict,
  request: PlansRequest,
): Promise<Plan[] | undefined> {
  try {
    return await catalogue.plans(request);
  } catch (error) {
    if (refusals.length > 0 && VercelError.isInstance(error)) return undefined;
    throw error;
  }
}

function resolved(resolution: StoreResolution, warnings: string[] = []): Resolved {
  return { ok: true, resolution, warnings };
}

function refused(refusals: Refusal[], warnings: string[] = []): Resolved {
  return { ok: false, refusals, warnings };
}

/** What a state keeps of a plan. */
export function billingPlan({ id, name, type, cost }: Plan): BillingPlan {
  return { id, name, type, cost: cost ?? "" };
}
