// Upstash: two products and two installations in team acme, so that a client has to choose.
import type { MetadataSchema, Partner } from "./types.js";

const region = {
  type: "string",
  "ui:control": "vercel-region",
  "ui:label": "Primary region",
  description: "Where writes go.",
  "ui:read-only": "update",
  "ui:options": ["iad1", "dub1", { value: "fra1", label: "Frankfurt" }],
} as const;

const redisSchema: MetadataSchema = {
  type: "object",
  properties: {
    primaryRegion: { ...region, "ui:options": [...region["ui:options"]] },
    readRegions: {
      type: "array",
      "ui:control": "multi-vercel-region",
      "ui:label": "Read regions",
      items: { type: "string" },
      "ui:options": ["iad1", "dub1", "fra1"],
      "ui:paid-only": true,
    },
    eviction: { type: "boolean", "ui:control": "toggle", "ui:label": "Eviction", default: false },
    autoUpgrade: { type: "boolean", "ui:control": "toggle", "ui:label": "Auto upgrade", default: false },
    prodPack: {
      type: "boolean",
      "ui:control": "toggle",
      "ui:label": "Production pack",
      default: false,
      "ui:paid-only": true,
    },
  },
  required: ["primaryRegion"],
};

const vectorSchema: MetadataSchema = {
  type: "object",
  properties: {
    region: {
      ...region,
      "ui:label": "Region",
      "ui:options": ["iad1", { value: "fra1", label: "Frankfurt" }],
    },
    similarity: {
      type: "string",
      "ui:control": "radio-button",
      "ui:label": "Similarity",
      default: "cosine",
      "ui:options": [
        { value: "cosine", label: "Cosine" },
        { value: "euclidean", label: "Euclidean" },
        { value: "dot", label: "Dot product", description: "For vectors that are normalised already" },
      ],
    },
    dimensions: {
      type: "number",
      "ui:control": "input",
      "ui:label": "Dimensions",
      minimum: 1,
      maximum: 3072,
    },
  },
  required: ["region", "dimensions"],
};

export const upstash: Partner = {
  id: "oac_Up5tash3Rd8Ks1Vx7Pq2Jm9N",
  slug: "upstash",
  name: "Upstash",
  shortDescription: "Data stores that are billed by the request",
  tagIds: ["tag_databases", "tag_ai"],
  isMarketplace: true,
  eulaDocUri: "https://upstash.example/terms",
  privacyDocUri: "https://upstash.example/privacy",
  products: [
    {
      id: "iap_UpstashKv5Zr1Tn6",
      slug: "upstash-kv",
      name: "Upstash for Redis",
      shortDescription: "Redis without servers",
      primaryProtocol: "storage",
      metadataSchema: redisSchema,
      plans: [
        {
          id: "free",
          name: "Free",
          description: "One small database",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: false,
          cost: "",
          preauthorizationAmount: 0,
          details: [{ label: "Commands", value: "500000 a month" }],
          onlyWith: { prodPack: [false] },
        },
        {
          id: "paid",
          name: "Pay as you go",
          description: "Billed by the command",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: true,
          cost: "$0.20 per 100K commands",
          preauthorizationAmount: 5,
        },
        {
          id: "fixed_250mb",
          name: "Fixed 250 MB",
          description: "One price, whatever the traffic",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: true,
          cost: "$10.00/month",
          preauthorizationAmount: 10,
          onlyWith: { prodPack: [false] },
        },
      ],
      secrets: [
        { name: "KV_URL", template: "rediss://default:{password}@{host}.upstash.example:6379" },
        { name: "KV_REST_API_URL", template: "https://{host}.upstash.example" },
        { name: "KV_REST_API_TOKEN", template: "{token}" },
        { name: "KV_REST_API_READ_ONLY_TOKEN", template: "{readToken}" },
      ],
      variablePrefix: "KV",
      secretKeys: "prefixed",
      ownMetadata: { tls: true, type: "regional" },
    },
    {
      id: "iap_UpstashVec8Lc3Bw",
      slug: "upstash-vector",
      name: "Upstash Vector",
      shortDescription: "An index for embeddings",
      primaryProtocol: "storage",
      metadataSchema: vectorSchema,
      plans: [
        {
          id: "vector_free",
          name: "Free",
          description: "For trying it out",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: false,
          cost: "",
          preauthorizationAmount: 0,
        },
        {
          id: "vector_paid",
          name: "Pay as you go",
          description: "Billed by the query",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: true,
          cost: "$0.40 per 100K queries",
          preauthorizationAmount: 5,
        },
      ],
      secrets: [
        { name: "VECTOR_REST_URL", template: "https://{host}.vector.upstash.example" },
        { name: "VECTOR_REST_TOKEN", template: "{token}" },
      ],
      // Whether every partner's keys are prefixed is not known: one that is not keeps clients honest.
      secretKeys: "plain",
      ownMetadata: { index: "DENSE" },
    },
  ],
};
