// Look-ups in the account's team, for the list functions and the command line. Responses are cached in the session.
import { Session, type SessionOptions } from "../../account/session";
import { omitUndefined } from "../../contract/values";
import type { Configuration, Product } from "../../vercel/api/integrations";
import { systemClock } from "../../vercel/clock";
import { type Account, readTimingSettings } from "../../vercel/settings";
import { lookupInstalled } from "../marketplace";
import { type Installation, isFromMarketplace } from "../resolve-installation";
import { resolveProduct } from "../resolve-product-and-plan";

export function createSession(account: Account, onPause?: SessionOptions["onPause"]): Session {
  const timings = readTimingSettings(process.env);
  const { catalogueMaxAgeSeconds } = timings;
  return new Session({ account, timings, clock: systemClock, catalogueMaxAgeSeconds, ...omitUndefined({ onPause }) });
}

/** The team's installations from the Marketplace. */
export async function lookupInstallations({ catalogue, account }: Session): Promise<Configuration[]> {
  return (await catalogue.installations(account.team)).filter(isFromMarketplace);
}

/** The installation of this id (`icfg_…`), or the only ready one of this integration. */
export async function lookupInstallation(session: Session, idOrIntegration: string): Promise<Installation> {
  const isId = idOrIntegration.startsWith("icfg_");
  const request = isId ? { integrationConfigurationId: idOrIntegration } : { integration: idOrIntegration };
  return lookupInstalled(session, { ...request, ...omitUndefined({ team: session.account.team }) });
}

/** The product of this slug or id; without one, the only product. */
export async function lookupProduct(
  { catalogue, account }: Session,
  installationId: string,
  idOrSlug: string | undefined,
): Promise<Product> {
  return resolveProduct(await catalogue.products(account.team, installationId), idOrSlug);
}
