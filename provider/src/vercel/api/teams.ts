// Routes of teams.
import { z } from "zod";
import { path } from "../path";
import type { ApiClient } from "./client";
import { text } from "./tolerant";

const teamSchema = z.object({ id: z.string(), slug: z.string() });
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
