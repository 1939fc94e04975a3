// A database that exists already, for example because somebody created it in the dashboard.
import { Config } from "@pulumi/pulumi";
import { IntegrationStore } from "pulumi-vercel-marketplace";

const config = new Config();

const db = new IntegrationStore("db", {
  integration: "neon",
  metadata: { region: "iad1" },
  // Instead of creating a store, `pulumi up` takes this one. It may stay here, and has no effect afterwards.
  adopt: config.require("storeId"),
});

export const name = db.name;
export const plan = db.billingPlan.name;
export const databaseUrl = db.secrets.apply((secrets) => secrets.DATABASE_URL);
