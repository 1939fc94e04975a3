// Written by `pulumi-vercel-marketplace import`. From now on it is yours to edit.
import { IntegrationStore, ProjectConnection } from "pulumi-vercel-marketplace";

export const sessions = new IntegrationStore("sessions", {
  integration: "upstash",
  integrationConfigurationId: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
  product: "upstash-kv",
  name: "sessions",
  metadata: { primaryRegion: "fra1", eviction: true },
  billingPlanId: "paid",
});

export const shopDb = new IntegrationStore("shop-db", {
  integration: "neon",
  name: "shop-db",
  metadata: { region: "iad1" },
});

export const shopDbWebProductionPreview = new ProjectConnection("shop-db-web-production-preview", {
  storeId: shopDb.id,
  projectId: "prj_AcmeWeb4Kd8Xr2Ws7Vn1Tb5Qm3Z",
  sensitive: true,
});

export const shopDbWebDevelopment = new ProjectConnection("shop-db-web-development", {
  storeId: shopDb.id,
  projectId: "prj_AcmeWeb4Kd8Xr2Ws7Vn1Tb5Qm3Z",
  environments: ["development"],
});
