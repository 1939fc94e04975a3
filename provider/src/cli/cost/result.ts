// What `cost --json` prints.

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
