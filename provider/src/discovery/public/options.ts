// Whom a program or a command asks as: the account of its options, and of the environment where they are silent.
import { accountSettings } from "../../contract/account-settings";
import { type Account, readAccount, SettingsError } from "../../vercel/settings";

/** The account to ask as. What is left out comes from the environment. */
export interface DiscoveryOptions {
  /** A Vercel token that may read the team's integrations. Default: `VERCEL_API_TOKEN`, or `VERCEL_TOKEN`. */
  apiToken?: string;
  /**
   * The team: `team_…` or its slug. Default: `VERCEL_TEAM`, `VERCEL_TEAM_ID` or `VERCEL_ORG_ID`; without any of them
   * the default team of the token.
   */
  team?: string;
  /** Address of the API. Default: `VERCEL_API_URL`, or `https://api.vercel.com`. */
  apiUrl?: string;
}

/** How a person gives an option: `options.team` in a program, `--team` on the command line. */
export type NameOption = (option: keyof DiscoveryOptions) => string;

const inProgram: NameOption = (option) => `options.${option}`;

/** The account; throws a {@link SettingsError} that speaks of the option as its reader wrote it. */
export function accountOf(options: DiscoveryOptions, name: NameOption = inProgram): Account {
  const given = new Map<string, string | undefined>([
    [accountSettings.apiToken.configKey, options.apiToken],
    [accountSettings.team.configKey, options.team],
    [accountSettings.apiUrl.configKey, options.apiUrl],
  ]);
  try {
    return readAccount({ config: (key) => given.get(key), environment: process.env });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    if (error.missing) throw new SettingsError("No Vercel token. Set VERCEL_API_TOKEN to one, and run again.", true);
    throw new SettingsError(inOwnWords(error.message, name));
  }
}

/** There is no stack here, so what came through its door came from the options. */
function inOwnWords(message: string, name: NameOption): string {
  const settings = Object.entries(accountSettings) as [keyof DiscoveryOptions, { configKey: string }][];
  return settings.reduce(
    (text, [option, { configKey }]) => text.replace(`${configKey} (from stack config)`, name(option)),
    message,
  );
}
