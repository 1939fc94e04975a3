// The table of IntegrationStore's arguments: what each is, and what a change of it does. Code, tests and docs read it.
import type { StoreArguments } from "./integration-store";

/** `replace`: the API cannot change it, so a new store is made. `in place`: noted in the state, no request. */
export type ChangeClass = "replace" | "in place";

export interface ArgumentRow {
  readonly type: string;
  readonly change: ChangeClass;
  readonly default?: string;
  readonly doc: string;
}

export const storeArguments = {
  integration: {
    type: "string",
    change: "replace",
    doc: "The integration: its slug (`neon`) or id (`oac_…`). Required unless `integrationConfigurationId` is given.",
  },
  integrationConfigurationId: {
    type: "string",
    change: "replace",
    default: "the team's only installation of the integration",
    doc: "Which installation, when a team has several: `icfg_…`.",
  },
  product: {
    type: "string",
    change: "replace",
    default: "the integration's only product",
    doc: "The product: its slug or id (`iap_…`).",
  },
  name: {
    type: "string",
    change: "replace",
    default: "`<project>-<stack>-<logical name>`",
    doc: "Name of the store: 1 to 128 of `A-Z a-z 0-9 _ -`. The default never moves once the store exists.",
  },
  metadata: {
    type: "Record<string, string \\| number \\| boolean \\| string[] \\| number[]>",
    change: "replace",
    default: "`{}`",
    doc: "The product's own settings, such as a region.",
  },
  billingPlanId: {
    type: "string",
    change: "replace",
    default: "a free plan",
    doc: "The plan. Left out, the server picks a free one; later, whatever plan the store has is kept.",
  },
  paymentMethodId: {
    type: "string",
    change: "in place",
    default: "the team's default payment method",
    doc: "The payment method (`pm_…`) of a paid plan. Used by the creation only.",
  },
  prepaymentAmountCents: {
    type: "number",
    change: "in place",
    doc: "What a prepayment plan is charged with, in cents of USD, 50 or more. Used by the creation only.",
  },
  externalId: {
    type: "string",
    change: "replace",
    doc: "An id of your own, handed to the partner as it is.",
  },
  protocolSettings: {
    type: "Record<string, unknown>",
    change: "replace",
    doc: "Settings of the product's protocols, handed on as they are.",
  },
  teamId: {
    type: "string",
    change: "replace",
    default: "the account's team",
    doc: "The team: `team_…` or its slug. Resolved to an id once; only another id replaces the store.",
  },
  adopt: {
    type: "string",
    change: "in place",
    doc: "The id of an existing store to take over instead of creating one. Refused, with the differences, when it is another store than the program describes.",
  },
  allowReplacement: {
    type: "boolean",
    change: "in place",
    default: "`false`",
    doc: "A change that needs a new store may destroy this one and its data.",
  },
  forceDestroy: {
    type: "boolean",
    change: "in place",
    default: "`false`",
    doc: "Delete the store even while projects use it: they are disconnected first.",
  },
  timeouts: {
    type: "{ create?, delete? }",
    change: "in place",
    default: '`"10m"` each',
    doc: 'How long to wait, once the creation or deletion was accepted, until the store is ready or gone: seconds, or a text such as `"10m"`.',
  },
} as const satisfies Record<keyof StoreArguments, ArgumentRow>;

export type StoreArgumentName = keyof StoreArguments;

export const storeArgumentNames = Object.keys(storeArguments) as StoreArgumentName[];
