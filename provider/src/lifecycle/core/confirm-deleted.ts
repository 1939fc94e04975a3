// When a store counts as deleted. A wrong team, token or API URL must never read as "deleted", nor a store that was moved
// to another team, nor one that reads do not show yet.
import { formatTeam, teamOfOwner } from "../../contract/team-reference";
import { messagesOf } from "../../errors/messages";
import { OperationError } from "../../errors/operation-error";
import { getStore, type Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import { tokenOrigin } from "../../vercel/settings";
import type { Context } from "./context";
import { isForbidden, isNotFound } from "./operation";
import { pauses } from "./poll";

interface Unconfirmed {
  store: string;
  team: string;
  why: string;
  token: string;
}

interface Moved {
  store: string;
  id: string;
  team: string;
  /** The team that has it now. */
  other: string;
  /** Absent for a personal account. */
  otherId: string | undefined;
}

export const deletionMessages = {
  "deletion-not-confirmed": ({ store, team, why, token }: Unconfirmed) =>
    `${store} was not found in ${team}, ${why}, so it does not count as deleted and stays in the state. ${token} ` +
    "If it was deleted, remove it from the state with `pulumi state delete`.",
  "store-moved": ({ store, id, team, other, otherId }: Moved) =>
    `${store} was moved from ${team} to ${other}. It was not deleted, and stays in the state. To manage it there, ` +
    "remove it from the state with `pulumi state delete`, then set " +
    `${otherId === undefined ? "no team" : `teamId: "${otherId}"`} and adopt: "${id}". To let go of it, remove it from ` +
    "the state and from the program.",
  "deleted-or-moved": ({ store, team }: { store: string; team: string }) =>
    `${store} is no longer in ${team}, and leaves the state: it was deleted, or moved to a team that this token does ` +
    "not see. The next `pulumi up` creates a new store; if it was moved, remove the resource from the program first.",
};

const { fail, say } = messagesOf(deletionMessages);

export interface MissingStore {
  id: string;
  name: string;
  team: string | undefined;
  integrationConfigurationId: string | undefined;
}

/**
 * Decides about a store that was not found by its id. It counts as deleted if the same token sees the store's
 * installation, can list the team's stores, and neither this list nor that of another team has the id, also after the
 * settle time.
 *
 * @returns the store if it still exists, undefined if it was deleted. Throws in every other case.
 */
export async function confirmDeleted(context: Context, missing: MissingStore): Promise<Store | undefined> {
  const { id, name, team, integrationConfigurationId: installation } = missing;
  const session = context.session();
  const store = `${name} (${id})`;
  const notConfirmed = (why: string) =>
    fail("deletion-not-confirmed", { store, team: formatTeam(team), why, token: tokenOrigin(session.account) });
  const listed = async <Value>(what: string, list: Promise<Value>): Promise<Value> => {
    try {
      return await list;
    } catch (error) {
      if (error instanceof OperationError) throw error;
      const { status = 0, kind = "failed" } = VercelError.isInstance(error) ? error : {};
      const why = status >= 400 ? String(status) : kind;
      throw notConfirmed(`and the token cannot list ${what} (${why})`);
    }
  };
  const listAgain = async () => {
    const { stores } = await listed("that team's stores", session.stores.listNow(team));
    return stores.find((one) => one.id === id);
  };
  const lookedAt = context.clock.monotonic();
  const found = await listAgain();
  if (found !== undefined) return found;
  const installations = await listed("that team's installations", session.catalogue.installations(team));
  if (installation === undefined) throw notConfirmed("and its state does not name its installation");
  if (!installations.some((one) => one.id === installation)) {
    throw notConfirmed(`and neither was its installation ${installation}: team, token or API URL may be wrong`);
  }
  const elsewhere = await listed(
    "the stores of its other teams",
    searchOtherTeams(context, team, (one) => one.id === id),
  );
  const { found: other } = elsewhere;
  if (other?.isOwn) return other.store;
  if (other !== undefined) {
    throw fail("store-moved", { store, id, team: formatTeam(team), other: other.label, otherId: other.teamId });
  }
  if (await waitUntilSettled(context, store, lookedAt)) {
    const late = await getStore(session.api(team), id).catch((error) => {
      if (isNotFound(error) || isForbidden(error)) return listAgain();
      throw error;
    });
    if (late !== undefined) return late;
  }
  if (!elsewhere.isComplete) {
    context.preflight.warnOnce(`deleted ${id}`, say("deleted-or-moved", { store, team: formatTeam(team) }));
  }
  return undefined;
}

/**
 * Waits until the settle time has passed since this process began: reads may lag behind what an earlier one created.
 *
 * @returns whether the last look was before that time, so that the caller has to look again
 */
export async function waitUntilSettled(context: Context, resource: string, lookedAt: number): Promise<boolean> {
  const { clock, timings } = context;
  const settledAt = context.session().openedAt + timings.settleSeconds * 1000;
  if (lookedAt >= settledAt) return false;
  const remaining = settledAt - clock.monotonic();
  const what = `${resource}: not found, waiting to read it again`;
  await pauses(context, { what, deadlineSeconds: remaining / 1000 })(remaining);
  return true;
}

/** Whether the team's list has a store. Enough after an accepted deletion, where an id may answer 403 once it is gone. */
export async function isListed(context: Context, id: string, team: string | undefined): Promise<boolean> {
  const { stores } = await context.session().stores.listNow(team);
  return stores.some((store) => store.id === id);
}

/** How many other teams are searched. */
const MAX_TEAMS = 20;

/** A store outside of a team. */
interface Elsewhere {
  store: Store;
  /** Absent for a personal account. */
  teamId: string | undefined;
  /** The team that has it, for a message. */
  label: string;
  /** Whether it is in the team after all: its own may be the default one. */
  isOwn: boolean;
}

/**
 * Searches the lists of the token's other teams, and of its default team or personal account.
 *
 * @returns the store, if there is one; and whether the token sees other teams, and all of their lists were searched
 */
export async function searchOtherTeams(
  context: Context,
  team: string | undefined,
  isIt: (store: Store) => boolean,
): Promise<{ found?: Elsewhere; isComplete: boolean }> {
  const { teams } = context.session();
  const all = (await unlessForbidden(teams.list())) ?? [];
  const others = all.filter((one) => one.id !== team && one.slug !== team);
  const places = [...others.slice(0, MAX_TEAMS).map((other) => other.id), undefined];
  const lists = await Promise.all(
    places.map(async (place) => ({ place, stores: await unlessForbidden(teams.stores(place)) })),
  );
  for (const { place, stores } of lists) {
    const store = stores?.find(isIt);
    if (store === undefined) continue;
    const teamId = place ?? teamOfOwner(store.ownerId);
    const slug = all.find((one) => one.id === teamId)?.slug;
    const mayBeItsOwn = place === undefined && store.ownerId === undefined;
    const isOwn = mayBeItsOwn || [place, teamId].includes(team) || (slug !== undefined && team === slug);
    const label = teamId === undefined ? "your default team or personal account" : formatTeam(slug ?? teamId);
    return { found: { store, teamId, label, isOwn }, isComplete: true };
  }
  const isComplete = lists.every(({ place, stores }) => place === undefined || stores !== undefined);
  return { isComplete: isComplete && others.length > 0 && others.length <= MAX_TEAMS };
}

/** The response; undefined if the token may not have it. */
async function unlessForbidden<Value>(response: Promise<Value>): Promise<Value | undefined> {
  try {
    return await response;
  } catch (error) {
    if (VercelError.isInstance(error) && [401, 403, 404, 410].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}
