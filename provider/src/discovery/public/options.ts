// The account of a discovery function or command: from its options, else from the environment.
import { type AccountSettingName, accountSettings } from "../../contract/account-settings";
import { type Account, readAccount } from "../../vercel/settings";

/** The account to use. Options that are omitted are taken from the environment. */
export interface DiscoveryOptions {
  /** A Vercel token that can read the team's integrations. Default: `VERCEL_API_TOKEN`, or `VERCEL_TOKEN`. */
  apiToken?: string;
  /**
   * The team: `team_…` or its slug. Default: `VERCEL_TEAM`, `VERCEL_TEAM_ID` or `VERCEL_ORG_ID`, else the default team
   * of the token.
   */
  team?: string;
  /** URL of the API. Default: `VERCEL_API_URL`, or `https://api.vercel.com`. */
  apiUrl?: string;
}

/**
 * @param nameOf - How a message names an option: `options.team` in a program, `--team` on the command line.
 * @throws {@link SettingsError}
 */
export function readOptions(
  options: DiscoveryOptions,
  nameOf: (option: AccountSettingName) => string = (option) => `options.${option}`,
): Account {
  const given = new Map<string, string | undefined>(
    (Object.keys(accountSettings) as AccountSettingName[]).map((name) => [
      accountSettings[name].configKey,
      options[name],
    ]),
  );
  return readAccount({ config: (key) => given.get(key), environment: process.env, nameOf });
}
