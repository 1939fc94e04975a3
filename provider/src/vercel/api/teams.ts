// Routes of teams, and of the user and the token that ask for them.
import { z } from "zod";
import { path } from "../path";
import type { ApiResponse } from "../transport";
import type { ApiClient } from "./client";
import { optional, rows, text, time } from "./tolerant";

const teamSchema = z.object({
  id: z.string(),
  slug: z.string(),
  /** Of the token's user. */
  membership: optional(z.object({ role: text })),
});
export type Team = z.output<typeof teamSchema>;

/** A team by id or slug. The route has no version. */
export async function getTeam(api: ApiClient, idOrSlug: string): Promise<Team> {
  const { data } = await api.get(path`/teams/${idOrSlug}`, teamSchema);
  return data;
}

const listedTeamSchema = z.object({ id: z.string().min(1), slug: text });
export type ListedTeam = z.output<typeof listedTeamSchema>;

/** The teams of the token. */
export async function listTeams(api: ApiClient): Promise<ListedTeam[]> {
  const { data } = await api.list(path`/v2/teams`, { key: "teams", row: listedTeamSchema });
  return data;
}

const userSchema = z.object({ username: text, defaultTeamId: text });
export type User = z.output<typeof userSchema>;

/** The user of the token. */
export async function getUser(api: ApiClient): Promise<ApiResponse<User>> {
  const { data, serverTime } = await api.get(path`/v2/user`, z.object({ user: userSchema }));
  return { data: data.user, serverTime };
}

const tokenSchema = z.object({
  name: text,
  expiresAt: time,
  /** When it was found in public. */
  leakedAt: time,
  /** `user`: everything that its user may access. `team`: one team. */
  scopes: optional(rows(z.object({ type: text, teamId: text, expiresAt: time }))),
});
export type Token = z.output<typeof tokenSchema>;

/** The token of the request. */
export async function getToken(api: ApiClient): Promise<ApiResponse<Token>> {
  const { data, serverTime } = await api.get(path`/v5/user/tokens/current`, z.object({ token: tokenSchema }));
  return { data: data.token, serverTime };
}
