// Which plan a store gets: the one that is named, or the free one that the server would pick.
import type { Plan } from "../vercel/schemas";
import { type Found, found, refused } from "./found";
import type { Option } from "./issue";

export interface PlanRequest {
  billingPlanId?: string;
  prepaymentAmountCents?: number;
}

export function findPlan(plans: readonly Plan[], request: PlanRequest, productName: string): Found<Plan> {
  const usable = plans.filter(({ disabled }) => !disabled);
  const { billingPlanId: given } = request;
  if (given === undefined) {
    const free = usable.find(({ paymentMethodRequired }) => paymentMethodRequired === false);
    if (free !== undefined) return found(free);
    return refused({
      path: "billingPlanId",
      problem: `${productName} has no free plan`,
      options: usable.map(planOption),
    });
  }
  const named = plans.find(({ id }) => id === given);
  if (named === undefined) {
    return refused({
      path: "billingPlanId",
      problem: `"${given}" is not a plan of ${productName} with this metadata`,
      given,
      options: usable.map(planOption),
    });
  }
  if (named.disabled) {
    return refused({
      path: "billingPlanId",
      problem: `plan ${named.id} (${named.name}) of ${productName} cannot be chosen at present`,
      options: usable.map(planOption),
    });
  }
  return prepaymentRefusal(named, request.prepaymentAmountCents) ?? found(named);
}

function prepaymentRefusal(plan: Plan, cents: number | undefined): ReturnType<typeof refused> | undefined {
  const path = "prepaymentAmountCents";
  if (plan.type !== "prepayment") return undefined;
  const lowest = inCents(plan.minimumAmount);
  const highest = inCents(plan.maximumAmount);
  const takes = `plan ${plan.id} takes ${rangeInWords(lowest, highest)}`;
  if (cents === undefined) return refused({ path, problem: `${takes}, paid in advance`, next: "Set the amount." });
  if (typeof cents !== "number") return undefined;
  if (cents < (lowest ?? 0) || cents > (highest ?? Number.POSITIVE_INFINITY)) {
    return refused({ path, problem: `${takes}, not ${cents}` });
  }
  return undefined;
}

function rangeInWords(lowest: number | undefined, highest: number | undefined): string {
  if (lowest !== undefined && highest !== undefined) return `between ${lowest} and ${highest} cents`;
  if (lowest !== undefined) return `${lowest} cents or more`;
  return highest === undefined ? "an amount in cents" : `${highest} cents or less`;
}

/** Amounts come as decimal texts in dollars. */
export function inCents(amount: string | null | undefined): number | undefined {
  const dollars = amount ? Number(amount) : Number.NaN;
  return Number.isFinite(dollars) ? Math.round(dollars * 100) : undefined;
}

/** A plan among several: its id, its name, and what it costs. */
export function planOption({ id, name, cost, type, minimumAmount }: Plan): Option {
  const from = type === "prepayment" && minimumAmount ? `from $${minimumAmount}` : undefined;
  return { value: id, label: [name, cost || from].filter(Boolean).join(", ") };
}
