// The list functions: what a team can create, for programs.
import type { Session } from "../../account/session";
import { type AccountSettingName, accountSettings } from "../../contract/account-settings";
import type { Metadata } from "../../contract/integration-store";
import { digest } from "../../contract/values";
import { codeOf } from "../../errors/operation-error";
import { render } from "../../errors/render";
import { VercelError } from "../../vercel/errors";
import { type Account, readAccount } from "../../vercel/settings";
import { confidentialValues } from "../metadata/choices";
import { parseSchema } from "../metadata/parse";
import { describeInstallation, describePlan, describeProduct } from "./describe";
import type { MarketplaceInstallation, MarketplacePlan, MarketplaceProduct } from "./types";

/** The account to use. Options that are omitted are taken from the environment. */
export interface DiscoveryOptions {
  /** A Vercel token that can read the team's integrations. Default: `VERCEL_API_TOKEN`, or `VERCEL_TOKEN`. */
  apiToken?: string;
  /**
   * The team: `team_…` or its slug. Default: `VERCEL_TEAM`, `VERCEL_TEAM_ID`, or `VERCEL_ORG_ID` if it is a team's id,
   * else the default team of the token.
   */
  team?: string;
  /**
   * URL of the API. Default: `VERCEL_API_URL`, or `https://api.vercel.com`. `http://` to a host other than loopback
   * requires the environment variable `VERCEL_ALLOW_HTTP=1`.
   */
  apiUrl?: string;
}

/** An installation as `listInstallations` returns it, its id (`icfg_…`), or an integration with one installation. */
export type InstallationReference = string | Pick<MarketplaceInstallation, "id">;

export interface PlanOptions extends DiscoveryOptions {
  /** The metadata of the store: plans may depend on it. Default: none. */
  metadata?: Metadata;
}

/**
 * Lists the Marketplace integrations that a team has installed, in every state.
 *
 * The response is cached per account for five minutes. The request is also sent during a preview, which therefore requires
 * the API to be reachable.
 *
 * @throws {@link DiscoveryError} without a token, for an invalid option, and if the API rejects the request or cannot
 *   be reached.
 * @see https://vercel.com/docs/rest-api/integrations/get-configurations-for-the-authenticated-user-or-team
 */
export function listInstallations(options: DiscoveryOptions = {}): Promise<MarketplaceInstallation[]> {
  return discover(options, async (session, { lookupInstallations }) =>
    (await lookupInstallations(session)).map(describeInstallation),
  );
}

/**
 * Lists the products of an installation, each with the metadata properties of its stores.
 *
 * The response is cached per account for five minutes.
 *
 * @param installation - An installation, its id, or the slug of an integration with one installation.
 * @throws {@link DiscoveryError} as {@link listInstallations}; also if there is no such installation, or if it accepts
 *   no new stores. The message lists the valid values.
 * @see https://vercel.com/docs/rest-api/integrations/list-products-for-integration-configuration
 */
export function listProducts(
  installation: InstallationReference,
  options: DiscoveryOptions = {},
): Promise<MarketplaceProduct[]> {
  return discover(options, async (session, { lookupInstallation }) => {
    const { id } = await lookupInstallation(session, idOf(installation));
    const { products } = await session.catalogue.products(session.account.team, id);
    return products.map(describeProduct);
  });
}

/**
 * Lists the billing plans of a product, with their prices, for a store with this metadata.
 *
 * The response is cached per account, product and metadata for five minutes.
 *
 * @param installation - An installation, its id, or the slug of an integration with one installation.
 * @param product - The product's slug or id. Optional if the integration has one product.
 * @throws {@link DiscoveryError} as {@link listProducts}; also if there is no such product.
 * @see https://vercel.com/docs/rest-api/integrations/list-integration-billing-plans
 */
export function listPlans(
  installation: InstallationReference,
  product?: string,
  options: PlanOptions = {},
): Promise<MarketplacePlan[]> {
  return discover(options, async (session, { lookupInstallation, lookupProduct }) => {
    const { id, integrationId } = await lookupInstallation(session, idOf(installation));
    const { id: productId, metadataSchema } = await lookupProduct(session, id, product);
    const { metadata = {} } = options;
    const confidential = confidentialValues(parseSchema(metadataSchema), metadata);
    const request = { integrationId, integrationConfigurationId: id, productId, metadata, confidential };
    return (await session.catalogue.plans(session.account.team, request)).map(describePlan);
  });
}

function idOf(installation: InstallationReference): string {
  return typeof installation === "string" ? installation : installation.id;
}

/** One session per account, by a digest of its settings. */
const sessions = new Map<string, Session>();

/** Runs a list function with the account's session. Loads the API client, which other programs do not need. */
async function discover<Result>(
  options: DiscoveryOptions,
  list: (session: Session, lookups: typeof import("./lookup.js")) => Promise<Result>,
): Promise<Result> {
  try {
    const account = readOptions(options);
    const lookups = await import("./lookup.js");
    const { apiUrl, team, apiToken } = account;
    const key = digest([apiUrl, team, apiToken]);
    const session = sessions.get(key) ?? lookups.createSession(account);
    sessions.set(key, session);
    return await list(session, lookups);
  } catch (error) {
    throw new DiscoveryError(error);
  }
}

/** A list function that failed. The message says what failed, why, and what to do next. It contains no secret. */
export class DiscoveryError extends Error {
  /** Identifies the kind of failure, for example `integration-not-installed`. It is stable; the message is not. */
  readonly code: string;
  /** The HTTP status, if the API responded. */
  readonly status?: number;
  /** Vercel's id of the request, if the API responded. */
  readonly requestId?: string;

  constructor(error: unknown) {
    super(render(error), { cause: error });
    this.name = "DiscoveryError";
    this.code = codeOf(error);
    if (!VercelError.isInstance(error)) return;
    if (error.status !== undefined) this.status = error.status;
    if (error.requestId !== undefined) this.requestId = error.requestId;
  }
}

/** @throws {@link SettingsError} */
function readOptions(options: DiscoveryOptions): Account {
  const names = ["apiToken", "team", "apiUrl"] as const;
  const given = new Map(names.map((name) => [accountSettings[name].configKey as string, options[name]]));
  const nameOf = (option: AccountSettingName) => `options.${option}`;
  return readAccount({ config: (key) => given.get(key), environment: process.env, nameOf });
}
