// The names under which an account can be set: one row for each setting, first source found wins.

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
    doc: "Token of an admin of the installation: an account token or one of the team.",
  },
  team: {
    configKey: "vercel:team",
    environment: ["VERCEL_TEAM", "VERCEL_TEAM_ID", "VERCEL_ORG_ID"],
    doc: "The team of stores that name none: `team_…` or its slug. Default: the default team of the token.",
  },
  apiUrl: {
    configKey: "vercel:apiUrl",
    environment: ["VERCEL_API_URL"],
    doc: "Address of the API. Default: `https://api.vercel.com`.",
  },
} as const satisfies Record<string, AccountSettingRow>;

export type AccountSettingName = keyof typeof accountSettings;

/** Set to "true" by an explicit `Provider`, which then takes nothing from stack config or environment. */
export const EXPLICIT_KEY = "vercel:explicit";

export const DEFAULT_API_URL = "https://api.vercel.com";
