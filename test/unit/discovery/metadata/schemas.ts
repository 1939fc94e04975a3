// Ten metadata schemas of the shapes that partners publish, in our own words: three of them use every habit seen live.

/** A region that is chosen once, with a default that the form begins with. */
export const regionWithDefault = {
  type: "object",
  properties: {
    region: {
      type: "string",
      "ui:control": "select",
      "ui:label": "Home region",
      "ui:placeholder": "Where it lives",
      "ui:hidden": "update",
      description: "The region of the primary",
      default: "us-east-1",
      "ui:options": [
        { value: "us-west-1", label: "US West" },
        { value: "us-east-1", label: "US East" },
      ],
    },
  },
  required: ["region"],
};

/** A version, a region in plain strings, a hidden option, and hidden properties with a range. */
export const versionAndHiddenSize = {
  type: "object",
  properties: {
    version: {
      type: "string",
      "ui:control": "select",
      "ui:label": "Version",
      default: "5.6",
      "ui:options": [
        { value: "5.6", label: "5.6 (newest)" },
        { value: "5.4", label: "5.4" },
      ],
    },
    region: {
      type: "string",
      "ui:control": "vercel-region",
      "ui:hidden": "update",
      default: "cle1",
      "ui:options": ["pdx1", "cle1", "dub1"],
    },
    compute: {
      type: "string",
      "ui:control": "select",
      "ui:hidden": true,
      "ui:options": [
        { value: "1/4", label: "A quarter", hidden: true },
        { value: "1", label: "One unit" },
      ],
    },
    storage: { type: "number", "ui:control": "input", "ui:hidden": true, minimum: 1, maximum: 256 },
  },
  required: ["version", "region"],
};

/** One region that the form only shows, under a key with a capital. */
const readOnlyRegion = {
  type: "object",
  properties: {
    Region: {
      type: "string",
      "ui:control": "vercel-region",
      "ui:read-only": true,
      default: "us-east-1",
      "ui:options": [{ value: "us-east-1", label: "US East" }],
    },
  },
  required: ["Region"],
};

/** Plain strings as options of a select, a toggle, and a list of regions. */
const everyCommonType = {
  type: "object",
  properties: {
    region: { type: "string", "ui:control": "select", "ui:label": "Region", "ui:options": ["iad1", "sfo1"] },
    auth: { type: "boolean", "ui:control": "toggle", "ui:label": "Auth", default: false },
    readRegions: {
      type: "array",
      "ui:control": "multi-vercel-region",
      items: { type: "string" },
      "ui:options": ["iad1", "sfo1", "fra1"],
    },
  },
  required: ["region"],
};

/** A free text that is required, and a key with a hyphen. */
const nameAndInstallRegion = {
  type: "object",
  properties: {
    name: { type: "string", "ui:control": "input", "ui:label": "Organisation", "ui:placeholder": "e.g. my-org" },
    "install-region": {
      type: "string",
      "ui:control": "select",
      "ui:options": [
        { value: "us", label: "US" },
        { value: "eu", label: "EU" },
      ],
    },
  },
  required: ["name", "install-region"],
};

const platform = {
  type: "object",
  properties: {
    platform: {
      type: "string",
      "ui:control": "select",
      "ui:options": [
        { value: "nextjs", label: "Next.js" },
        { value: "react", label: "React" },
      ],
    },
  },
  required: ["platform"],
};

export const neon = {
  type: "object",
  properties: {
    region: {
      type: "string",
      "ui:control": "vercel-region",
      "ui:label": "Region",
      "ui:read-only": "update",
      "ui:options": ["iad1", "fra1", { value: "sin1", label: "Singapore" }],
    },
    auth: { type: "boolean", "ui:control": "toggle", "ui:label": "Auth", default: false },
    size: { type: "number", "ui:control": "input", minimum: 1, maximum: 56 },
    tags: {
      type: "array",
      "ui:control": "multi-select",
      items: { type: "string" },
      "ui:options": [
        { value: "web", label: "Web" },
        { value: "jobs", label: "Jobs" },
      ],
    },
  },
  required: ["region"],
};

export const mongodbAtlas = {
  type: "object",
  properties: {
    vercelRegion: {
      type: "string",
      "ui:control": "vercel-region",
      "ui:read-only": "update",
      "ui:options": ["iad1", "fra1", "lhr1", "hnd1"],
    },
    clusterTier: {
      type: "string",
      "ui:control": "select",
      "ui:label": "Cluster tier",
      "ui:options": [
        { value: "FREE", label: "Free" },
        { value: "M2", label: "M2", disabled: true },
      ],
    },
  },
  required: ["vercelRegion", "clusterTier"],
};

export const upstashKv = {
  type: "object",
  properties: {
    primaryRegion: {
      type: "string",
      "ui:control": "vercel-region",
      "ui:read-only": "update",
      "ui:options": ["dub1", "fra1", "iad1"],
    },
    eviction: { type: "boolean", "ui:control": "toggle", default: false },
    autoUpgrade: { type: "boolean", "ui:control": "toggle", default: false },
    prodPack: { type: "boolean", "ui:control": "toggle", default: false, "ui:paid-only": true },
  },
  required: ["primaryRegion"],
};

/** The misspelling that one partner publishes. */
const domain = {
  type: "object",
  properties: { domain: { type: "string", "ui:control": "domain", "ui:label": "Domain", "ui:readonly": "update" } },
};

/** Each schema with metadata that a store can have. */
export const examples = {
  regionWithDefault: [regionWithDefault, { region: "us-west-1" }],
  versionAndHiddenSize: [versionAndHiddenSize, { version: "5.4", region: "dub1", compute: "1/4", storage: 256 }],
  readOnlyRegion: [readOnlyRegion, { Region: "us-east-1" }],
  everyCommonType: [everyCommonType, { region: "sfo1", auth: true, readRegions: ["iad1", "fra1"] }],
  nameAndInstallRegion: [nameAndInstallRegion, { name: "acme", "install-region": "eu" }],
  platform: [platform, { platform: "react" }],
  neon: [neon, { region: "sin1", auth: false, size: 56, tags: ["web"] }],
  mongodbAtlas: [mongodbAtlas, { vercelRegion: "hnd1", clusterTier: "FREE" }],
  upstashKv: [upstashKv, { primaryRegion: "fra1", prodPack: true }],
  domain: [domain, { domain: "shop.example" }],
} as const;
