// The plan of the store that the live tests create. It costs nothing, or there is no store.
import { listPlans, monthlyPriceCents } from "pulumi-vercel-marketplace";
import type { LiveSettings } from "./settings.ts";

/** @throws Error if no plan is certainly free */
export async function freePlan(settings: LiveSettings): Promise<string> {
  const { token: apiToken, team, apiUrl, integration, product, metadata } = settings;
  const account = { apiToken, apiUrl, ...(team === undefined ? {} : { team }) };
  const plans = await listPlans(integration, product, { ...account, metadata });
  // A prepayment has no monthly price, but is paid.
  const plan = plans.find(
    (one) => one.free && one.available && one.type === "subscription" && monthlyPriceCents(one) === 0,
  );
  if (plan !== undefined) return plan.id;
  const offered = plans.map(({ id, cost }) => `${id} (${cost || "price unknown"})`).join(", ");
  throw new Error(`Nothing was created: ${integration} has no plan that certainly costs nothing. It has: ${offered}.`);
}
