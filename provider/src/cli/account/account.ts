// The account of a command: each setting from the options, else the stack's config, else the environment.
import type { Session } from "../../account/session";
import { type AccountSettingName, accountSettings } from "../../contract/account-settings";
import { omitUndefined } from "../../contract/values";
import { createSession } from "../../discovery/public/lookup";
import { render } from "../../errors/render";
import { type Account, formatSource, readAccount } from "../../vercel/settings";
import type { Output } from "../terminal/output";
import type { AccountOptions } from "./options";
import { readStackConfig, type StackConfig } from "./stack-config";

const optionNames: Partial<Record<AccountSettingName, string>> = { team: "--team", apiUrl: "--api-url" };

export interface CommandAccount {
  account: Account;
  /** Where each setting comes from, such as `vercel:team (from stack config)`, `VERCEL_API_TOKEN (from …)` or `--team`. */
  sources: Partial<Record<AccountSettingName, string>>;
}

/** @throws {@link SettingsError}, or an error with the code `stack-config-not-read` if the stack was named */
export async function readCommandAccount(options: AccountOptions, output: Output): Promise<CommandAccount> {
  const config = await stackConfig(options, output);
  const given = new Map(
    (["team", "apiUrl"] as const).flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[accountSettings[name].configKey as string, value] as const];
    }),
  );
  const nameOf = (setting: AccountSettingName) =>
    (given.has(accountSettings[setting].configKey) ? optionNames[setting] : undefined) ??
    formatSource(setting, "stack config");
  const account = readAccount({
    config: (key) => given.get(key) ?? config?.get(key),
    environment: process.env,
    nameOf,
  });
  const sourceOf = (setting: AccountSettingName, source: Account["tokenSource"] | undefined) =>
    source === undefined || source === "stack config" ? nameOf(setting) : formatSource(setting, source);
  return {
    account,
    sources: omitUndefined({
      apiToken: sourceOf("apiToken", account.tokenSource),
      team: account.team === undefined ? undefined : sourceOf("team", account.teamSource),
      apiUrl: account.apiUrlSource === undefined ? undefined : sourceOf("apiUrl", account.apiUrlSource),
    }),
  };
}

/** A session for the account, with a line on stderr that says where its settings come from. */
export async function openSession(options: AccountOptions, output: Output): Promise<Session> {
  const { account, sources } = await readCommandAccount(options, output);
  if (sources.apiToken?.includes("stack config") || sources.team?.includes("stack config")) {
    const from = Object.values(sources).join(", ");
    output.note(`Account: ${from}.`);
  }
  return createSession(account, (message) => output.note(message));
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
