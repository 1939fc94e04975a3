// Integrations that no team has installed: what the catalogue offers besides.
import type { BillingPlan, Partner } from "./types.js";

const free: BillingPlan = {
  id: "free",
  name: "Free",
  description: "For a first project",
  type: "subscription",
  scope: "resource",
  paymentMethodRequired: false,
  cost: "",
};

/** Its terms can only be accepted in a browser, and an installation has settings of its own. */
const lumenLogs: Partner = {
  id: "oac_Lum3nLogsQ5Vt8Zc2Kx7Wd9B",
  slug: "lumen-logs",
  name: "Lumen Logs",
  shortDescription: "Logs and traces of deployments, kept for a year and searchable in seconds",
  tagIds: ["tag_observability", "tag_dev_tools"],
  isMarketplace: true,
  eulaDocUri: "https://lumen-logs.example/terms",
  privacyDocUri: "https://lumen-logs.example/privacy",
  requiresBrowserInstall: true,
  metadataSchema: {
    type: "object",
    properties: { organization: { type: "string", "ui:control": "input", "ui:label": "Name of the organization" } },
    required: ["organization"],
  },
  products: [
    {
      id: "iap_LumenLogs4Tr8Yq",
      slug: "lumen-logs",
      name: "Lumen Logs",
      shortDescription: "Logs and traces",
      tags: ["observability"],
      primaryProtocol: "storage",
      metadataSchema: {
        type: "object",
        properties: {
          platform: { type: "string", "ui:control": "select", "ui:options": [{ value: "nextjs", label: "Next.js" }] },
        },
        required: ["platform"],
      },
      plans: [free],
      secrets: [{ name: "LUMEN_DSN", template: "https://{token}@lumen.example/1" }],
      secretKeys: "prefixed",
      ownMetadata: {},
    },
  ],
};

/** It has no terms of service, and two products: one whose stores are sandboxes, and one of another category. */
const driftSearch: Partner = {
  id: "oac_Dr1ftS3archN6Hb4Xp9Mj2Fu",
  slug: "drift-search",
  name: "Drift",
  shortDescription: "Search and vectors",
  tagIds: ["tag_searching"],
  isMarketplace: true,
  privacyDocUri: "https://drift.example/privacy",
  products: [
    {
      id: "iap_DriftText5Gw1Re",
      slug: "drift-text",
      name: "Drift Text",
      shortDescription: "Full-text search",
      tags: ["tag_searching", "storage"],
      primaryProtocol: "storage",
      metadataSchema: { type: "object", properties: {} },
      plans: [free],
      secrets: [{ name: "DRIFT_TEXT_URL", template: "https://{token}.drift.example" }],
      secretKeys: "prefixed",
      ownMetadata: {},
      ownership: "sandbox",
    },
    {
      id: "iap_DriftVect8Lc3Ub",
      slug: "drift-vectors",
      name: "Drift Vectors",
      shortDescription: "Nearest neighbours of embeddings",
      tags: ["tag_ai", "storage"],
      primaryProtocol: "storage",
      metadataSchema: {
        type: "object",
        properties: { dimensions: { type: "number", "ui:control": "input", minimum: 1, maximum: 4096 } },
        required: ["dimensions"],
      },
      plans: [{ ...free, id: "team", name: "Team", paymentMethodRequired: true, cost: "$40.00/month" }],
      secrets: [{ name: "DRIFT_VECTORS_URL", template: "https://{token}.drift.example" }],
      secretKeys: "prefixed",
      ownMetadata: {},
    },
  ],
};

/** It has no products, so no stores can be created of it. */
const pageworks: Partner = {
  id: "oac_Pag3worksK8Zs5Vd1Qy6Tn4J",
  slug: "pageworks",
  name: "Pageworks",
  shortDescription: "A CMS for teams that write",
  tagIds: ["tag_cms"],
  isMarketplace: true,
  eulaDocUri: "https://pageworks.example/terms",
  privacyDocUri: "https://pageworks.example/privacy",
  products: [],
};

/** It is listed, but cannot be installed any more. */
const ebbtide: Partner = {
  id: "oac_Ebbt1deC7Rw3Hm9Xf5Lk2GpA",
  slug: "ebbtide",
  name: "Ebbtide",
  shortDescription: "A queue that was closed for new teams",
  tagIds: ["tag_dev_tools"],
  isMarketplace: true,
  canInstall: false,
  products: [],
};

export const notInstalled: readonly Partner[] = [lumenLogs, driftSearch, pageworks, ebbtide];
