// IntegrationStore: its arguments and outputs with their documentation, the table of its arguments, and its state.
import {
  type ArgumentSpec,
  boolean,
  type MemberIssue,
  matching,
  nonEmptyString,
  object,
  teamReference,
} from "./argument-spec";
import type { NameList } from "./computed-outputs";
import { type Duration, toSeconds } from "./duration";
import { containsUnknown, isRecord, isSame } from "./values";

/** A value of a store's metadata. The API accepts neither null nor nested objects. */
export type MetadataValue = string | number | boolean | string[] | number[];
/** Settings of a product, by the names in its schema. */
export type Metadata = Record<string, MetadataValue>;

/** How long to wait for a store. */
export interface StoreTimeouts {
  /** Until it is ready. */
  create?: Duration;
  /** Until it is gone. */
  delete?: Duration;
}

/** A billing plan as a store's state keeps it. */
export interface BillingPlan {
  /** The partner's id of the plan, such as `free_v3`. */
  id: string;
  /** The plan's display name, such as `Free`. */
  name: string;
  /** `subscription` or `prepayment`. */
  type: string;
  /** The price as the partner words it, such as `$19.00/month`; empty for a free plan. */
  cost: string;
  /**
   * `installation` if all stores of the installation share the plan: a change of it changes the price of all of them.
   * Absent for a plan of this store alone.
   *
   * API: `billingPlan.scope`.
   */
  scope?: "installation";
}

/** The arguments of an IntegrationStore, once every output in them is resolved. */
export interface StoreArguments {
  /**
   * The integration: its slug (`neon`) or id (`oac_…`). Required unless `integrationConfigurationId` is given.
   *
   * Slug and id of one integration are equal. Preview fails if it is not installed in the team.
   * API: `slug` or `integrationId` of `GET /v1/integrations/configurations`.
   */
  integration?: string;
  /**
   * The installation: `icfg_…`. Required only if the team has several installations of the integration.
   *
   * API: `integrationConfigurationId` of `POST /v1/storage/stores/integration/direct`.
   * @default the team's only installation of the integration
   */
  integrationConfigurationId?: string;
  /**
   * The product: its slug or id (`iap_…`).
   *
   * Preview fails, with the valid values, if the product does not exist or if the integration has several and none is
   * given.
   * API: `integrationProductIdOrSlug`.
   * @default the integration's only product
   */
  product?: string;
  /**
   * Name of the store: 1 to 128 of `A-Z a-z 0-9 _ -`. The default is fixed at creation.
   *
   * The API cannot rename a store. Characters of the default that the API does not accept become `-`, and a hash is
   * added. Preview fails if the product does not accept the name of a new store, and warns if the team has a store of
   * this name: Vercel may reject a second one.
   * API: `name`.
   * @default `<project>-<stack>-<logical name>`
   */
  name?: string;
  /**
   * Settings of the product, such as `{ region: "iad1" }`. Validated at preview against the product's schema.
   *
   * Properties that the server adds are not drift. Together with `protocolSettings` at most 8 KiB as JSON.
   * API: `metadata`.
   * @default `{}`
   */
  metadata?: Metadata;
  /**
   * The billing plan. If omitted, the server picks a free plan at creation, and the store keeps the plan that it has.
   *
   * Preview fails if the product has no free plan and none is given.
   * API: `billingPlanId`; plans come from `GET …/products/{product}/plans`.
   * @default a free plan
   */
  billingPlanId?: string;
  /**
   * The payment method (`pm_…`) of a paid plan. Used only when the store is created.
   *
   * API: `paymentMethodId`.
   * @default the team's default payment method
   */
  paymentMethodId?: string;
  /**
   * The amount to pay in advance for a prepayment plan, in US cents, 50 or more. Used only when the store is created.
   *
   * Preview fails if the plan requires an amount and none is given, or if the plan does not accept it.
   * API: `prepaymentAmountCents`.
   */
  prepaymentAmountCents?: number;
  /**
   * An id of your own, passed to the partner unchanged.
   *
   * API: `externalId`.
   */
  externalId?: string;
  /**
   * Settings of the product's protocols, passed on unchanged.
   *
   * API: `protocolSettings`.
   */
  protocolSettings?: Record<string, unknown>;
  /**
   * The team: `team_…` or its slug. Resolved to an id once; slug and id of one team are equal.
   *
   * API: `teamId` or `slug` of every request.
   * @default the account's team
   */
  teamId?: string;
  /**
   * The id of an existing store to manage instead of creating one. Fails if the store differs in an argument whose change
   * would replace it.
   *
   * Used only when the resource is created, for example after an interrupted run. Cannot be combined with
   * `deleteBeforeReplace: false`. To rename a resource or move it to another provider, use `aliases`: the engine
   * deletes what the program no longer declares, and the store with it.
   */
  adopt?: string;
  /**
   * Whether a change that requires a new store may delete this one and its data.
   *
   * Without it such a change fails at preview.
   * @default `false`
   */
  allowReplacement?: boolean;
  /**
   * Whether to delete the store although projects are connected to it. They are disconnected first and lose its variables.
   * Takes effect after the next `pulumi up`, which writes it to the state.
   *
   * @default `false`
   */
  forceDestroy?: boolean;
  /**
   * How long to wait until the store is ready (`create`) or gone (`delete`): seconds, or a string such as `"10m"`.
   *
   * The resource option `customTimeouts` stands for members that are not given, except its `update` and `read`.
   * A store that is not ready in time stays in the state, and the next `pulumi up` continues waiting.
   * @default `"10m"` each
   */
  timeouts?: StoreTimeouts;
}

/** The outputs of an IntegrationStore: its arguments as resolved, and what the API returns. */
export interface StoreOutputs extends StoreArguments {
  /** The installation: `icfg_…`. */
  integrationConfigurationId: string;
  /** The store's name at Vercel. */
  name: string;
  /** The team's id: `team_…`. */
  teamId: string;
  /** The integration's id: `oac_…`. */
  integrationId: string;
  /** The integration's slug. */
  integrationSlug: string;
  /** The product's id: `iap_…`. */
  productId: string;
  /** The product's slug. */
  productSlug: string;
  /** The team's slug, if the program or the account names the team by its slug. */
  teamSlug?: string;
  /** The plan of the store. Known at preview. */
  billingPlan: BillingPlan;
  /** The status of the store at Vercel: `available` once it can be used. */
  status: string;
  /** The partner's own id of the resource. */
  externalResourceId: string;
  /** The store's page in the Vercel dashboard. */
  dashboardUrl: string;
  /**
   * A link to the store in the partner's console, with Vercel's single sign-on.
   *
   * To the installation while Vercel does not know the partner's id of the store. Not in the state: it is made of other
   * outputs.
   */
  consoleUrl?: string;
  /**
   * Who owns the store at the partner: `owned`, `linked`, or `sandbox` for one that nobody has claimed yet.
   *
   * The creation and every later update of a sandbox warn with a link to claim it, and `pulumi refresh` warns too. Absent
   * if Vercel does not tell, and in states of older versions until the next refresh.
   * API: `ownership`.
   */
  ownership?: string;
  /**
   * When the secrets were last rotated at Vercel or the partner, such as `2026-11-02T09:30:00.000Z`.
   *
   * `pulumi refresh` says once that it moved, and `secrets` then has the new values. If they cannot be read, this time and
   * the known values stay as they are. Absent if Vercel does not tell.
   * API: `secretRotationCompletedAt`.
   */
  secretRotationCompletedAt?: string;
  /** Names of the connection details, sorted. */
  secretNames: string[];
  /** Connection details by name. Empty, with a warning, if the token may not read values. */
  secrets: Record<string, string>;
}

/**
 * What the resolution adds to the checked inputs. Known at preview and stable afterwards. Absent in the inputs of a run
 * that could not reach the API, and in states of older versions.
 */
export type ResolvedFields = Partial<Pick<StoreOutputs, (typeof resolvedFieldNames)[number]>>;

export const resolvedFieldNames = [
  "integrationId",
  "integrationSlug",
  "teamSlug",
  "productId",
  "productSlug",
  "billingPlan",
] as const satisfies readonly (keyof StoreOutputs)[];

/** What the API returns about a store. `secrets` is absent until the values were requested once. */
export type StoreFacts = Partial<
  Pick<StoreOutputs, Exclude<(typeof factNames)[number], "secretNames"> | "secrets"> & { secretNames: NameList }
>;

export const factNames = [
  "status",
  "externalResourceId",
  "dashboardUrl",
  "ownership",
  "secretRotationCompletedAt",
  "secretNames",
] as const satisfies readonly (keyof StoreOutputs)[];

/** What check returns: the arguments with what they resolve to. */
export type StoreInputs = StoreArguments & ResolvedFields & { [RETAIN_KEY]?: true };

/** What later runs need to know about a store. Persisted in the state, and not for programs. */
export interface StoreNotes {
  /**
   * A random string that tells the resources of one stack apart: two that adopted the same store are equal otherwise.
   * Made by create, kept by update and read. States of 0.1.0 get it at their next update or read, those of an import
   * file that contains only an id at their next update.
   */
  ownerToken?: string;
  /** Arguments as the server returns them, where that differs from the inputs. `null`: it does not return the key. */
  serverForm?: ServerForm;
  /**
   * Keys of `metadata` that were read from the server and that no program has set: a program may omit them. Stays until
   * an update has succeeded, and says that the store existed before the resource.
   */
  importedMetadata?: string[];
  /** Names of the connection details whose values could not be read. Every later update and refresh tries again. */
  unreadSecrets?: string[];
  /** What a refresh found changed at Vercel and no argument may show, as it was before. The next update accepts it. */
  changedOutside?: OutsideChanges;
  /** Whether the store may be another one than the one that the creation asked for. Deleting it requires `forceDestroy`. */
  doubtful?: true;
}

export interface OutsideChanges {
  name?: string;
  /** The id of the plan. */
  billingPlan?: string;
  status?: string;
}

export interface ServerForm {
  name?: string;
  billingPlanId?: string;
  metadata?: Record<string, unknown>;
}

export const noteNames = [
  "ownerToken",
  "serverForm",
  "importedMetadata",
  "unreadSecrets",
  "changedOutside",
  "doubtful",
] as const satisfies readonly (keyof StoreNotes)[];

/** The outputs in the state: the checked inputs under the same keys, and what the API returns. */
export type StoreState = StoreInputs & StoreFacts & StoreNotes & { stateVersion?: number };

/** The status of a store that can be used. */
export const AVAILABLE = "available";

/** The shape of the outputs that this version writes. Every later version must read every earlier shape. */
export const STATE_VERSION = 2;

/** Outputs with secret values: encrypted in the state and never printed. */
export const SECRET_OUTPUTS = ["secrets"] as const satisfies readonly (keyof StoreOutputs)[];

/** What the constructor sends besides the arguments. check uses it while a store has no name, and removes it. */
export const DEFAULT_NAME_KEY = "defaultName";

/**
 * What the constructor sends, as `true`, with the option `retainOnDelete`. It is kept in the inputs: the engine follows
 * the option as it was when the store was last updated.
 */
export const RETAIN_KEY = "retainOnDelete";

/**
 * What the constructor sends, as `true`, if `ignoreChanges` has the name: the two checks of a replacement then have
 * different names. check removes it.
 */
export const IGNORES_NAME_KEY = "ignoresName";

/** How long to wait for a store where `timeouts` does not say. */
export const DEFAULT_TIMEOUT_SECONDS = 600;

/** The largest `metadata` and `protocolSettings` together, as JSON: an error message must be able to carry the state. */
export const MAX_SETTINGS_BYTES = 8 * 1024;

type Spec = ArgumentSpec<keyof ResolvedFields>;

/** The arguments, one row each. Code, tests and README read this table. */
export const storeSpecs = {
  integration: {
    validate: nonEmptyString,
    change: "replace",
    aliases: ["integrationId", "integrationSlug"],
    carryOver: true,
    invalidates: ["integrationId", "integrationSlug", "productId", "productSlug", "billingPlan"],
    display: "value",
  },
  integrationConfigurationId: {
    validate: matching(
      /^icfg_[A-Za-z0-9]+$/,
      "must be the id of an installation (icfg_…). For a slug, use integration instead",
    ),
    change: "replace",
    carryOver: true,
    invalidates: ["integrationId", "integrationSlug", "productId", "productSlug", "billingPlan"],
    display: "value",
  },
  product: {
    validate: nonEmptyString,
    change: "replace",
    aliases: ["productId", "productSlug"],
    carryOver: true,
    invalidates: ["productId", "productSlug", "billingPlan"],
    display: "value",
  },
  name: { validate: existingStoreName, change: "replace", carryOver: true, display: "value" },
  metadata: {
    validate: (value) => (isRecord(value) ? undefined : "must be an object of settings, such as { region: … }"),
    validateMembers: metadataMembers,
    change: "replace",
    // The API is asked again, for plans may depend on metadata, but nothing that was resolved becomes invalid.
    invalidates: [],
    isEqual: (a, b) => isSame(a ?? {}, b ?? {}),
    display: "offered",
  },
  billingPlanId: {
    validate: nonEmptyString,
    change: "replace",
    aliases: ["billingPlan"],
    invalidates: ["billingPlan"],
    // A program that names no plan keeps the one that the store has.
    isEqual: (_, plan) => plan === undefined,
    display: "value",
  },
  paymentMethodId: { validate: nonEmptyString, change: "in place, no request", display: "never" },
  prepaymentAmountCents: {
    validate: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= 50
        ? undefined
        : "must be a whole number of cents, 50 or more",
    change: "in place, no request",
    display: "never",
  },
  externalId: { validate: nonEmptyString, change: "replace", display: "never" },
  protocolSettings: { validate: object, change: "replace", display: "never" },
  teamId: {
    validate: teamReference,
    change: "replace",
    aliases: ["teamSlug"],
    carryOver: true,
    invalidates: ["integrationId", "integrationSlug", "teamSlug", "productId", "productSlug", "billingPlan"],
    display: "value",
  },
  adopt: {
    validate: matching(/^[A-Za-z]+_[A-Za-z0-9]+$/, "must be the id of a store, such as store_… or ir_…"),
    change: "in place, no request",
    display: "value",
  },
  allowReplacement: { validate: boolean, change: "in place, no request", display: "value" },
  forceDestroy: { validate: boolean, change: "in place, no request", display: "value" },
  timeouts: {
    validate: (value) => (isRecord(value) ? undefined : "must be an object: { create?, delete? }"),
    validateMembers: timeoutMembers,
    change: "in place, no request",
    isEqual: (a, b) => isSame(timeoutSeconds(a), timeoutSeconds(b)),
    display: "value",
  },
} as const satisfies Record<keyof StoreArguments, Spec>;

export type StoreArgumentName = keyof StoreArguments;

export const storeArgumentNames = Object.keys(storeSpecs) as StoreArgumentName[];

/** Arguments that the creation passes to the API under their own names. */
export const passThroughArguments = [
  "billingPlanId",
  "paymentMethodId",
  "prepaymentAmountCents",
  "externalId",
  "protocolSettings",
] as const satisfies readonly StoreArgumentName[];

/** Every output besides the arguments. The constructor must send a key for each: only those exist in a program. */
export const storeOutputNames = [...resolvedFieldNames, ...factNames, "secrets"] as const;

/** Seconds of both timeouts. A malformed one stays as it is, so that it differs from every other. */
export function timeoutSeconds(timeouts: unknown): { create: unknown; delete: unknown } {
  const given = isRecord(timeouts) ? timeouts : {};
  const seconds = (value: unknown) =>
    value === undefined ? DEFAULT_TIMEOUT_SECONDS : (toSeconds(value as Duration) ?? value);
  return { create: seconds(given.create), delete: seconds(given.delete) };
}

/** A store that exists may have any name: the dashboard accepts more than the API does. */
function existingStoreName(value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a string";
  if (value.length < 1 || value.length > 128) return `must have 1 to 128 characters; this one has ${value.length}`;
  return undefined;
}

/** Products whose stores have stricter names, by slug: the rules that the official command line checks. */
const namesOfProducts: Readonly<Record<string, { pattern: RegExp; problem: string }>> = {
  "aws-apg": {
    pattern: /^(?=.{1,50}$)[A-Za-z](-?[A-Za-z0-9])*$/,
    problem: "must have at most 50 letters, digits and single hyphens, begin with a letter, and not end with a hyphen",
  },
  "aws-dynamodb": { pattern: /^.{3,}$/, problem: "must have at least 3 characters" },
};

/** What is wrong with the name of a store that is to be created. Stricter rules count once the product is known. */
export function newStoreName(value: string, productSlug = ""): string | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(value)) return "must contain only A-Z, a-z, 0-9, _ and -";
  const rule = Object.hasOwn(namesOfProducts, productSlug) ? namesOfProducts[productSlug] : undefined;
  return rule === undefined || rule.pattern.test(value) ? undefined : `${rule.problem}, for ${productSlug}`;
}

function metadataMembers(metadata: unknown): MemberIssue[] {
  return Object.entries(metadata as Record<string, unknown>)
    .filter(([, value]) => value !== undefined && !containsUnknown(value) && !isMetadataValue(value))
    .map(([key]) => ({
      member: `.${key}`,
      problem: "must be a string, number, boolean, list of strings or list of numbers",
    }));
}

function isMetadataValue(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.every((member) => typeof member === "string") || value.every((member) => Number.isFinite(member));
  }
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function timeoutMembers(timeouts: unknown): MemberIssue[] {
  return Object.entries(timeouts as Record<string, unknown>).flatMap(([key, value]): MemberIssue[] => {
    const member = `.${key}`;
    if (key !== "create" && key !== "delete") {
      return [{ member, problem: "is not a timeout. The timeouts are create and delete" }];
    }
    if (value === undefined || containsUnknown(value)) return [];
    if ((typeof value === "number" || typeof value === "string") && toSeconds(value) !== undefined) return [];
    return [{ member, problem: 'must be a number of seconds, or a string such as "90s", "10m" or "1h"' }];
  });
}
