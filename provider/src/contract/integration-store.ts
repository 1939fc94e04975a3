// What an IntegrationStore is made of, as plain values: the arguments of a program, and the state of a store.

/** A value of a store's metadata, as the API takes it: no null, nothing nested. */
export type MetadataValue = string | number | boolean | string[] | number[];
export type Metadata = Record<string, MetadataValue>;

/** A plan of a product, as far as a store's state keeps it. */
export interface BillingPlan {
  /** The partner's id of the plan, such as `free_v3`. */
  id: string;
  /** The plan's name for people, such as `Free`. */
  name: string;
  /** `subscription` or `prepayment`. */
  type: string;
  /** The price as the partner words it, such as `$19.00/month`; empty for a free plan. */
  cost: string;
}

/** Seconds, or a text such as `"90s"`, `"10m"`, `"1h"`. */
export type Duration = number | string;

/** The arguments that a program gives, once every output in them is resolved. */
export interface StoreArguments {
  integration?: string;
  integrationConfigurationId?: string;
  product?: string;
  name?: string;
  metadata?: Metadata;
  billingPlanId?: string;
  paymentMethodId?: string;
  prepaymentAmountCents?: number;
  externalId?: string;
  protocolSettings?: Record<string, unknown>;
  teamId?: string;
  adopt?: string;
  allowReplacement?: boolean;
  forceDestroy?: boolean;
  timeouts?: { create?: Duration; delete?: Duration };
}

/**
 * What the resolution of the arguments adds to the checked inputs: known in the preview, stable afterwards. Absent in
 * the inputs of a run that could not ask the API, and in states of older versions.
 */
export interface ResolvedFields {
  integrationId?: string;
  integrationSlug?: string;
  /** The slug under which the program named the team, if it did. */
  teamSlug?: string;
  productId?: string;
  productSlug?: string;
  billingPlan?: BillingPlan;
}

/** What check returns: the arguments with what they resolve to. */
export type StoreInputs = StoreArguments & ResolvedFields;

/** What the server says of a store. */
export interface StoreFacts {
  status?: string;
  externalResourceId?: string;
  dashboardUrl?: string;
  secretNames?: string[];
  /** Connection details by name. Absent until they were asked for once: that is how an unfinished store is known. */
  secrets?: Record<string, string>;
}

/** The outputs of a store in the state: its checked inputs under the same keys, and what the server says. */
export type StoreState = StoreInputs & StoreFacts & { stateVersion?: number };

/** The shape of the outputs that this version writes. Every later version must read every earlier shape. */
export const STATE_VERSION = 1;

/** Outputs that hold values, not names: encrypted in the state and never printed. */
export const SECRET_OUTPUTS = ["secrets"] as const;

/** What the constructor sends besides the arguments; check uses it only while a store has no name, and drops it. */
export const DEFAULT_NAME_KEY = "defaultName";
