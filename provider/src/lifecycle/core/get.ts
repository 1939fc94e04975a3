// get: why an id names no store or connection of the account's team.
import { formatTeam } from "../../contract/team-reference";
import { messagesOf } from "../../errors/messages";
import type { OperationError } from "../../errors/operation-error";
import type { Store } from "../../vercel/api/stores";
import { responseOrError, VercelError } from "../../vercel/errors";
import { searchOtherTeams } from "./confirm-deleted";
import type { Context } from "./context";

type Kind = "store" | "connection";

interface InOtherTeam {
  id: string;
  expected: Kind;
  team: string;
  other: string;
  /** Absent for a personal account. */
  otherId: string | undefined;
}

export const getMessages = {
  "id-of-other-kind": ({ id, kind, expected }: { id: string; kind: string; expected: Kind }) =>
    `${id} is the id of ${kind}, not of a ${expected}. IntegrationStore.get takes the id of a Marketplace store (ir_… or ` +
    "store_…), ProjectConnection.get that of a connection (spc_…).",
  "id-in-other-team": ({ id, expected, team, other, otherId }: InOtherTeam) =>
    `The ${expected} ${id} is not in ${team}, but in ${other}. To read it, pass a Provider of that account as ` +
    `\`provider\`${otherId === undefined ? ", without a team" : `, with team: "${otherId}"`}.`,
};

const { fail } = messagesOf(getMessages);

/** What ids are of, by their prefixes. */
const kinds: Readonly<Record<string, string>> = {
  ir: "a store",
  store: "a store",
  spc: "a connection",
  ecfg: "an Edge Config",
  prj: "a project",
  icfg: "an installation",
  oac: "an integration",
  iap: "a product",
  team: "a team",
};

/**
 * The failure for an id that was not found, if it is of another kind or of another team that the token sees.
 *
 * @param isIt - Whether a store is the one, or has it
 */
export async function explainMissing(
  context: Context,
  { id, expected }: { id: string; expected: Kind },
  isIt: (store: Store) => boolean,
): Promise<OperationError | undefined> {
  const [prefix = ""] = id.split("_");
  const kind = Object.hasOwn(kinds, prefix) ? kinds[prefix] : undefined;
  if (kind !== undefined && kind !== `a ${expected}`) return fail("id-of-other-kind", { id, kind, expected });
  const { team } = context.session().account;
  const elsewhere = await responseOrError(searchOtherTeams(context, team, isIt));
  if (VercelError.isInstance(elsewhere) || elsewhere.found === undefined || elsewhere.found.isOwn) return undefined;
  const { label: other, teamId: otherId } = elsewhere.found;
  return fail("id-in-other-team", { id, expected, team: formatTeam(team), other, otherId });
}
