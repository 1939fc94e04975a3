// A database connected to a project: deployments get the variables, and the program gets their values.
import { Config } from "@pulumi/pulumi";
import { IntegrationStore, ProjectConnection } from "pulumi-vercel-marketplace";

const config = new Config();

const db = new IntegrationStore("db", {
  integration: "neon",
  metadata: { region: "iad1" },
});

const link = new ProjectConnection("web-db", {
  storeId: db.id,
  projectId: config.require("projectId"),
});

export const variables = link.variableNames;
// A secret output: use it in the same program for a migration job, a worker or a Kubernetes secret.
export const databaseUrl = link.values.apply((values) => values.DATABASE_URL);
