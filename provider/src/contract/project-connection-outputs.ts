// The table of what a ProjectConnection gives besides its arguments. The resource class, tests and docs read it.
import type { ConnectionFacts } from "./project-connection";
import type { OutputRow } from "./store-outputs";

export const connectionOutputs = {
  variableNames: { type: "string[]", doc: "Names of the variables that the project got, sorted." },
  values: {
    type: "Record<string, string>",
    secret: true,
    doc: "Values of the variables by name: all that Vercel hands out.",
  },
  unreadable: {
    type: "string[]",
    doc: "Names of the variables that are not in `values`: sensitive ones, which only deployments can read.",
  },
} as const satisfies Record<Exclude<keyof ConnectionFacts, "place">, OutputRow>;

export const connectionOutputNames = Object.keys(connectionOutputs) as (keyof typeof connectionOutputs)[];
