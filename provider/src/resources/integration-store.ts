// IntegrationStore: a store of a Marketplace integration, as a resource of a program.
import * as pulumi from "@pulumi/pulumi";
import {
  type BillingPlan,
  DEFAULT_NAME_KEY,
  type Duration,
  type MetadataValue,
  SECRET_OUTPUTS,
} from "../contract/integration-store";
import { INTEGRATION_STORE_TYPE, PROVIDER_KEY, providerText } from "../contract/resource-types";
import { storeArgumentNames } from "../contract/store-arguments";
import { storeOutputNames } from "../contract/store-outputs";
import { defaultName } from "./default-name";

/** The arguments of an {@link IntegrationStore}. */
export interface IntegrationStoreArgs {
  /**
   * The integration: its slug, such as `neon`, or its id (`oac_…`). Required unless `integrationConfigurationId` is
   * given. A change replaces the store; slug and id of one integration are equal. Refused at preview when it is not
   * installed in the team.
   * API: `slug` or `integrationId` of `GET /v1/integrations/configurations`.
   */
  integration?: pulumi.Input<string | undefined>;
  /**
   * Which installation, when the team has several of the integration: `icfg_…`. Default: the only one. A change
   * replaces the store.
   * API: `integrationConfigurationId` of `POST /v1/storage/stores/integration/direct`.
   */
  integrationConfigurationId?: pulumi.Input<string | undefined>;
  /**
   * The product: its slug or id (`iap_…`). Default: the only one that the integration offers. A change replaces the
   * store. Refused at preview, with what there is, when it is unknown or has to be chosen.
   * API: `integrationProductIdOrSlug`.
   */
  product?: pulumi.Input<string | undefined>;
  /**
   * Name of the store: 1 to 128 of `A-Z a-z 0-9 _ -`. Default: `<project>-<stack>-<logical name>`; once the store
   * exists, the default never moves. A change replaces the store: the API cannot rename one.
   * API: `name`.
   */
  name?: pulumi.Input<string | undefined>;
  /**
   * The product's own settings, such as `{ region: "iad1" }`. What the server adds by itself is no change. A change
   * replaces the store.
   * API: `metadata`.
   */
  metadata?: pulumi.Input<Record<string, pulumi.Input<MetadataValue>> | undefined>;
  /**
   * The billing plan. Default: the server picks a free one, and preview fails where there is none; later, whatever plan
   * the store has is kept. A change replaces the store.
   * API: `billingPlanId`; plans come from `GET …/products/{product}/plans`.
   */
  billingPlanId?: pulumi.Input<string | undefined>;
  /**
   * The payment method (`pm_…`) of a paid plan. Default: the team's. Used by the creation only; a change is noted in
   * the state, without a request.
   * API: `paymentMethodId`.
   */
  paymentMethodId?: pulumi.Input<string | undefined>;
  /**
   * What a prepayment plan is charged with, in cents of USD, 50 or more. Used by the creation only; a change is noted
   * in the state, without a request. Refused at preview when the plan needs it, or when it is out of the plan's range.
   * API: `prepaymentAmountCents`.
   */
  prepaymentAmountCents?: pulumi.Input<number | undefined>;
  /** An id of your own, handed to the partner as it is. A change replaces the store. API: `externalId`. */
  externalId?: pulumi.Input<string | undefined>;
  /**
   * Settings of the product's protocols, handed on as they are. A change replaces the store. API: `protocolSettings`.
   */
  protocolSettings?: pulumi.Input<Record<string, unknown> | undefined>;
  /**
   * The team: `team_…`, or its slug. Default: the account's team. Resolved to an id once; only another id replaces the
   * store.
   * API: `teamId` and `slug` of every request.
   */
  teamId?: pulumi.Input<string | undefined>;
  /**
   * The id of an existing store to take over instead of creating one, for example after a run that was cut off.
   * Refused, with the differences, when the store is not the one that the other arguments describe. Read by the
   * creation only. Cannot be combined with `deleteBeforeReplace: false`. To give a resource another name or provider, use
   * `aliases` instead: the engine deletes what the program no longer declares, and the store with it.
   */
  adopt?: pulumi.Input<string | undefined>;
  /**
   * Whether a change that needs a new store may destroy this one with its data. Default: false; such a change is then
   * refused at preview. A change of this argument is noted in the state, without a request.
   */
  allowReplacement?: pulumi.Input<boolean | undefined>;
  /**
   * Whether to delete the store even while projects use it: they are disconnected first, and lose its variables.
   * Default: false. It counts once it is in the state, that is after a `pulumi up`.
   */
  forceDestroy?: pulumi.Input<boolean | undefined>;
  /**
   * How long to wait, once the creation or deletion was accepted, until the store is ready (`create`) or gone
   * (`delete`): seconds, or a text such as `"10m"`. Default: ten minutes each. A store that is not ready in time is kept; the next `pulumi up` goes on waiting.
   */
  timeouts?: pulumi.Input<{ create?: pulumi.Input<Duration>; delete?: pulumi.Input<Duration> } | undefined>;
}

/**
 * A store that Vercel sells through its Marketplace: a Neon database, an Upstash Redis, and so on.
 *
 * `pulumi up` finds the installation, product and plan, creates the store once, waits until it is ready, and hands its
 * connection details to the program as secrets.
 *
 * @example
 * const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
 * export const databaseUrl = db.secrets.apply((secrets) => secrets.DATABASE_URL);
 */
export class IntegrationStore extends pulumi.CustomResource {
  /** The integration, as the program names it. */
  declare readonly integration: pulumi.Output<string | undefined>;
  /** The integration's id: `oac_…`. */
  declare readonly integrationId: pulumi.Output<string>;
  /** The integration's slug. */
  declare readonly integrationSlug: pulumi.Output<string>;
  /** The installation: `icfg_…`. */
  declare readonly integrationConfigurationId: pulumi.Output<string>;
  /** The product, as the program names it. */
  declare readonly product: pulumi.Output<string | undefined>;
  /** The product's id: `iap_…`. */
  declare readonly productId: pulumi.Output<string>;
  /** The product's slug. */
  declare readonly productSlug: pulumi.Output<string>;
  /** The store's name at Vercel. */
  declare readonly name: pulumi.Output<string>;
  /** The product's settings, as the program gives them. */
  declare readonly metadata: pulumi.Output<Record<string, MetadataValue> | undefined>;
  /** The plan that the program asks for. */
  declare readonly billingPlanId: pulumi.Output<string | undefined>;
  /** The plan that the store has. */
  declare readonly billingPlan: pulumi.Output<BillingPlan>;
  declare readonly paymentMethodId: pulumi.Output<string | undefined>;
  declare readonly prepaymentAmountCents: pulumi.Output<number | undefined>;
  declare readonly externalId: pulumi.Output<string | undefined>;
  declare readonly protocolSettings: pulumi.Output<Record<string, unknown> | undefined>;
  /** The team's id: `team_…`. */
  declare readonly teamId: pulumi.Output<string>;
  /** The team's slug, where a slug was given. */
  declare readonly teamSlug: pulumi.Output<string | undefined>;
  declare readonly adopt: pulumi.Output<string | undefined>;
  declare readonly allowReplacement: pulumi.Output<boolean | undefined>;
  declare readonly forceDestroy: pulumi.Output<boolean | undefined>;
  declare readonly timeouts: pulumi.Output<{ create?: Duration; delete?: Duration } | undefined>;
  /** The store's state at Vercel: `available` once it can be used. */
  declare readonly status: pulumi.Output<string>;
  /** The partner's own id of the resource. */
  declare readonly externalResourceId: pulumi.Output<string>;
  /** The store's page in the Vercel dashboard. */
  declare readonly dashboardUrl: pulumi.Output<string>;
  /** Names of the connection details, sorted. */
  declare readonly secretNames: pulumi.Output<string[]>;
  /**
   * Connection details by name, as a secret. Holds what Vercel hands out: empty, with a warning, where the token may
   * not read values.
   */
  declare readonly secrets: pulumi.Output<Record<string, string>>;

  /**
   * Looks up a store that exists, without managing it. Fails when there is none of that id in the account's team.
   *
   * @param id The store's id, such as `store_…` or `ir_…`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): IntegrationStore {
    return new IntegrationStore(name, undefined, { ...opts, id });
  }

  /** Whether a value is an IntegrationStore, also of another installed copy of this package. */
  static override isInstance(value: unknown): value is IntegrationStore {
    if (typeof value !== "object" || value === null) return false;
    return (value as { __pulumiType?: unknown }).__pulumiType === INTEGRATION_STORE_TYPE;
  }

  constructor(name: string, args: IntegrationStoreArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const isLookUp = opts.id !== undefined;
    if (args?.adopt !== undefined && opts.deleteBeforeReplace === false) {
      // Forced to be replaced, it would adopt its own original, which the engine deletes next.
      throw new Error(
        `IntegrationStore ${name}: adopt cannot be combined with deleteBeforeReplace: false. Leave one of them out.`,
      );
    }
    const props: pulumi.Inputs = {
      ...outputs,
      ...args,
      [PROVIDER_KEY]: providerText("integrationStore"),
      [DEFAULT_NAME_KEY]: isLookUp ? undefined : defaultName(pulumi.getProject(), pulumi.getStack(), name),
    };
    super(INTEGRATION_STORE_TYPE, name, props, {
      deleteBeforeReplace: true,
      ...opts,
      additionalSecretOutputs: [...SECRET_OUTPUTS, ...(opts.additionalSecretOutputs ?? [])],
    });
  }
}

/** An output exists in a program only where the constructor sends its key. */
const outputs: Readonly<Record<string, undefined>> = Object.fromEntries(
  [...storeArgumentNames, ...storeOutputNames].map((key) => [key, undefined]),
);
