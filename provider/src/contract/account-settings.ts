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
    doc: "Default team: `team_…` or its slug. Without it: the default team of the token.",
  },
  apiUrl: {
    configKey: "vercel:apiUrl",
    environment: ["VERCEL_API_URL"],
    doc: "URL of the API. Default: `https://api.vercel.com`.",
  },
  createWithoutList: {
    configKey: "vercel:createWithoutList",
    environment: ["VERCEL_CREATE_WITHOUT_LIST"],
    doc: "`true` or `1`: create stores even if the token cannot list those that exist. A store of the same name is then not found, and neither is one whose creation got no response. Default: `false`.",
  },
} as const satisfies Record<string, AccountSettingRow>;

export type AccountSettingName = keyof typeof accountSettings;

/** Set to "true" by an explicit `Provider`, which takes nothing from stack config or environment. */
export const EXPLICIT_KEY = "vercel:explicit";

export const DEFAULT_API_URL = "https://api.vercel.com";
