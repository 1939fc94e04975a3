// The table of ProjectConnection's arguments: what each is. A change of any of them replaces the connection.
import type { ConnectionArguments } from "./project-connection";
import type { ArgumentRow } from "./store-arguments";

export const connectionArguments = {
  storeId: {
    type: "string",
    change: "replace",
    doc: "The store: `db.id`, or the id of a store that is not of this program.",
  },
  projectId: {
    type: "string",
    change: "replace",
    doc: "The project: its id (`prj_…`), of the store's team.",
  },
  environments: {
    type: "string[]",
    change: "replace",
    default: "`production`, `preview`, `development`; with `sensitive` the first two",
    doc: "Environments that get the variables; custom environments by slug or id (`env_…`). Their order does not count.",
  },
  envVarPrefix: {
    type: "string",
    change: "replace",
    doc: "What the names of the variables begin with: letters, digits and `_`, a letter first. Vercel decides how it joins the names.",
  },
  sensitive: {
    type: "boolean",
    change: "replace",
    default: "`false`",
    doc: "Whether the variables are readable by deployments only. Not with `development`, and not with a prefix.",
  },
  teamId: {
    type: "string",
    change: "replace",
    default: "the account's team",
    doc: "The team: `team_…` or its slug. Slug and id of one team are equal.",
  },
} as const satisfies Record<keyof ConnectionArguments, ArgumentRow>;

export type ConnectionArgumentName = keyof ConnectionArguments;

export const connectionArgumentNames = Object.keys(connectionArguments) as ConnectionArgumentName[];
