// The account that a process works with: token, team and API URL, each from the first source that has it.
import {
  type AccountSettingName,
  type AccountSettingRow,
  ALLOW_HTTP_VARIABLE,
  accountSettings,
  DEFAULT_API_URL,
  EXPLICIT_KEY,
} from "../contract/account-settings";
import { isTeamReference } from "../contract/team-reference";
import { readTimings, TIMINGS_VARIABLE, type Timings } from "../contract/timings";
import { omitUndefined, orUndefined } from "../contract/values";
import type { Proxies } from "./proxy";

/** Where a setting was found. */
export type SettingSource = "the explicit Provider" | "stack config" | `environment variable ${string}`;

export interface Account {
  readonly apiToken: string;
  readonly tokenSource: SettingSource;
  /** `team_…` or a slug; absent: the token's default team. */
  readonly team: string | undefined;
  /** Absent without a team. */
  readonly teamSource?: SettingSource;
  /** Without a slash at the end. */
  readonly apiUrl: string;
  /** Absent for the default. */
  readonly apiUrlSource?: SettingSource;
  /** Whether a store may be created although the existing ones cannot be listed. */
  readonly createWithoutList: boolean;
  /** The proxies of the environment. Absent without one, and for an API on this machine. */
  readonly proxies?: Proxies | undefined;
}

/** A setting that is missing or malformed. The message names the setting and its source, never its value. */
export class SettingsError extends Error {
  readonly setting: string;
  /** A missing token leaves a preview unverified; a malformed setting fails it. */
  readonly missing: boolean;

  constructor(setting: string, message: string, { missing = false } = {}) {
    super(message);
    this.name = "SettingsError";
    this.setting = setting;
    this.missing = missing;
  }
}

export interface SettingSources {
  /** The stack's config, the inputs of an explicit provider, or the options of a function, by full key. */
  readonly config: (key: string) => string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How a message names a setting from `config`. Default: its key and where it is from. */
  readonly nameOf?: (setting: AccountSettingName) => string;
}

/** Reads and validates the account's settings. @throws {@link SettingsError} */
export function readAccount(sources: SettingSources): Account {
  const explicit = sources.config(EXPLICIT_KEY) === "true";
  const token = findUnquoted("apiToken", sources, explicit);
  if (token === undefined) throw new SettingsError("apiToken", howToSetToken(sources, explicit), { missing: true });
  const team = findUnquoted("team", sources, explicit);
  const apiUrl = findUnquoted("apiUrl", sources, explicit);
  const createWithoutList = findUnquoted("createWithoutList", sources, explicit);
  const url = apiUrl === undefined ? DEFAULT_API_URL : validUrl(apiUrl, sources.environment);
  return {
    apiToken: validToken(token),
    tokenSource: token.source,
    team: team === undefined ? undefined : validTeam(team),
    ...(team === undefined ? {} : { teamSource: team.source }),
    apiUrl: url,
    ...(apiUrl === undefined ? {} : { apiUrlSource: apiUrl.source }),
    createWithoutList: createWithoutList !== undefined && validFlag(createWithoutList),
    ...omitUndefined({ proxies: readProxies(url, sources.environment) }),
  };
}

function howToSetToken({ nameOf }: SettingSources, explicit: boolean): string {
  if (explicit) return "No Vercel token: the explicit Provider of this resource has an empty apiToken.";
  if (nameOf !== undefined) return "No Vercel token. Set VERCEL_API_TOKEN, and run again.";
  return (
    "No Vercel token. Set VERCEL_API_TOKEN, run `pulumi config set --secret vercel:apiToken …`, or pass a Provider. " +
    "Destroy and refresh use the config of the last `up`; with --run-program, the present one."
  );
}

interface Setting {
  setting: AccountSettingName;
  value: string;
  source: SettingSource;
  /** As a message names it: `vercel:team (from stack config)`. */
  label: string;
}

/** Quotes of a shell or of a .env file that became part of the value. No setting begins or ends with one. */
function findUnquoted(setting: AccountSettingName, sources: SettingSources, explicit: boolean): Setting | undefined {
  const found = find(setting, sources, explicit);
  if (found === undefined || !/^["'`]|["'`]$/.test(found.value)) return found;
  throw new SettingsError(setting, `${found.label} is in quotes. Set the value without them.`);
}

function find(setting: AccountSettingName, sources: SettingSources, explicit: boolean): Setting | undefined {
  const row: AccountSettingRow = accountSettings[setting];
  const fromConfig = sources.config(row.configKey);
  if (isSet(fromConfig)) {
    const source = explicit ? "the explicit Provider" : "stack config";
    const label = sources.nameOf?.(setting) ?? formatSource(setting, source);
    return { setting, value: fromConfig, source, label };
  }
  if (explicit) return undefined;
  for (const variable of row.environment) {
    const value = sources.environment[variable];
    const source = `environment variable ${variable}` as const;
    if (isSet(value) && !isPersonalAccount(variable, value)) {
      return { setting, value, source, label: formatSource(setting, source) };
    }
  }
  return undefined;
}

/** Vercel's CLI writes the id of a team or of a personal account, which is no team, to this variable. */
function isPersonalAccount(variable: string, value: string): boolean {
  return variable === "VERCEL_ORG_ID" && !/^["'`]?team_/.test(value);
}

/** A setting and where it was found, for a message: `vercel:team (from stack config)`. */
export function formatSource(setting: AccountSettingName, source: SettingSource): string {
  const variable = /^environment variable (.+)$/.exec(source)?.[1];
  return `${variable ?? accountSettings[setting].configKey} (from ${source})`;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

function validToken({ setting, value, label }: Setting): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new SettingsError(
    setting,
    `${label} is not a token: it contains spaces, line breaks or characters that no token has. Set the token alone, without "Bearer".`,
  );
}

function validTeam({ setting, value, label }: Setting): string {
  if (isTeamReference(value)) return value;
  throw new SettingsError(setting, `${label} is not a team. Set its id (team_…) or its slug, such as acme.`);
}

function validUrl({ setting, value, label }: Setting, environment: SettingSources["environment"]): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url !== undefined && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (!plain || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new SettingsError(
      setting,
      `${label} is not the URL of an API. Set one such as ${DEFAULT_API_URL}, without user, password or query.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && environment[ALLOW_HTTP_VARIABLE] !== "1") {
    throw new SettingsError(
      setting,
      `${label} would send the token unencrypted over http:// to another machine. Use https://, or set the environment variable ${ALLOW_HTTP_VARIABLE}=1.`,
    );
  }
  // Not `href`: it keeps an empty `?` or `#`, behind which every path would be lost.
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** Proxies belong to the machine, so an explicit Provider uses them too. @throws {@link SettingsError} */
export function readProxies(apiUrl: string, environment: SettingSources["environment"]): Proxies | undefined {
  if (isLoopback(new URL(apiUrl).hostname)) return undefined;
  const http = readProxy("http_proxy", environment);
  const https = readProxy("https_proxy", environment);
  if (http === "" && https === "") return undefined;
  return { http, https, except: environment.no_proxy || environment.NO_PROXY || "" };
}

/** The URL of a proxy; empty without one. The variable in lower case wins, as it does in other programs. */
function readProxy(lowerCase: "http_proxy" | "https_proxy", environment: SettingSources["environment"]): string {
  const variable = isSet(environment[lowerCase]) ? lowerCase : lowerCase.toUpperCase();
  const value = environment[variable];
  if (!isSet(value)) return "";
  const url = value.includes("://") ? value : `http://${value}`;
  if (isProxyUrl(url)) return url;
  throw new SettingsError(
    variable,
    `The environment variable ${variable} is not the URL of an HTTP proxy. Set one such as http://proxy.example:3128.`,
  );
}

function isProxyUrl(text: string): boolean {
  const url = orUndefined(() => new URL(text));
  // Not every text decodes.
  const credentials = url && orUndefined(() => decodeURIComponent(url.username + url.password));
  return credentials !== undefined && /^https?:$/.test(url?.protocol ?? "");
}

/** Whether a host, as `URL` spells it, is this machine. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function validFlag({ setting, value, label }: Setting): boolean {
  if (/^(true|1)$/i.test(value)) return true;
  if (/^(false|0)$/i.test(value)) return false;
  throw new SettingsError(setting, `${label} is neither true nor false.`);
}

/** The timings of the environment. @throws {@link SettingsError} */
export function readTimingSettings(environment: SettingSources["environment"]): Timings {
  try {
    return readTimings(environment[TIMINGS_VARIABLE]);
  } catch (error) {
    throw new SettingsError("timings", error instanceof Error ? error.message : String(error));
  }
}

/** Where the token came from. The engine gives destroy and refresh the config as it was at the last `up`. */
export function tokenOrigin({ tokenSource }: Account): string {
  if (tokenSource !== "stack config") return `Token: from ${tokenSource}.`;
  return "Token: stack config of the last `up`, which destroy and refresh use (with --run-program: the present one).";
}
