// Two databases for one project: production has its own, preview and development share the other.
import { Config } from "@pulumi/pulumi";
import { IntegrationStore, ProjectConnection } from "pulumi-vercel-marketplace";

const projectId = new Config().require("projectId");

const production = new IntegrationStore("production", { integration: "neon", metadata: { region: "iad1" } });
const staging = new IntegrationStore("staging", { integration: "neon", metadata: { region: "iad1" } });

// The names of the variables are the same in both: an environment has those of one store only.
const productionLink = new ProjectConnection("web-production", {
  storeId: production.id,
  projectId,
  environments: ["production"],
  // Only deployments can read them; the program gets their names in `unreadable`.
  sensitive: true,
});

const stagingLink = new ProjectConnection("web-staging", {
  storeId: staging.id,
  projectId,
  environments: ["preview", "development"],
});

export const productionVariables = productionLink.unreadable;
export const stagingUrl = stagingLink.values.apply((values) => values.DATABASE_URL);
