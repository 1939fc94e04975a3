// Which billing plan a new store gets, and whether it can be paid.
import type { Team } from "../seed/accounts.js";
import type { BillingPlan, CataloguePlan, Metadata, Product } from "../seed/types.js";
import { badRequest, paymentRequired } from "./errors.js";

export interface PlanWish {
  billingPlanId?: string;
  paymentMethodId?: string;
  prepaymentAmountCents?: number;
}

/** The plans that go with this metadata. */
export function plansFor(product: Product, metadata: Metadata): BillingPlan[] {
  return product.plans.filter((plan) => goesWith(plan, metadata)).map(({ onlyWith: _, ...plan }) => plan);
}

/** The plan that was asked for; else the first that is free and not disabled. */
export function choosePlan(product: Product, metadata: Metadata, team: Team, wish: PlanWish): BillingPlan {
  const plans = plansFor(product, metadata);
  const id = wish.billingPlanId;
  const plan =
    id === undefined
      ? plans.find(({ disabled, paymentMethodRequired }) => !disabled && !paymentMethodRequired)
      : plans.find((one) => one.id === id);
  if (!plan) {
    throw badRequest(
      id === undefined
        ? `There are no plans available for product ${product.slug} without a billingPlanId`
        : `Billing plan ${id} not found`,
    );
  }
  if (plan.disabled) throw badRequest(`Billing plan ${plan.id} is disabled`);
  checkPrepayment(plan, wish.prepaymentAmountCents);
  checkPayment(plan, team, wish.paymentMethodId);
  return plan;
}

function goesWith({ onlyWith = {} }: CataloguePlan, metadata: Metadata): boolean {
  return Object.entries(onlyWith).every(([key, values]) => {
    const value = metadata[key];
    return value === undefined || values.includes(value);
  });
}

/** An amount that comes with a subscription has no use and no harm. */
function checkPrepayment(plan: BillingPlan, cents: number | undefined): void {
  if (plan.type !== "prepayment") return;
  if (cents === undefined) throw badRequest(`prepaymentAmountCents is required for the prepayment plan ${plan.id}`);
  const from = Math.round(Number(plan.minimumAmount ?? "0.50") * 100);
  const to = plan.maximumAmount === undefined ? cents : Math.round(Number(plan.maximumAmount) * 100);
  if (cents < from) throw badRequest(`prepaymentAmountCents should be >= ${from}`);
  if (cents > to) throw badRequest(`prepaymentAmountCents should be <= ${to}`);
}

function checkPayment(plan: BillingPlan, team: Team, methodId: string | undefined): void {
  if (methodId !== undefined && !team.paymentMethods.includes(methodId))
    throw badRequest(`Payment method ${methodId} not found`);
  if (plan.paymentMethodRequired && team.paymentMethods.length === 0)
    throw paymentRequired("The account is missing a payment method so payment method must be updated");
}
