// The product and the plan of a store: those that are named, or the only product and the free plan.
import type { Option, ValidationIssue } from "../contract/validation-issue";
import { ValidationError } from "../errors/validation-error";
import type { InstallationProducts, Plan, Product } from "../vercel/api/integrations";

/** The product of this slug or id; without one, the only product. @throws {@link ValidationError} */
export function resolveProduct({ products, integration }: InstallationProducts, given: string | undefined): Product {
  const path = "product";
  const options = products.map(({ slug, name }) => ({ value: slug, label: name }));
  if (given !== undefined) {
    const named = products.find(({ id, slug }) => id === given || slug === given);
    if (named !== undefined) return named;
    const problem = `"${given}" is not a product of ${integration.name}`;
    throw new ValidationError([{ code: "product-not-found", path, problem, given, options }]);
  }
  const [only] = products;
  if (only !== undefined && products.length === 1) return only;
  if (only === undefined) {
    const problem = `${integration.name} offers no product to this installation`;
    throw new ValidationError([{ code: "product-not-found", path, problem }]);
  }
  const problem = `${integration.name} has ${products.length} products`;
  throw new ValidationError([
    { code: "product-ambiguous", path, problem, options, optionsLabel: "Set product to one of" },
  ]);
}

export interface PlanRequest {
  billingPlanId?: string;
  /** The plan instead of the free one, if it is offered and not free. */
  paidPlanId?: string;
  prepaymentAmountCents?: number;
}

/** Whether the stores of an installation share a plan, which was chosen when the integration was installed. */
export function areOfInstallation(plans: readonly Plan[]): boolean {
  return plans.length > 0 && plans.every(({ scope }) => scope === "installation");
}

/** The plan of this id; without one, the free plan that the server would pick. Undefined: that of the installation. */
export function resolvePlan(
  plans: readonly Plan[],
  request: PlanRequest,
  productName: string,
): Plan | ValidationIssue | undefined {
  const path = "billingPlanId";
  const usable = plans.filter(({ disabled }) => !disabled);
  const options = usable.map(planOption);
  const isPaid = ({ id, scope, paymentMethodRequired }: Plan) =>
    scope !== "installation" && paymentMethodRequired !== false && id === request.paidPlanId;
  const paid = usable.find(isPaid);
  const { billingPlanId: given = paid?.id } = request;
  if (given === undefined && areOfInstallation(plans)) return undefined;
  if (given === undefined) {
    const free = usable.find(({ paymentMethodRequired }) => paymentMethodRequired === false);
    if (free !== undefined) return free;
    const problem = `${productName} has no free plan`;
    return { code: "plan-required", path, problem, options, optionsLabel: "Set billingPlanId to one of" };
  }
  const named = plans.find(({ id }) => id === given);
  if (named === undefined) {
    const problem = `"${given}" is not a plan of ${productName} with this metadata`;
    return { code: "plan-not-found", path, problem, given, options };
  }
  if (named.disabled) {
    const problem = `plan ${named.id} (${named.name}) of ${productName} is currently unavailable`;
    return { code: "plan-unavailable", path, problem, options };
  }
  return prepaymentIssue(named, request.prepaymentAmountCents) ?? named;
}

/** Metadata that only paid plans include, with a plan that is known to be free. */
export function paidOnlyIssues(keys: readonly string[], plan: Plan, plans: readonly Plan[]): ValidationIssue[] {
  if (plan.paymentMethodRequired !== false) return [];
  const paid = plans.filter(({ paymentMethodRequired, disabled }) => paymentMethodRequired !== false && !disabled);
  return keys.map((key) => ({
    code: "plan-paid-required",
    path: `metadata.${key}`,
    problem: `requires a paid plan, and plan ${plan.id} (${plan.name}) is free`,
    options: paid.map(planOption),
    optionsLabel: "Remove it, or set billingPlanId to one of",
  }));
}

export function isIssue(result: object): result is ValidationIssue {
  return "problem" in result;
}

function prepaymentIssue(plan: Plan, cents: number | undefined): ValidationIssue | undefined {
  const path = "prepaymentAmountCents";
  if (plan.type !== "prepayment") return undefined;
  const lowest = inCents(plan.minimumAmount);
  const highest = inCents(plan.maximumAmount);
  const accepts = `plan ${plan.id} accepts ${formatRange(lowest, highest)}`;
  if (cents === undefined) {
    const problem = `${accepts}, paid in advance`;
    return { code: "prepayment-required", path, problem, nextStep: "Set prepaymentAmountCents." };
  }
  // Not known yet in a preview.
  if (typeof cents !== "number") return undefined;
  if (cents >= (lowest ?? 0) && cents <= (highest ?? Number.POSITIVE_INFINITY)) return undefined;
  return { code: "prepayment-out-of-range", path, problem: `${accepts}, not ${cents}` };
}

function formatRange(lowest: number | undefined, highest: number | undefined): string {
  if (lowest !== undefined && highest !== undefined) return `${lowest} to ${highest} cents`;
  if (lowest !== undefined) return `${lowest} cents or more`;
  return highest === undefined ? "an amount in cents" : `${highest} cents or less`;
}

/** The API sends amounts as decimal strings in dollars. */
export function inCents(amount: string | null | undefined): number | undefined {
  const dollars = amount ? Number(amount) : Number.NaN;
  return Number.isFinite(dollars) ? Math.round(dollars * 100) : undefined;
}

/** A plan among several: its id, its name and its price. */
function planOption({ id, name, cost, type, minimumAmount }: Plan): Option {
  const from = type === "prepayment" && minimumAmount ? `from $${minimumAmount}` : undefined;
  return { value: id, label: [name, cost || from].filter(Boolean).join(", ") };
}
