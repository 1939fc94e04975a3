// What a free plan does not include: properties that the schema marks as `ui:paid-only`.
import type { Plan } from "../../vercel/schemas";
import type { Refusal } from "../issue";
import { planOption } from "../resolve-product-and-plan";
import type { MetadataSchema } from "./schema";

/** Values that ask for nothing, so that a free plan can have them. */
function asksForNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === false ||
    value === "" ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Refuses what asks for more than the plan includes. Only a plan that surely is free refuses anything. */
export function checkPaidOnly(
  schema: MetadataSchema,
  metadata: Readonly<Record<string, unknown>>,
  plan: Plan,
  plans: readonly Plan[],
): Refusal[] {
  if (plan.paymentMethodRequired !== false) return [];
  const paid = plans.filter(({ paymentMethodRequired, disabled }) => paymentMethodRequired !== false && !disabled);
  return [...schema.properties.values()]
    .filter(({ key, paidOnly }) => paidOnly && Object.hasOwn(metadata, key) && !asksForNothing(metadata[key]))
    .map(({ key }) => ({
      path: `metadata.${key}`,
      problem: `is for paid plans only, and plan ${plan.id} (${plan.name}) is free`,
      options: paid.map(planOption),
      optionsAre: "Leave it out, or set billingPlanId to one of",
    }));
}
