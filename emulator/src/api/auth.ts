// The user and the team of a request, and the routes that return them. Authorization comes before validation.
import { day, type Team, type TokenGrant, type TokenScope, type User } from "../seed/accounts.js";
import { findTeam } from "../state/lookup.js";
import type { ServerState } from "../state/world.js";
import { ApiError, forbidden, notFound, unknownPath } from "./errors.js";
import { type Commit, ok, type UserRequest } from "./handler.js";
import { pageOf } from "./pages.js";

export interface Caller {
  grant: TokenGrant;
  user: User;
}

export function readUser({ user }: UserRequest): Commit {
  return () => ok({ user: userJson(user) });
}

/** The token of the request, which `current` names, too. */
export function readToken({ grant, params }: UserRequest, { now }: ServerState): Commit {
  const { id = "" } = params;
  if (id !== "current" && id !== tokenId(grant)) throw notFound("token", id);
  return () => ok({ token: tokenJson(grant, now()) });
}

export function readTeam(request: UserRequest, state: ServerState): Commit {
  const team = teamOfPath(request, state);
  return () => ok(teamJson(request, team));
}

/** The teams of the token. As published, this list is always in pages. */
export function listTeams(request: UserRequest, { world, behaviour }: ServerState): Commit {
  if (behaviour.listTeams === 403 || request.grant.scope === "project") throw forbidden();
  if (behaviour.listTeams === 404) throw unknownPath();
  return () => {
    const own = world.teams.filter(({ id }) => request.grant.roles[id]).map((team) => teamJson(request, team));
    const { page, pagination } = pageOf([...own, ...world.extraRows.teams], request.query, behaviour.pageSize ?? 20);
    return ok({ teams: page, pagination });
  };
}

/** `limited` is only in the answer to a token that does not see the whole user. */
function userJson(user: User) {
  return {
    ...user,
    uid: user.id,
    version: "northstar",
    avatar: null,
    billing: null,
    hasTrialAvailable: false,
    resourceConfig: {},
    softBlock: null,
    stagingPrefix: user.username,
  };
}

function tokenJson(grant: TokenGrant, activeAt: number) {
  const { name, expiresAt, leakedAt, scopes = [{ type: "user" } satisfies TokenScope] } = grant;
  const createdAt = day("2026-01-15");
  return {
    id: tokenId(grant),
    name,
    type: "oauth2-token",
    origin: "manual",
    scopes: scopes.map((scope) => ({ origin: "manual", createdAt, ...scope })),
    createdAt,
    activeAt,
    ...(expiresAt && { expiresAt }),
    ...(leakedAt && { leakedAt }),
  };
}

const tokenId = ({ name }: TokenGrant) => `tok_${name}`;

function teamJson({ grant }: UserRequest, { id, slug, name, createdAt }: Team) {
  const role = grant.roles[id] === "admin" ? "OWNER" : "VIEWER";
  return { id, slug, name, createdAt, avatar: null, membership: { role, confirmed: true, teamId: id } };
}

/** The user of a token, given by its name. `isUserRoute`: the live `/v2/user` answers an invalid token with 403. */
export function authenticate({ world, behaviour, now }: ServerState, token: string, isUserRoute: boolean): Caller {
  const known = world.grants[token];
  const grant = known && (known.expiresAt ?? Number.POSITIVE_INFINITY) > now() ? known : undefined;
  const user = world.users.find(({ id }) => id === grant?.userId);
  if (grant && user) return { grant, user };
  const status = isUserRoute ? 403 : behaviour.badToken;
  const code = status === 403 ? "forbidden" : "unauthorized";
  throw token === "none"
    ? new ApiError(status, code, "The request is missing an authentication token", { missingToken: true })
    : new ApiError(status, code, "Not authorized", { invalidToken: true });
}

/** The team in the query, else the user's default team. */
export function teamOfQuery({ world }: ServerState, { grant, user }: Caller, query: Record<string, string>): Team {
  const team = query.teamId
    ? world.teams.find(({ id }) => id === query.teamId)
    : world.teams.find(({ id, slug }) => (query.slug ? slug === query.slug : id === user.defaultTeamId));
  return requireMembership(team, grant);
}

export function requirePermission({ grant }: Caller, team: Team, permission: string): void {
  if (grant.roles[team.id] === "admin") return;
  const [resource = "", action] = permission.split(":");
  const name = resource.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  throw forbidden(`You don't have permission to ${action} the ${name} (${permission})`);
}

function teamOfPath({ grant, params }: UserRequest, { world, behaviour }: ServerState): Team {
  const team = findTeam(world, params.team ?? "");
  if (!team && behaviour.unknownTeam === 404) throw new ApiError(404, "not_found", "The team was not found");
  return requireMembership(team, grant);
}

/** A team that does not exist and a team without membership give the same error. */
function requireMembership(team: Team | undefined, grant: TokenGrant): Team {
  if (!team || !grant.roles[team.id]) throw forbidden();
  if (team.saml) throw new ApiError(403, "forbidden", "Not authorized", { saml: true, teamId: team.id });
  if (grant.scope === "project") throw forbidden("The token is limited to a project and cannot access this team");
  return team;
}
