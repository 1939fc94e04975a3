// Outputs of a store that a program has, and that the state does not contain as they are.
import { isTeamId } from "./team-reference";

/**
 * A list of names as one string, with a space between them: the time of the engine depends on the number of values in
 * the state. States of version 1 have a list, and so has a state with a name that contains a space.
 */
export type NameList = string | string[];

export function formatNames(names: string[]): NameList {
  return names.some((name) => /\s/.test(name)) ? names : names.join(" ");
}

export function parseNames(names: NameList): string[] {
  if (typeof names !== "string") return names;
  return names === "" ? [] : names.split(" ");
}

/** The link of Vercel's single sign-on to a store in the partner's console, or to the installation. */
export function consoleUrlOf(
  ids: { [Name in "teamId" | "integrationConfigurationId" | "externalResourceId"]?: string | undefined },
): string | undefined {
  const { teamId, integrationConfigurationId, externalResourceId } = ids;
  if (teamId === undefined || !isTeamId(teamId) || integrationConfigurationId === undefined) return undefined;
  const resource = externalResourceId === undefined ? {} : { resource_id: externalResourceId };
  const query = new URLSearchParams({ teamId, integrationConfigurationId, ...resource });
  return `https://vercel.com/api/marketplace/sso?${query}`;
}
