// Who is asking, and for which team. Decided before anything else of a request is looked at.

import type { Team, TokenGrant, User } from "../seed/accounts.js";
import type { Behaviour } from "../state/behaviour.js";
import { findTeam } from "../state/lookup.js";
import type { World } from "../state/world.js";
import { forbidden, Refusal } from "./errors.js";

export interface Caller {
  grant: TokenGrant;
  user: User;
}

/** The holder of a token. `userRoute`: the route of the user itself answers a bad token with 403 in practice. */
export function authenticate(world: World, behaviour: Behaviour, token: string, userRoute: boolean): Caller {
  const grant = world.grants[token];
  const user = world.users.find(({ id }) => id === grant?.userId);
  if (grant && user) return { grant, user };
  const status = userRoute ? 403 : behaviour.badToken;
  const code = status === 403 ? "forbidden" : "unauthorized";
  throw token === "none"
    ? new Refusal(status, code, "The request is missing an authentication token", { missingToken: true })
    : new Refusal(status, code, "Not authorized", { invalidToken: true });
}

/** The team that the query names, else the user's default team, if the token may act for it. */
export function teamOf(world: World, { grant, user }: Caller, query: Record<string, string>): Team {
  const team = query.teamId
    ? world.teams.find(({ id }) => id === query.teamId)
    : world.teams.find((one) => (query.slug ? one.slug === query.slug : one.id === user.defaultTeamId));
  return member(team, grant);
}

/** The team that a path names. */
export function teamOfPath(world: World, behaviour: Behaviour, { grant }: Caller, idOrSlug: string): Team {
  const team = findTeam(world, idOrSlug);
  if (!team && behaviour.unknownTeam === 404) throw new Refusal(404, "not_found", "The team was not found");
  return member(team, grant);
}

/** A team that does not exist and a team of others look the same from outside. */
function member(team: Team | undefined, grant: TokenGrant): Team {
  if (!team || !grant.roles[team.id]) throw forbidden();
  if (grant.scope === "project") throw forbidden("The token is limited to a project and cannot access this team");
  return team;
}

/** Refuses whoever may only read. */
export function requirePermission({ grant }: Caller, team: Team, permission: string): void {
  if (grant.roles[team.id] === "admin") return;
  const [resource, action] = permission.split(":");
  throw new Refusal(
    403,
    "forbidden",
    `You don't have permission to ${action} the ${words(resource ?? "")} (${permission})`,
  );
}

function words(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
