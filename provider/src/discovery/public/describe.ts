// What programs are told of the Marketplace: installations, products, their metadata and plans, in plain values.

import type { Option } from "../../contract/validation-issue";
import type { Configuration, Plan, Product } from "../../vercel/schemas";
import { optionsOf } from "../metadata/check-value";
import { rangeInWords } from "../metadata/limits";
import { parseSchema } from "../metadata/parse";
import type { MetadataProperty, ValueSchema } from "../metadata/schema";
import { isReady } from "../resolve-installation";
import { inCents } from "../resolve-product-and-plan";

/** An integration that a team has installed. */
export interface MarketplaceInstallation {
  /** `icfg_…`: the `integrationConfigurationId` of a store. */
  id: string;
  /** The integration's slug, such as `neon`: the `integration` of a store. */
  integration: string;
  /** `oac_…` */
  integrationId: string;
  /** The integration's name for people, such as `Neon`. */
  name: string;
  /** The API's word for its state, such as `ready` or `suspended`. */
  state: string;
  /** Whether it takes new stores. */
  ready: boolean;
  /** Date and time in ISO 8601; absent where the API does not say. */
  installedAt?: string;
}

/** A product of an integration: what a store can be. */
export interface MarketplaceProduct {
  /** `iap_…` */
  id: string;
  /** The `product` of a store, such as `upstash-kv`. */
  slug: string;
  /** The name for people, such as `Upstash for Redis`. */
  name: string;
  /** What the `metadata` of a store may and must hold, in the order of Vercel's own form. */
  metadata: MetadataSetting[];
}

/** One key of a store's `metadata`. */
export interface MetadataSetting {
  key: string;
  /** Absent where the partner's schema has a type that this version does not know. */
  type?: "string" | "number" | "boolean" | "string[]" | "number[]" | "array";
  /** A new store must have it. */
  required: boolean;
  /** Every value that can be chosen; for a list, every member. Absent where any value of the type and range will do. */
  options?: { value: string; label?: string }[];
  /** The range in words, such as `1 to 56`: of a number, of the characters of a text, or of the members of a list. */
  range?: string;
  /** The regular expression that a text must match. */
  pattern?: string;
  /** What Vercel's own form starts with. It is not filled in when a program creates a store. */
  default?: unknown;
  /** Only paid plans include it. */
  paidOnly: boolean;
  label?: string;
  description?: string;
}

/** A billing plan of a product. */
export interface MarketplacePlan {
  /** The `billingPlanId` of a store. */
  id: string;
  /** The name for people, such as `Launch`. */
  name: string;
  /** `subscription`, or `prepayment`: paid in advance, with a `prepaymentAmountCents`. */
  type: string;
  /** The price as the partner words it, such as `$19.00/month`; empty where there is none to tell. */
  cost: string;
  /** No payment method is needed. A store without a `billingPlanId` gets the first such plan. */
  free: boolean;
  /** Whether a new store can have it. */
  available: boolean;
  /** The least and the most that a prepayment takes, in cents. */
  minimumAmountCents?: number;
  maximumAmountCents?: number;
}

export function describeInstallation(configuration: Configuration): MarketplaceInstallation {
  const { id, slug, integrationId, integration, createdAt, status, disabledAt, deletedAt } = configuration;
  const state = deletedAt ? "uninstalled" : disabledAt ? "disabled" : (status ?? "ready");
  return {
    id,
    integration: slug,
    integrationId,
    name: integration?.name ?? slug,
    state,
    ready: !deletedAt && isReady(configuration),
    ...(createdAt === undefined ? {} : { installedAt: new Date(createdAt).toISOString() }),
  };
}

export function describeProduct({ id, slug, name, metadataSchema }: Product): MarketplaceProduct {
  const { properties } = parseSchema(metadataSchema);
  const shown = [...properties.values()].filter(({ hidden }) => !hidden);
  return { id, slug, name, metadata: shown.map(describeSetting) };
}

function describeSetting(property: MetadataProperty): MetadataSetting {
  const { key, required, value, paidOnly, label, description } = property;
  const type = typeInWords(value);
  const range = value.type === undefined ? "" : rangeInWords(value.bounds, value.type);
  const options: { options?: Option[] } = optionsOf(value.choices ?? value.members?.choices);
  return {
    key,
    ...(type === undefined ? {} : { type }),
    required,
    ...options,
    ...(range === "" ? {} : { range }),
    ...(value.pattern === undefined ? {} : { pattern: value.pattern }),
    ...(property.default === undefined ? {} : { default: property.default }),
    paidOnly,
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
  };
}

function typeInWords({ type, members }: ValueSchema): MetadataSetting["type"] {
  if (type !== "array") return type;
  return members?.type === "string" || members?.type === "number" ? `${members.type}[]` : "array";
}

export function describePlan(plan: Plan): MarketplacePlan {
  const { id, name, type, cost, paymentMethodRequired, disabled } = plan;
  const lowest = inCents(plan.minimumAmount);
  const highest = inCents(plan.maximumAmount);
  return {
    id,
    name,
    type,
    cost: cost ?? "",
    free: paymentMethodRequired === false,
    available: !disabled,
    ...(lowest === undefined ? {} : { minimumAmountCents: lowest }),
    ...(highest === undefined ? {} : { maximumAmountCents: highest }),
  };
}
