// A database on a paid plan. The preview shows the plan and its price before anything is created.
import { Config } from "@pulumi/pulumi";
import { IntegrationStore } from "pulumi-vercel-marketplace";

const config = new Config();

const db = new IntegrationStore("orders", {
  integration: config.require("integration"),
  metadata: { region: config.require("region") },
  billingPlanId: config.require("billingPlanId"),
  // Default: the team's default payment method.
  paymentMethodId: config.get("paymentMethodId"),
  // Only for prepayment plans.
  prepaymentAmountCents: config.getNumber("prepaymentAmountCents"),
});

export const name = db.name;
export const plan = db.billingPlan.name;
export const price = db.billingPlan.cost;
