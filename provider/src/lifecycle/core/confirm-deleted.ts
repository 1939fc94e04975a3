// When a store counts as deleted. A wrong team, token or API URL must never read as "deleted".
import type { Session } from "../../account/session";
import { formatTeam } from "../../contract/team-reference";
import { messagesOf } from "../../errors/messages";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import { tokenOrigin } from "../../vercel/settings";

interface Unconfirmed {
  store: string;
  team: string;
  why: string;
  token: string;
}

export const deletionMessages = {
  "deletion-not-confirmed": ({ store, team, why, token }: Unconfirmed) =>
    `${store} was not found in ${team}, ${why}, so it does not count as deleted and stays in the state. ${token} ` +
    "If it was deleted, remove it from the state with `pulumi state delete`.",
};

const { fail } = messagesOf(deletionMessages);

export interface MissingStore {
  id: string;
  name: string;
  team: string | undefined;
  integrationConfigurationId: string | undefined;
}

/**
 * Decides about a store that was not found by its id. It counts as deleted if the same token sees the store's
 * installation, can list the team's stores, and the id is not among them.
 *
 * @returns the store if the list still shows it, undefined if it was deleted. Throws in every other case.
 */
export async function confirmDeleted(session: Session, missing: MissingStore): Promise<Store | undefined> {
  const { id, name, team, integrationConfigurationId: installation } = missing;
  const notConfirmed = (why: string) => {
    const token = tokenOrigin(session.account);
    return fail("deletion-not-confirmed", { store: `${name} (${id})`, team: formatTeam(team), why, token });
  };
  const listed = async <Value>(what: string, list: Promise<Value>): Promise<Value> => {
    try {
      return await list;
    } catch (error) {
      const why = VercelError.isInstance(error) ? String(error.status ?? error.kind) : "failed";
      throw notConfirmed(`and the token cannot list that team's ${what} (${why})`);
    }
  };
  const { stores } = await listed("stores", session.stores.listNow(team));
  const store = stores.find((one) => one.id === id);
  if (store !== undefined) return store;
  const installations = await listed("installations", session.catalogue.installations(team));
  if (installation === undefined) throw notConfirmed("and its state does not name its installation");
  if (installations.some((one) => one.id === installation)) return undefined;
  throw notConfirmed(`and neither was its installation ${installation}: team, token or API URL may be wrong`);
}
