// One account's view of the Marketplace: what it was told in this process is not asked for again.

import { Catalogue } from "../../account/catalogue";
import { readTimings, TIMINGS_VARIABLE } from "../../contract/timings";
import { canonicalText } from "../../contract/values";
import type { InstallationProducts } from "../../vercel/api/list-products";
import { systemClock } from "../../vercel/clock";
import { Traffic } from "../../vercel/rate-limiter";
import type { Configuration, Plan, Product } from "../../vercel/schemas";
import type { Account } from "../../vercel/settings";
import { Transport } from "../../vercel/transport";
import { findProduct } from "../find-product";
import type { Found } from "../found";
import { renderRefusal } from "../issue";
import { findInstallation, type Installation, isOfMarketplace } from "../resolve-installation";

/** What was looked for is not there. The message is a refusal in words: what there is instead, and what to do. */
export class NotOfferedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotOfferedError";
  }
}

export class Market {
  private readonly catalogue: Catalogue;

  constructor(readonly account: Account) {
    const timings = readTimings(process.env[TIMINGS_VARIABLE]);
    const traffic = new Traffic(timings.inFlight, systemClock);
    this.catalogue = new Catalogue(new Transport({ account, timings, traffic, clock: systemClock }));
  }

  /** What the team has installed from the Marketplace. */
  async installations(): Promise<Configuration[]> {
    return (await this.catalogue.installations(this.account.team)).filter(isOfMarketplace);
  }

  /** The installation of this id (`icfg_…`), or the only ready one of this integration. */
  async installation(idOrIntegration: string): Promise<Installation> {
    const { team } = this.account;
    const asked = idOrIntegration.startsWith("icfg_")
      ? { integrationConfigurationId: idOrIntegration }
      : { integration: idOrIntegration };
    const all = await this.catalogue.installations(team);
    return orThrow(findInstallation(all, { ...asked, ...(team === undefined ? {} : { team }) }));
  }

  products(installationId: string): Promise<InstallationProducts> {
    return this.catalogue.products(this.account.team, installationId);
  }

  /** The product of this slug or id; without one, the only product there is. */
  async product(installationId: string, idOrSlug: string | undefined): Promise<Product> {
    return orThrow(findProduct(await this.products(installationId), idOrSlug));
  }

  plans(
    installation: Pick<Installation, "id" | "integrationId">,
    productId: string,
    metadata: Record<string, unknown>,
  ): Promise<Plan[]> {
    return this.catalogue.plans({
      team: this.account.team,
      integrationId: installation.integrationId,
      productId,
      integrationConfigurationId: installation.id,
      metadata,
    });
  }
}

const markets = new Map<string, Market>();

/** The market of an account: the same one for the whole process. */
export function marketOf(account: Account): Market {
  const { apiUrl, team, apiToken } = account;
  const key = canonicalText([apiUrl, team ?? null, apiToken]);
  const known = markets.get(key) ?? new Market(account);
  markets.set(key, known);
  return known;
}

function orThrow<Value>(found: Found<Value>): Value {
  if (found.ok) return found.value;
  throw new NotOfferedError(renderRefusal(found.refusal));
}
