// Two policies: a maximum for what all stores of a stack cost a month, and stores that may never be replaced.
import { PolicyPack } from "@pulumi/policy";
import { type BillingPlan, monthlyPriceCents } from "pulumi-vercel-marketplace";

const STORE = "pulumi-nodejs:dynamic/vercel:IntegrationStore";

new PolicyPack("cost-guard", {
  enforcementLevel: "mandatory",
  policies: [
    {
      name: "monthly-maximum",
      description: "The plans of all stores together cost no more than a maximum in USD a month.",
      configSchema: { properties: { dollars: { type: "number", default: 50 } } },
      validateStack: ({ resources, getConfig }, reportViolation) => {
        const { dollars } = getConfig<{ dollars: number }>();
        const plans = new Map<string, BillingPlan>();
        for (const { type, urn, props } of resources) {
          const plan: BillingPlan | undefined = type === STORE ? props.billingPlan : undefined;
          if (plan === undefined) continue;
          // A plan of an installation is paid once, however many stores share it.
          plans.set(plan.scope === undefined ? urn : `${props.integrationConfigurationId} ${plan.id}`, plan);
        }
        // Prices by usage, and those that are not in USD, are not known: they count as nothing here.
        const cents = [...plans.values()].reduce((sum, plan) => sum + (monthlyPriceCents(plan) ?? 0), 0);
        // Of 19.99, the product is a fraction less than 1999.
        if (cents > Math.round(dollars * 100)) {
          reportViolation(
            `The stores cost $${(cents / 100).toFixed(2)} a month: more than the maximum of $${dollars.toFixed(2)}.`,
          );
        }
      },
    },
    {
      name: "protected-stores",
      description: "Stores of these names may not set allowReplacement, which would let a change delete their data.",
      configSchema: { properties: { names: { type: "array", items: { type: "string" }, default: [] } } },
      validateResource: ({ type, name, props, getConfig }, reportViolation) => {
        const { names } = getConfig<{ names: string[] }>();
        if (type === STORE && names.includes(name) && props.allowReplacement) {
          reportViolation("This store is protected: remove allowReplacement.");
        }
      },
    },
  ],
});
