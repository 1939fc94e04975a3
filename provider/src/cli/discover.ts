// `discover [integration] [product]`: what a team can create, and a program that creates it.
import type { ArgsDef, CommandDef } from "citty";
import { marketOf } from "../discovery/public/market";
import { accountOf } from "../discovery/public/options";
import { checkGiven } from "./arguments";
import { tellFailure } from "./failure";
import { lookAround } from "./overview";
import { inText } from "./print";

const args = {
  integration: {
    type: "positional",
    required: false,
    description: "Slug (neon), id (oac_…) or installation (icfg_…). Default: all that are installed",
  },
  product: { type: "positional", required: false, description: "Slug or id (iap_…). Default: all products" },
  json: { type: "boolean", description: "Print JSON for scripts" },
  team: { type: "string", valueHint: "team", description: "The team: team_… or its slug. Default: VERCEL_TEAM" },
  "api-url": { type: "string", valueHint: "url", description: "Address of the API. Default: VERCEL_API_URL" },
} as const satisfies ArgsDef;

export const discover: CommandDef<typeof args> = {
  meta: {
    name: "discover",
    description: "Shows what a team can create, and a program that creates it. The token comes from VERCEL_API_TOKEN",
  },
  args,
  run: ({ args: given }) =>
    tellFailure(async () => {
      checkGiven("discover", args, given);
      const { integration, product, json, team, "api-url": apiUrl } = given;
      const account = accountOf(
        { ...(team === undefined ? {} : { team }), ...(apiUrl === undefined ? {} : { apiUrl }) },
        (option) => (option === "apiUrl" ? "--api-url" : `--${option}`),
      );
      const overview = await lookAround(marketOf(account), { integration, product, teamToWrite: team });
      process.stdout.write(`${json ? JSON.stringify(overview, undefined, 2) : inText(overview)}\n`);
    }),
};
