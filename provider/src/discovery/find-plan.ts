// Which plan a store gets: the one that is named, or the free one that the server would pick.
import type { Plan } from "../vercel/schemas";
import { type Found, found, refused } from "./found";
import type { Option } from "./refusal";

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
      options: usable.map(asOption),
    });
  }
  const named = plans.find(({ id }) => id === given);
  if (named === undefined) {
    return refused({
      path: "billingPlanId",
      problem: `"${given}" is not a plan of ${productName} with this metadata`,
      given,
      options: usable.map(asOption),
    });
  }
  if (named.disabled) {
    return refused({
      path: "billingPlanId",
      problem: `plan ${named.id} (${named.name}) of ${productName} cannot be chosen at present`,
      options: usable.map(asOption),
    });
  }
  return prepaymentRefusal(named, request.prepaymentAmountCents) ?? found(named);
}

function prepaymentRefusal(plan: Plan, cents: number | undefined): ReturnType<typeof refused> | undefined {
  const path = "prepaymentAmountCents";
  if (plan.type !== "prepayment") return undefined;
  const lowest = inCents(plan.minimumAmount);
  const highest = inCents(plan.maximumAmount);
  const range = [
    lowest === undefined ? undefined : `${lowest} or more`,
    highest === undefined ? undefined : `${highest} or less`,
  ].filter((bound) => bound !== undefined);
  const takes = `plan ${plan.id} takes ${range.length > 0 ? `${range.join(" and ")} cents` : "an amount in cents"}`;
  if (cents === undefined) return refused({ path, problem: `${takes}, paid in advance`, next: "Set the amount." });
  if (typeof cents !== "number") return undefined;
  if (cents < (lowest ?? 0) || cents > (highest ?? Number.POSITIVE_INFINITY)) {
    return refused({ path, problem: `${cents} is out of range: ${takes}` });
  }
  return undefined;
}

function inCents(amount: string | null | undefined): number | undefined {
  const dollars = amount ? Number(amount) : Number.NaN;
  return Number.isFinite(dollars) ? Math.round(dollars * 100) : undefined;
}

function asOption({ id, name, cost, type, minimumAmount }: Plan): Option {
  const from = type === "prepayment" && minimumAmount ? `from $${minimumAmount}` : undefined;
  return { value: id, label: [name, cost || from].filter(Boolean).join(", ") };
}
