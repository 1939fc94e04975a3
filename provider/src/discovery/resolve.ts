// Resolves what a program names to what the API needs: installation, product and plan.
import type { Catalogue } from "../account/catalogue";
import type { Session } from "../account/session";
import type { BillingPlan, Metadata } from "../contract/integration-store";
import type { ValidationIssue } from "../contract/validation-issue";
import { containsUnknown, isUnknown, omitUndefined } from "../contract/values";
import { ValidationError } from "../errors/validation-error";
import type { Plan, PlansRequest } from "../vercel/api/integrations";
import { VercelError } from "../vercel/errors";
import { lookupInstalled } from "./marketplace";
import { confidentialValues } from "./metadata/choices";
import { parseSchema } from "./metadata/parse";
import type { MetadataSchema } from "./metadata/schema";
import { paidOnlyKeys, validateMetadata } from "./metadata/validate";
import type { Installation, InstallationRequest } from "./resolve-installation";
import { isIssue, type PlanRequest, paidOnlyIssues, resolvePlan, resolveProduct } from "./resolve-product-and-plan";

/** What a program says about a store, as far as it decides what is created. Members may be unknown in a preview. */
export interface StoreRequest extends InstallationRequest, PlanRequest {
  product?: string;
  metadata?: Metadata;
  /** The store exists and keeps the plan that it has: no plan is resolved. */
  keepsPlan?: boolean;
  /** The id of a store that exists: its metadata and plan are not validated. */
  adopt?: string;
}

/** A member is absent if something that it depends on is unknown. */
export interface StoreResolution {
  teamId?: string;
  installation?: Installation;
  product?: { id: string; slug: string; name: string };
  plan?: BillingPlan;
  /** The store has the plan of its installation, whatever that is. */
  hasPlanOfInstallation?: true;
  /** Whether the plan costs money. */
  paid?: boolean;
  /** Whether the team needs a payment method for the plan. */
  paymentMethodRequired?: boolean;
}

/**
 * Resolves as far as the known values allow. `warn` gets what could not be validated, as sentences.
 *
 * @throws {@link ValidationError} with every issue; {@link VercelError} if the API is unreachable
 */
export async function resolveStore(
  { catalogue, teams }: Pick<Session, "catalogue" | "teams">,
  request: StoreRequest,
  warn: (message: string) => void,
): Promise<StoreResolution> {
  const { integration, integrationConfigurationId, product, team } = request;
  if ([integration, integrationConfigurationId, team].some(isUnknown)) return {};

  const installation = await lookupInstalled({ catalogue, teams }, request);
  const resolved: StoreResolution = { installation, ...omitUndefined({ teamId: installation.teamId }) };
  if (isUnknown(product)) return resolved;

  const chosen = resolveProduct(await catalogue.products(team, installation.id), product);
  const { id, slug, name } = chosen;
  const withProduct: StoreResolution = { ...resolved, product: { id, slug, name } };
  if (request.adopt !== undefined) return withProduct;

  const metadata = validateMetadata(chosen, request.metadata, catalogue.patternTimes);
  for (const warning of metadata.warnings) warn(warning);
  if (containsUnknown(request.metadata) || isUnknown(request.billingPlanId) || request.keepsPlan) {
    throwIssues(metadata.issues);
    return withProduct;
  }

  const plans = await plansFor(catalogue, team, metadata.issues, {
    integrationId: installation.integrationId,
    productId: id,
    integrationConfigurationId: installation.id,
    metadata: metadata.accepted,
    confidential: confidentialValues(metadata.schema, metadata.accepted),
  });
  const plan = resolvePlan(plans, request, name);
  if (plan === undefined) {
    throwIssues(metadata.issues);
    return { ...withProduct, hasPlanOfInstallation: true };
  }
  const paidOnly = paidOnlyKeys(metadata.schema, metadata.accepted);
  const planIssues = isIssue(plan) ? [plan] : paidOnlyIssues(paidOnly, plan, plans);
  throwIssues([...metadata.issues, ...planIssues]);
  if (isIssue(plan)) return withProduct;
  const { paymentMethodRequired } = plan;
  return {
    ...withProduct,
    plan: billingPlan(plan),
    paid: paymentMethodRequired !== false,
    paymentMethodRequired: paymentMethodRequired === true,
  };
}

/** The metadata schema of a product; undefined if it cannot be read. */
export async function schemaOf(
  catalogue: Catalogue,
  team: string | undefined,
  { integrationConfigurationId, productId }: { integrationConfigurationId?: string; productId?: string },
): Promise<MetadataSchema | undefined> {
  if (integrationConfigurationId === undefined) return undefined;
  try {
    const { products } = await catalogue.products(team, integrationConfigurationId);
    const product = products.find(({ id }) => id === productId);
    return product && parseSchema(product.metadataSchema);
  } catch {
    return undefined;
  }
}

/** The plans for the valid part of the metadata, so that all issues are reported at once. */
async function plansFor(
  catalogue: Catalogue,
  team: string | undefined,
  issues: readonly ValidationIssue[],
  request: PlansRequest,
): Promise<Plan[]> {
  try {
    return await catalogue.plans(team, request);
  } catch (error) {
    // The API may reject the request because of the metadata, which the issues explain.
    if (VercelError.isInstance(error)) throwIssues(issues);
    throw error;
  }
}

function throwIssues([first, ...rest]: readonly ValidationIssue[]): void {
  if (first !== undefined) throw new ValidationError([first, ...rest]);
}

/** What a state keeps of a plan. */
export function billingPlan({ id, name, type, cost, scope }: Plan): BillingPlan {
  return { id, name, type, cost: cost ?? "", ...(scope === "installation" ? { scope } : {}) };
}
