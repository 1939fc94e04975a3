// A database on a paid plan. The policy pack in `policy` decides at preview whether the stack may cost that much.
import { Config } from "@pulumi/pulumi";
import { IntegrationStore } from "pulumi-vercel-marketplace";

const config = new Config();

const db = new IntegrationStore("orders", {
  integration: config.require("integration"),
  metadata: { region: config.require("region") },
  billingPlanId: config.require("billingPlanId"),
});

export const name = db.name;
export const price = db.billingPlan.cost;
