// Two databases for one project: one for production, one for preview and development.
import { Config } from "@pulumi/pulumi";
import { IntegrationStore, ProjectConnection } from "pulumi-vercel-marketplace";

const projectId = new Config().require("projectId");

const production = new IntegrationStore("production", { integration: "neon", metadata: { region: "iad1" } });
const staging = new IntegrationStore("staging", { integration: "neon", metadata: { region: "iad1" } });

// Both connections have variables of the same names: each environment has the variables of one store.
const productionLink = new ProjectConnection("web-production", {
  storeId: production.id,
  projectId,
  environments: ["production"],
  // Only deployments can read the variables. The program gets their names in `unreadable`.
  sensitive: true,
});

const stagingLink = new ProjectConnection("web-staging", {
  storeId: staging.id,
  projectId,
  environments: ["preview", "development"],
});

export const productionVariables = productionLink.unreadable;
export const stagingUrl = stagingLink.values.apply((values) => values.DATABASE_URL);
