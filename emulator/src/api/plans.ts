// The billing plans of a product: the list for given metadata, and the plan of a new store.
import type { Installation, Team } from "../seed/accounts.js";
import type { BillingPlan, CataloguePlan, Metadata, Product } from "../seed/types.js";
import { findIntegration, findProduct } from "../state/lookup.js";
import type { ServerState } from "../state/world.js";
import { badRequest, notFound, paymentRequired } from "./errors.js";
import type { Commit, TeamRequest } from "./handler.js";
import { listAnswer } from "./pages.js";

/** The fields of a creation that decide about the plan and its payment. */
export interface PlanRequest {
  billingPlanId?: string;
  paymentMethodId?: string;
  prepaymentAmountCents?: number;
}

/** Without an installation in the team, a client reports a 404. */
export function listPlans({ team, params, query }: TeamRequest, state: ServerState): Commit {
  const { world } = state;
  const metadata = parseMetadata(query.metadata);
  const integration = findIntegration(world, params.integration ?? "");
  if (!integration) throw notFound("integration", params.integration ?? "");
  const product = findProduct(integration, params.product ?? "");
  if (!product) throw notFound("integration product", params.product ?? "");
  return () => {
    const { integrationConfigurationId } = query;
    const isInstalled = world.installations.some(
      ({ id, teamId, integrationId }) =>
        teamId === team.id &&
        integrationId === integration.id &&
        (integrationConfigurationId === undefined || id === integrationConfigurationId),
    );
    const isReadable = integrationConfigurationId === undefined && state.behaviour.plansWithoutInstallation === "list";
    if (!isInstalled && !isReadable)
      throw notFound("integration configuration", integrationConfigurationId ?? integration.slug);
    return listAnswer(state, query, "plans", plansFor(product, metadata));
  };
}

/** The plan in the request; else that of the installation; else the first that is free and not disabled. */
export function choosePlan(
  product: Product,
  metadata: Metadata,
  { team, installation, ...request }: PlanRequest & { team: Team; installation?: Installation },
): BillingPlan {
  const plans = plansFor(product, metadata);
  const id = request.billingPlanId;
  // It was accepted, with its payment, when it was chosen for the installation.
  const shared = plans.find((plan) => plan.scope === "installation" && plan.id === installation?.billingPlanId);
  if (id === undefined && shared) return shared;
  const plan =
    id === undefined
      ? plans.find(({ disabled, paymentMethodRequired }) => !disabled && !paymentMethodRequired)
      : plans.find((candidate) => candidate.id === id);
  if (!plan) {
    throw badRequest(
      id === undefined
        ? `There are no plans available for product ${product.slug} without a billingPlanId`
        : `Billing plan ${id} not found`,
    );
  }
  if (plan.disabled) throw badRequest(`Billing plan ${plan.id} is disabled`);
  validatePrepayment(plan, request.prepaymentAmountCents);
  validatePaymentMethod(plan, team, request.paymentMethodId);
  return plan;
}

function plansFor(product: Product, metadata: Metadata): BillingPlan[] {
  return product.plans.filter((plan) => isOfferedFor(plan, metadata)).map(({ onlyWith: _, ...plan }) => plan);
}

function isOfferedFor({ onlyWith = {} }: CataloguePlan, metadata: Metadata): boolean {
  return Object.entries(onlyWith).every(([key, values]) => {
    const value = metadata[key];
    return value === undefined || values.includes(value);
  });
}

/** A subscription ignores the amount. */
function validatePrepayment(plan: BillingPlan, cents: number | undefined): void {
  if (plan.type !== "prepayment") return;
  if (cents === undefined) throw badRequest(`prepaymentAmountCents is required for the prepayment plan ${plan.id}`);
  requireAmount(plan, cents, "prepaymentAmountCents");
}

/** Rejects an amount that a prepayment plan does not sell; `name` is that of the field. */
export function requireAmount(
  { minimumAmount = "0.50", maximumAmount }: BillingPlan,
  cents: number,
  name: string,
): void {
  const minimum = Math.round(Number(minimumAmount) * 100);
  const maximum = maximumAmount === undefined ? cents : Math.round(Number(maximumAmount) * 100);
  if (cents < minimum) throw badRequest(`${name} should be >= ${minimum}`);
  if (cents > maximum) throw badRequest(`${name} should be <= ${maximum}`);
}

function validatePaymentMethod(plan: BillingPlan, team: Team, methodId: string | undefined): void {
  if (methodId !== undefined && !team.paymentMethods.includes(methodId))
    throw badRequest(`Payment method ${methodId} not found`);
  if (plan.paymentMethodRequired && team.paymentMethods.length === 0)
    throw paymentRequired("The account is missing a payment method so payment method must be updated");
}

/** Metadata that a request has as JSON. For plans, it only selects: the creation validates it. */
export function parseMetadata(text: string | undefined): Metadata {
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
