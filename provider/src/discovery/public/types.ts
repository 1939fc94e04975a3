// What the list functions and `discover` return. Types alone: a program that uses them must not need those of zod.

/** An integration that a team has installed. */
export interface MarketplaceInstallation {
  /** `icfg_…`: the `integrationConfigurationId` of a store. */
  id: string;
  /** The integration's slug, such as `neon`: the `integration` of a store. */
  integration: string;
  /** `oac_…` */
  integrationId: string;
  /** The integration's display name, such as `Neon`. */
  name: string;
  /** Its state as the API names it, such as `ready` or `suspended`. */
  state: string;
  /** Whether it accepts new stores. */
  ready: boolean;
  /** Date and time in ISO 8601; absent if the API omits it. */
  installedAt?: string;
}

/** A product of an integration. Every store is of one product. */
export interface MarketplaceProduct {
  /** `iap_…` */
  id: string;
  /** The `product` of a store, such as `upstash-kv`. */
  slug: string;
  /** The display name, such as `Upstash for Redis`. */
  name: string;
  /** The properties that the `metadata` of a store can have, in the order of Vercel's form. */
  metadata: MetadataSetting[];
}

/** One property of a store's `metadata`. */
export interface MetadataSetting {
  /** The name of the property. */
  key: string;
  /** Absent if this version does not know the type that the partner's schema has. */
  type?: "string" | "number" | "boolean" | "string[]" | "number[]" | "array";
  /** A new store must have it. */
  required: boolean;
  /** The valid values; for a list, the valid members. Absent if every value of the type and range is valid. */
  options?: {
    /** What the program says. */
    value: string;
    /** What Vercel's form shows instead. */
    label?: string;
  }[];
  /** Such as `1 to 56`: the range of a number, of a string's length or of a list's length. */
  range?: string;
  /** The regular expression that a string must match. */
  pattern?: string;
  /** What Vercel's form preselects. A store that a program creates does not get it. */
  default?: unknown;
  /** Only paid plans include it. */
  paidOnly: boolean;
  /** The heading in Vercel's form. */
  label?: string;
  /** The partner's explanation. */
  description?: string;
}

/** A billing plan of a product. */
export interface MarketplacePlan {
  /** The `billingPlanId` of a store. */
  id: string;
  /** The display name, such as `Launch`. */
  name: string;
  /** `subscription`, or `prepayment`: paid in advance with `prepaymentAmountCents`. */
  type: string;
  /** The price as the partner states it, such as `$19.00/month`; empty if it states none. */
  cost: string;
  /** Whether it requires no payment method. A store without `billingPlanId` gets the first such plan. */
  free: boolean;
  /** Whether a new store can have it. */
  available: boolean;
  /** The smallest prepayment, in cents. */
  minimumAmountCents?: number;
  /** The largest prepayment, in cents. */
  maximumAmountCents?: number;
}

/** An integration that a team has installed, or could install. */
export interface MarketplaceOffer {
  /** The slug, such as `neon`: the `integration` of a store. */
  integration: string;
  /** The display name. */
  name: string;
  /** One sentence of the partner; empty if the catalogue has none. */
  description: string;
  /** Titles, such as `Databases`. */
  categories: string[];
  /** What it sells. */
  products: {
    /** The `product` of a store. */
    slug: string;
    /** The display name. */
    name: string;
    /** One sentence of the partner. */
    description: string;
  }[];
  /** Whether the team has installed it. */
  installed: boolean;
}
