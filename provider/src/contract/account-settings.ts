// The settings of an account: one row each. The first source that has a value wins.

export interface AccountSettingRow {
  /** The key in the stack's config, and in an explicit `Provider`. */
  readonly configKey: `vercel:${string}`;
  /** Environment variables, in the order in which they are tried. */
  readonly environment: readonly string[];
  readonly doc: string;
}

export const accountSettings = {
  apiToken: {
    configKey: "vercel:apiToken",
    environment: ["VERCEL_API_TOKEN", "VERCEL_TOKEN"],
    doc: "API token (personal or team) with admin access to the installation.",
  },
  team: {
    configKey: "vercel:team",
    environment: ["VERCEL_TEAM", "VERCEL_TEAM_ID", "VERCEL_ORG_ID"],
    doc: "Default team: `team_…` or its slug. Without it: the default team of the token. `VERCEL_ORG_ID` counts only if it is a team's id: Vercel's CLI sets it to that of a personal account, too.",
  },
  apiUrl: {
    configKey: "vercel:apiUrl",
    environment: ["VERCEL_API_URL"],
    doc: "URL of the API. Default: `https://api.vercel.com`. `http://` to a host other than loopback requires the environment variable `VERCEL_ALLOW_HTTP=1`.",
  },
  createWithoutList: {
    configKey: "vercel:createWithoutList",
    environment: ["VERCEL_CREATE_WITHOUT_LIST"],
    doc: "`true` or `1`: create stores even if the token cannot list those that exist. A store of the same name is then not found. After a lost response, neither is the new one. Default: `false`.",
  },
} as const satisfies Record<string, AccountSettingRow>;

export type AccountSettingName = keyof typeof accountSettings;

/** Set to "true" by an explicit `Provider`, which takes nothing from stack config or environment. */
export const EXPLICIT_KEY = "vercel:explicit";

/**
 * Environment variable that is set to 1 to allow an API URL with `http://` to a host other than loopback: the token is
 * then sent unencrypted. It also counts for an explicit `Provider`.
 */
export const ALLOW_HTTP_VARIABLE = "VERCEL_ALLOW_HTTP";

export const DEFAULT_API_URL = "https://api.vercel.com";
