// Who the token belongs to, and the team of a path.
import type { Team } from "../seed/accounts.js";
import { teamOfPath } from "./auth.js";
import { type Commit, ok, type UserCall } from "./handler.js";

export function readUser({ user }: UserCall): Commit {
  return () => ok({ user: { ...user, uid: user.id, version: "northstar", limited: false } });
}

export function readTeam(call: UserCall): Commit {
  const team: Team = teamOfPath(call.world, call.behaviour, call, call.params.team ?? "");
  return () => {
    const { id, slug, name, createdAt } = team;
    const role = call.grant.roles[id] === "admin" ? "OWNER" : "VIEWER";
    return ok({ id, slug, name, createdAt, avatar: null, membership: { role, confirmed: true, teamId: id } });
  };
}
