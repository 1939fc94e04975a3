// The types of the catalogue: integrations, products, plans, metadata schemas and secrets.

/** A value in the metadata of a store: not null, and not nested. */
export type MetadataValue = string | number | boolean | string[] | number[];
export type Metadata = Record<string, MetadataValue>;

/** An integration in the marketplace, as its partner registered it. */
export interface Partner {
  id: string;
  slug: string;
  name: string;
  shortDescription: string;
  tagIds: string[];
  /** False for external integrations, which sell nothing. */
  isMarketplace: boolean;
  /** Whether teams can install it. Default: as `isMarketplace`. */
  canInstall?: boolean;
  /** The page of its terms of service. */
  eulaDocUri?: string;
  privacyDocUri?: string;
  /** Its terms can only be accepted in a browser. */
  requiresBrowserInstall?: boolean;
  /** What an installation is configured with, beside the metadata of its stores. */
  metadataSchema?: MetadataSchema;
  products: Product[];
}

/** A category of the catalogue. Its id is in the `tagIds` of integrations and in the `tags` of products. */
export interface Category {
  id: string;
  slug: string;
  title: string;
}

export interface Product {
  id: string;
  slug: string;
  name: string;
  shortDescription: string;
  /** Ids of categories, and words. */
  tags?: string[];
  primaryProtocol: "storage";
  metadataSchema: MetadataSchema;
  plans: CataloguePlan[];
  secrets: SecretTemplate[];
  /** The partner's prefix in the names of the secrets. The prefix of a connection replaces it. */
  variablePrefix?: string;
  /** The keys of the secrets route: `data_DATABASE_URL` or `DATABASE_URL`. */
  secretKeys: "prefixed" | "plain";
  /** Metadata that the partner adds to a store when `normaliseMetadata` is on. */
  ownMetadata: Metadata;
  /** Whose its new stores are at the partner. Default: `owned`. */
  ownership?: Ownership;
}

/** Whose a store is at its partner. A sandbox is nobody's until a person claims it, which makes it `linked`. */
export type Ownership = "owned" | "linked" | "sandbox";

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
  /** Amounts in dollars, as decimal strings; prepayment plans only. */
  initialCharge?: string;
  minimumAmount?: string;
  maximumAmount?: string;
  /** In dollars; subscription plans only. */
  preauthorizationAmount?: number;
}

export interface CataloguePlan extends BillingPlan {
  /** The plan is offered only with these values. A key that the metadata does not have does not restrict it. */
  onlyWith?: Record<string, MetadataValue[]>;
}

/** A secret. Each `{word}` in the template is replaced with a random value, the same in all secrets of a store. */
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
