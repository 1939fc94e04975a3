// The account of a command: each setting from the options, else the stack's config, else the environment.
import type { Session } from "../../account/session";
import { type AccountSettingName, accountSettings } from "../../contract/account-settings";
import { omitUndefined } from "../../contract/values";
import { createSession } from "../../discovery/public/lookup";
import { render } from "../../errors/render";
import { type Account, readAccount, type SettingSources, SettingsError } from "../../vercel/settings";
import type { Output } from "../terminal/output";
import type { AccountOptions } from "./options";
import { readStackConfig, type StackConfig } from "./stack-config";

export interface CommandAccount {
  account: Account;
  /** Where each setting comes from, such as `--team`, `vercel:team of stack dev` or `VERCEL_API_TOKEN`. */
  sources: Partial<Record<AccountSettingName, string>>;
  /** The stack, if any setting comes from its config. */
  stack: string | undefined;
}

const settingNames = Object.keys(accountSettings) as AccountSettingName[];
const optionNames: Partial<Record<AccountSettingName, string>> = { team: "--team", apiUrl: "--api-url" };

/** @throws {@link SettingsError}, or an error with the code `stack-config-not-read` if the stack was named */
export async function readCommandAccount(options: AccountOptions, output: Output): Promise<CommandAccount> {
  const config = await stackConfig(options, output);
  const given: Partial<Record<AccountSettingName, string | undefined>> = { team: options.team, apiUrl: options.apiUrl };
  const inConfig = (setting: AccountSettingName) => config?.values.get(accountSettings[setting].configKey) || undefined;
  const nameOf = (setting: AccountSettingName) => {
    if (given[setting] !== undefined) return optionNames[setting];
    return inConfig(setting) && `${accountSettings[setting].configKey} of stack ${config?.stack}`;
  };
  const account = readSettings({
    config: (key) => {
      // No other key counts: `vercel:explicit` means something in an explicit Provider only.
      const setting = settingNames.find((name) => accountSettings[name].configKey === key);
      return setting && (given[setting] ?? inConfig(setting));
    },
    environment: process.env,
    nameOf: (setting) => nameOf(setting) ?? setting,
  });
  const variableIn = (source: string | undefined) => source?.replace("environment variable ", "");
  return {
    account,
    sources: omitUndefined({
      apiToken: nameOf("apiToken") ?? variableIn(account.tokenSource),
      team: nameOf("team") ?? variableIn(account.teamSource),
      apiUrl: nameOf("apiUrl") ?? variableIn(account.apiUrlSource),
    }),
    stack: settingNames.some((name) => given[name] === undefined && inConfig(name)) ? config?.stack : undefined,
  };
}

/** A session for the account. Says on stderr where its settings come from if a stack has any: nobody typed these. */
export async function openSession(options: AccountOptions, output: Output): Promise<Session> {
  const { account, sources, stack } = await readCommandAccount(options, output);
  if (stack !== undefined) {
    const from = { token: sources.apiToken, team: sources.team, "API URL": sources.apiUrl };
    const parts = Object.entries(omitUndefined(from)).map(([title, source]) => `${title} from ${source}`);
    output.note(`Account: ${parts.join(", ")}.`);
  }
  return createSession(account, (message) => output.note(message));
}

function readSettings(sources: SettingSources): Account {
  try {
    return readAccount(sources);
  } catch (error) {
    if (!(error instanceof SettingsError) || !error.missing) throw error;
    const how = "Set VERCEL_API_TOKEN, or run `pulumi config set --secret vercel:apiToken` in the project's folder.";
    throw new SettingsError("apiToken", `No Vercel token. ${how}`, { missing: true });
  }
}

/** A stack that the command names must have a config; another one is only a place to look. */
async function stackConfig({ stack }: AccountOptions, output: Output): Promise<StackConfig | undefined> {
  try {
    return await readStackConfig(stack);
  } catch (error) {
    if (stack !== undefined) throw error;
    output.note(render(error));
    return undefined;
  }
}
