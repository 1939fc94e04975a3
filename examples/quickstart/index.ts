// A free Neon database. `pulumi preview` shows its plan and region; `pulumi up` creates it.
import { IntegrationStore } from "pulumi-vercel-marketplace";

const db = new IntegrationStore("db", {
  integration: "neon",
  metadata: { region: "iad1" },
});

export const name = db.name;
export const plan = db.billingPlan.name;
export const dashboard = db.dashboardUrl;
export const variables = db.secretNames;
export const databaseUrl = db.secrets.apply((secrets) => secrets.DATABASE_URL);
