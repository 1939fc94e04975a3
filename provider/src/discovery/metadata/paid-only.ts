// Properties that only paid plans include: the schema marks them as `ui:paid-only`.

import type { ValidationIssue } from "../../contract/validation-issue";
import type { Plan } from "../../vercel/schemas";
import { planOption } from "../resolve-product-and-plan";
import type { MetadataSchema } from "./schema";

/** Values that request nothing, so that a free plan can have them. */
function requestsNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === false ||
    value === "" ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Rejects what a free plan does not include. A plan that is not surely free rejects nothing. */
export function paidOnlyIssues(
  schema: MetadataSchema,
  metadata: Readonly<Record<string, unknown>>,
  plan: Plan,
  plans: readonly Plan[],
): ValidationIssue[] {
  if (plan.paymentMethodRequired !== false) return [];
  const paid = plans.filter(({ paymentMethodRequired, disabled }) => paymentMethodRequired !== false && !disabled);
  return [...schema.properties.values()]
    .filter(({ key, paidOnly }) => paidOnly && Object.hasOwn(metadata, key) && !requestsNothing(metadata[key]))
    .map(({ key }) => ({
      code: "plan-paid-required",
      path: `metadata.${key}`,
      problem: `requires a paid plan, and plan ${plan.id} (${plan.name}) is free`,
      options: paid.map(planOption),
      optionsLabel: "Remove it, or set billingPlanId to one of",
    }));
}
