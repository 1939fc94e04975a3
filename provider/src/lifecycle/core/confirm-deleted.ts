// When a store may be called gone. A wrong team, token or address must never read as "deleted".

import type { Session } from "../../account/session";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import { StoreError, tokenOrigin } from "./operation";

export interface Missing {
  id: string;
  name: string;
  team: string | undefined;
  integrationConfigurationId: string | undefined;
}

/** Whether an error of a look by id says that there is no such store. */
export function saysNotThere(error: unknown): boolean {
  return VercelError.isInstance(error) && (error.status === 404 || error.status === 410);
}

/**
 * Judges a store that was not found by its id. Gone means: the same token sees the store's installation, can list the
 * team's stores, and the id is not among them. Throws in every other case, saying whose team was looked in.
 * Returns the store where the list still shows it.
 */
export async function confirmGone(session: Session, missing: Missing): Promise<Store | undefined> {
  const where = missing.team === undefined ? "the token's default team" : `team ${missing.team}`;
  const notFound = `${missing.name} (${missing.id}) was not found in ${where}`;
  const stores = await orRefuse(session.stores.fresh(missing.team), (why) => {
    return `${notFound}, but the token cannot list that team's stores (${why}), so it is not taken as deleted. ${tokenOrigin(session.account)}`;
  });
  const listed = stores.stores.find(({ id }) => id === missing.id);
  if (listed !== undefined) return listed;
  const installations = await orRefuse(session.catalogue.installations(missing.team), (why) => {
    return `${notFound}, but the token cannot list that team's installations (${why}), so it is not taken as deleted. ${tokenOrigin(session.account)}`;
  });
  const { integrationConfigurationId: installation } = missing;
  if (installation === undefined) {
    throw new StoreError(
      `${notFound}, but its state does not say in which installation it was, so it is not taken as deleted. ` +
        `${tokenOrigin(session.account)} If it is gone, remove it from the state with \`pulumi state delete\`.`,
    );
  }
  if (installations.some(({ id }) => id === installation)) return undefined;
  throw new StoreError(
    `${notFound}, and neither was its installation ${installation}, so it is not taken as deleted: the team, the token or ` +
      `the API address may be another one. ${tokenOrigin(session.account)} If the integration was uninstalled, remove the ` +
      "store from the state with `pulumi state delete`.",
  );
}

async function orRefuse<Value>(asked: Promise<Value>, sentence: (why: string) => string): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    const why = VercelError.isInstance(error) ? String(error.status ?? error.kind) : "failed";
    throw new StoreError(sentence(why));
  }
}
