// Which account a process works with: token, team and address, each from the first source that has it.
import {
  type AccountSettingName,
  type AccountSettingRow,
  accountSettings,
  DEFAULT_API_URL,
  EXPLICIT_KEY,
} from "../contract/account-settings";

/** Where a setting was found. */
export type SettingSource = "the explicit Provider" | "stack config" | `environment variable ${string}`;

export interface Account {
  readonly apiToken: string;
  readonly tokenSource: SettingSource;
  /** `team_…` or a slug; absent: the token's default team. */
  readonly team: string | undefined;
  /** Without a slash at the end. */
  readonly apiUrl: string;
}

/** A setting that is missing or malformed. The message names the setting and where it came from, never its value. */
export class SettingsError extends Error {
  /** A missing token leaves a preview unverified; a malformed setting fails it. */
  readonly missing: boolean;

  constructor(message: string, missing = false) {
    super(message);
    this.name = "SettingsError";
    this.missing = missing;
  }
}

export interface SettingSources {
  /** The stack's config or an explicit provider's inputs, by full key. */
  readonly config: (key: string) => string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Finds and checks the account's settings; throws a {@link SettingsError}. */
export function readAccount(sources: SettingSources): Account {
  const explicit = sources.config(EXPLICIT_KEY) === "true";
  const token = find("apiToken", sources, explicit);
  if (token === undefined) {
    throw new SettingsError(
      explicit
        ? "No Vercel token: the explicit Provider of this store has an empty apiToken. Give it one."
        : "No Vercel token. Set VERCEL_API_TOKEN, or run `pulumi config set --secret vercel:apiToken …`, or pass a Provider.",
      true,
    );
  }
  const team = find("team", sources, explicit);
  const apiUrl = find("apiUrl", sources, explicit);
  return {
    apiToken: checkToken(token),
    tokenSource: token.source,
    team: team === undefined ? undefined : checkTeam(team),
    apiUrl: apiUrl === undefined ? DEFAULT_API_URL : checkUrl(apiUrl),
  };
}

interface Found {
  value: string;
  source: SettingSource;
  name: string;
}

function find(setting: AccountSettingName, sources: SettingSources, explicit: boolean): Found | undefined {
  const row: AccountSettingRow = accountSettings[setting];
  const fromConfig = sources.config(row.configKey);
  if (isSet(fromConfig)) {
    return { value: fromConfig, source: explicit ? "the explicit Provider" : "stack config", name: row.configKey };
  }
  if (explicit) return undefined;
  for (const variable of row.environment) {
    const value = sources.environment[variable];
    if (isSet(value)) return { value, source: `environment variable ${variable}`, name: variable };
  }
  return undefined;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

function checkToken({ value, name, source }: Found): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new SettingsError(
    `${name} (from ${source}) is not a token: it holds spaces, line breaks or letters that no token has. Set the token alone, without "Bearer".`,
  );
}

function checkTeam({ value, name, source }: Found): string {
  if (isTeam(value)) return value;
  throw new SettingsError(`${name} (from ${source}) is not a team. Set its id (team_…) or its slug, such as acme.`);
}

/** Whether a text can be a team: its id, or its slug. */
export function isTeam(text: string): boolean {
  return /^team_[A-Za-z0-9]+$/.test(text) || /^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/.test(text);
}

function checkUrl({ value, name, source }: Found): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url !== undefined && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  // Not `href`: it keeps an empty `?` or `#`, behind which every path would be lost.
  if (plain && (url.protocol === "https:" || url.protocol === "http:")) {
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  }
  throw new SettingsError(
    `${name} (from ${source}) is not an address of an API. Set one such as ${DEFAULT_API_URL}, without user, password or query.`,
  );
}
