// The shape of the catalogue's data: partners, their products, plans, metadata and the secrets a store of them has.

/** What a store's metadata may hold: no null, nothing nested. */
export type MetadataValue = string | number | boolean | string[] | number[];
export type Metadata = Record<string, MetadataValue>;

/** One marketplace integration, as its partner registered it. */
export interface Partner {
  id: string;
  slug: string;
  name: string;
  shortDescription: string;
  tagIds: string[];
  /** False for integrations that are only connected to an account and sell nothing. */
  isMarketplace: boolean;
  products: Product[];
}

export interface Product {
  id: string;
  slug: string;
  name: string;
  shortDescription: string;
  primaryProtocol: "storage";
  metadataSchema: MetadataSchema;
  plans: CataloguePlan[];
  secrets: SecretTemplate[];
  /** The partner's own prefix of its secrets' names, which a connection's prefix takes the place of. */
  variablePrefix?: string;
  /** How the secrets route spells its keys: `data_DATABASE_URL` or `DATABASE_URL`. */
  secretKeys: "prefixed" | "plain";
  /** Keys that the partner adds to a store's metadata when `normaliseMetadata` is on. */
  ownMetadata: Metadata;
}

export interface BillingPlan {
  id: string;
  name: string;
  description: string;
  type: "subscription" | "prepayment";
  scope: "installation" | "resource";
  paymentMethodRequired: boolean;
  cost?: string;
  details?: { label: string; value?: string }[];
  highlightedDetails?: { label: string; value?: string }[];
  disabled?: boolean;
  /** Amounts in dollars, as decimal text; prepayment plans only. */
  initialCharge?: string;
  minimumAmount?: string;
  maximumAmount?: string;
  /** In dollars, as a number; subscription plans only. */
  preauthorizationAmount?: number;
}

export interface CataloguePlan extends BillingPlan {
  /** Offered only with these values; a key that the metadata does not have rules nothing out. */
  onlyWith?: Record<string, MetadataValue[]>;
}

/** A secret's name, and its value with `{words}`: each word is random, and one word is the same in all of a store's secrets. */
export interface SecretTemplate {
  name: string;
  template: string;
  frameworkPublishable?: boolean;
}

export interface MetadataSchema {
  type: "object";
  properties: Record<string, MetadataProperty>;
  required?: string[];
  "ui:order"?: string[];
}

type When = boolean | "create" | "update" | { expr: string };

export type Option = string | { value: string; label: string; description?: string; disabled?: When; hidden?: When };

export interface MetadataProperty {
  type: "string" | "number" | "boolean" | "array";
  "ui:control":
    | "input"
    | "toggle"
    | "slider"
    | "select"
    | "radio-button"
    | "multi-select"
    | "vercel-region"
    | "vercel-country"
    | "multi-vercel-region"
    | "domain"
    | "git-namespace";
  description?: string;
  default?: MetadataValue;
  enum?: string[];
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Pick<
    MetadataProperty,
    "description" | "enum" | "minLength" | "maxLength" | "pattern" | "minimum" | "maximum"
  > & { type: "string" | "number"; exclusiveMinimum?: number; exclusiveMaximum?: number };
  "ui:options"?: Option[];
  "ui:steps"?: number[];
  "ui:label"?: string;
  "ui:placeholder"?: string;
  "ui:description"?: string | { expr: string };
  "ui:formatted-value"?: { expr: string };
  "ui:hidden"?: When;
  "ui:read-only"?: When;
  "ui:disabled"?: When;
  "ui:paid-only"?: boolean;
}
