// The report of `cost`: plan and price of each store before and after, and sums in whole cents.
import { z } from "zod";
import { isUnknown, omitUndefined } from "../../contract/values";
import { monthlyPriceCents } from "../../discovery/public/price";
import type { CostInput, StoreChange, StoreResource } from "./input";
import type { CostReport, PlanCost, StoreCost } from "./result";

export function createReport({ source, changes, unlisted }: CostInput): CostReport {
  const stores = changes.map(storeCost).sort((a, b) => (a.resource < b.resource ? -1 : 1));
  const after = stores.flatMap((store) => store.after ?? []);
  const before = stores.flatMap((store) => store.before ?? []);
  const changed = stores.filter(({ change }) => change !== "none").flatMap((store) => [store.before, store.after]);
  const isKnown = (cost: PlanCost | undefined) => cost === undefined || cost.monthlyCents !== undefined;
  const created = stores.filter(({ change }) => change === "added" || change === "replaced");
  const monthlyCents = sumOfMonth(after);
  return {
    source,
    stores,
    monthlyCents,
    ...(source === "preview" && changed.every(isKnown) && { differenceCents: monthlyCents - sumOfMonth(before) }),
    prepaymentCents: sum(created.map((store) => store.after?.prepaymentCents)),
    isComplete: after.every(isKnown) && unlisted === 0,
    unlisted,
  };
}

function storeCost({ before, after, as }: StoreChange): StoreCost {
  const store = after ?? before;
  const costs = omitUndefined({ before: before && planCost(before), after: after && planCost(after) });
  const properties = { ...store?.inputs, ...store?.outputs };
  return {
    resource: store?.urn.split("::").slice(3).join("::") ?? "",
    ...omitUndefined({
      name: plain(properties.name),
      integration: plain(properties.integrationSlug) ?? plain(properties.integration),
      product: plain(properties.productSlug) ?? plain(properties.product),
    }),
    change: as ?? changeBetween(costs.before, costs.after),
    ...costs,
  };
}

function changeBetween(before: PlanCost | undefined, after: PlanCost | undefined): StoreCost["change"] {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return before.plan === after.plan && before.price === after.price ? "none" : "changed";
}

const planSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  cost: z.string(),
  scope: z.literal("installation").optional().catch(undefined),
});

function planCost({ inputs, outputs }: StoreResource): PlanCost {
  // One of them may be a secret, or unknown.
  const plans = [outputs?.billingPlan, inputs?.billingPlan].map((value) => planSchema.safeParse(value).data);
  const plan = plans.find((one) => one !== undefined);
  if (plan === undefined) return {};
  const installation = plain({ ...inputs, ...outputs }.integrationConfigurationId);
  const prepaid = plan.type === "prepayment" ? inputs?.prepaymentAmountCents : undefined;
  return omitUndefined({
    plan: plan.name,
    type: plan.type,
    price: plan.cost,
    monthlyCents: monthlyPriceCents(plan),
    prepaymentCents: typeof prepaid === "number" && Number.isSafeInteger(prepaid) ? prepaid : undefined,
    sharedPlan: plan.scope === undefined ? undefined : `${installation}, ${plan.id}`,
  });
}

/** A string that the engine shows. */
function plain(value: unknown): string | undefined {
  return typeof value === "string" && value !== "[secret]" && !isUnknown(value) ? value : undefined;
}

/** A plan of an installation counts once, however many stores have it. */
function sumOfMonth(costs: readonly PlanCost[]): number {
  return sum([...new Map(costs.map((cost, index) => [cost.sharedPlan ?? index, cost.monthlyCents])).values()]);
}

function sum(cents: readonly (number | undefined)[]): number {
  return cents.reduce<number>((total, one) => total + (one ?? 0), 0);
}
