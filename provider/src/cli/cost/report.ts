// The report of `cost`: plan and price of each store before and after, and sums in whole cents.
import { z } from "zod";
import { isUnknown, omitUndefined } from "../../contract/values";
import { monthlyPriceCents } from "../../discovery/public/price";
import type { CostInput, StoreChange, StoreResource } from "./input";

/** What `cost --json` prints, beside `version`. */
export interface CostReport {
  /** Whether a preview was read, or the state of a stack. */
  source: "preview" | "stack";
  /** The stores of the stack, and those that a preview removes. */
  stores: StoreCost[];
  /** The sum of the known monthly prices, in US cents; of a preview: once its changes are made. */
  monthlyCents: number;
  /** What the changes of a preview add to a month, in US cents. Absent if a price in it is not known. */
  differenceCents?: number;
  /** What the stores that a preview creates cost once, in US cents. */
  prepaymentCents: number;
  /** Whether all stores and prices are known. Otherwise the sum is at least `monthlyCents`. */
  isComplete: boolean;
  /** How many unchanged resources the preview does not list. `pulumi preview --show-sames` lists them. */
  unlisted: number;
  /** Why `--max` failed. */
  error?: {
    /** `cost-above-maximum` or `cost-not-known`. */
    code: string;
    /** How far the sum is above the limit, or which price is not known. It may change. */
    message: string;
  };
}

/** A store of `cost --json`. */
export interface StoreCost {
  /** The name of the resource in the program. */
  resource: string;
  /** The name of the store at Vercel; absent if it is not known yet, or a secret. */
  name?: string;
  /** The slug, such as `neon`. */
  integration?: string;
  /** The slug of the product. */
  product?: string;
  /** `changed`: to another plan or price. `retained`: it leaves the stack, and Vercel keeps it and its price. */
  change: "added" | "removed" | "replaced" | "changed" | "retained" | "none";
  /** In the state. Absent for an added store. */
  before?: PlanCost;
  /** Once the changes are made. Absent for a removed store. */
  after?: PlanCost;
}

/** The plan of a store, and what it costs. */
export interface PlanCost {
  /** The name of the plan; absent if the plan is not known. */
  plan?: string;
  /** `subscription` or `prepayment`. */
  type?: string;
  /** The price as the partner words it; empty if it does not. */
  price?: string;
  /** In US cents, 0 for free plans and prepayments. Absent if the price is not known. */
  monthlyCents?: number;
  /** What was paid in advance, or will be, in US cents. */
  prepaymentCents?: number;
  /** Installation and plan, if all stores of the installation share the plan: its price counts once. */
  sharedPlan?: string;
}

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
