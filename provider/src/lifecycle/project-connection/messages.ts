// What went wrong with a connection, in whole sentences: which store and project, why, and what to do next.

import { inWords } from "../../contract/duration";
import { BUILT_IN_ENVIRONMENTS, type ConnectionInputs } from "../../contract/project-connection";
import type { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import { StoreError } from "../core/operation";
import type { Link } from "./link";

/** What a creation is about. */
export interface Wanted {
  inputs: ConnectionInputs;
  team: string | undefined;
}

/** The store by name and id, once it was seen. */
export function storeName(store: Store): string {
  return store.name === undefined ? store.id : `${store.name} (${store.id})`;
}

export function noStore({ inputs, team }: Wanted): StoreError {
  return new StoreError(
    `There is no store ${inputs.storeId} in ${teamName(team)}, so project ${inputs.projectId} was not connected to it. ` +
      "Check storeId and the team; if the store was deleted at Vercel, run `pulumi refresh` to take note of it.",
  );
}

export function notOfTheMarketplace(store: Store, { inputs }: Wanted): StoreError {
  const what = store.type === undefined || store.type === "integration" ? "no store" : `a ${store.type} store, not one`;
  return new StoreError(
    `${storeName(store)} is ${what} of a Marketplace integration, so project ${inputs.projectId} was not connected to it. ` +
      "Connect it in the Vercel dashboard.",
  );
}

export function inUseByAnother(store: Store, link: Link): StoreError {
  return new StoreError(
    `${storeName(store)} is connected to ${projectName(link)} already, by another resource of the program (${link.id}). ` +
      "A project is connected to a store once: leave one of the two resources out. " +
      "If this one has only been renamed, say so with `aliases`.",
  );
}

export function connectedOtherwise(store: Store, link: Link, different: readonly string[]): StoreError {
  return new StoreError(
    `${storeName(store)} is connected to ${projectName(link)} already (${link.id}), but otherwise than the program says: ` +
      `${different.join("; ")}. Nothing was changed. Make the program agree to take it over, or ` +
      "disconnect the project in the Vercel dashboard and run again.",
  );
}

/** Where a variable that is in the way comes from; undefined where nobody knows. */
export type Origin = { storeId: string } | "the project" | undefined;

export function collision(
  store: Store,
  wanted: Wanted,
  error: VercelError,
  variable: string,
  from: Origin,
): StoreError {
  const { projectId, environments = [] } = wanted.inputs;
  const has = from === "the project" ? `a variable ${variable} of its own` : `a variable ${variable} already`;
  return new StoreError(
    `${storeName(store)} was not connected to project ${projectId}: the project has ${has} in one of ` +
      `${environments.join(", ")}${waysOut(wanted, from)}, or choose other environments.${said(error)}`,
  );
}

/** What to do depends on where the variable comes from: to remove one that a store brought would break that store. */
function waysOut({ inputs }: Wanted, from: Origin): string {
  const isFirst = inputs.envVarPrefix === undefined;
  if (typeof from === "object") {
    const prefix = isFirst ? "give this one envVarPrefix" : "give this one another envVarPrefix";
    return `, brought by another store, ${from.storeId}: disconnect that one, ${prefix}`;
  }
  const prefix = isFirst ? "set envVarPrefix" : "choose another envVarPrefix";
  if (from === "the project") return `. Remove or rename it in the project's settings, ${prefix}`;
  return `. See in the project's settings where it comes from: remove it if it is the project's, ${prefix}`;
}

export function noProject(store: Store, { inputs, team }: Wanted, error: VercelError): StoreError {
  return new StoreError(
    `${storeName(store)} was not connected: there is no project ${inputs.projectId} in ${teamName(team)}, or this token ` +
      `does not see it. Set projectId to the id (prj_…) of a project of the store's own team.${said(error)}`,
  );
}

/** A refusal of Vercel that our own look at the project explains. */
export function unfit(store: Store, { inputs }: Wanted, error: VercelError, reasons: readonly string[]): StoreError {
  return new StoreError(
    `${storeName(store)} was not connected to project ${inputs.projectId}: ${reasons.join(" ")}${said(error)}`,
  );
}

export function unknownEnvironment(store: Store, wanted: Wanted, error: VercelError, environment: string): StoreError {
  const reason =
    `Vercel does not take its environment ${JSON.stringify(environment)}. A project has ` +
    `${BUILT_IN_ENVIRONMENTS.join(", ")}, and its custom environments by slug or id (env_…).`;
  return unfit(store, wanted, error, [reason]);
}

/** The outcome of a connect whose answer was lost, or whose connection does not show. */
export function outcomeUnknown(
  store: Store,
  { inputs }: Wanted,
  lost: VercelError | undefined,
  waited: number,
): StoreError {
  const what =
    lost === undefined
      ? `Vercel accepted the connection of ${storeName(store)} to project ${inputs.projectId}`
      : `Vercel did not answer the connection of ${storeName(store)} to project ${inputs.projectId} clearly, so its outcome is unknown. ${lost.message}`;
  return new StoreError(
    `${what.replace(/\.$/, "")}. Looked for it for ${inWords(waited)}: not there. Wait a minute, then run \`pulumi up\` ` +
      "again: it looks before it connects, and takes it over.",
  );
}

export function runHasEnded(store: Store, { inputs }: Wanted): StoreError {
  return new StoreError(
    `The run that asked to connect ${storeName(store)} to project ${inputs.projectId} has ended. Nothing was connected.`,
  );
}

export function teamName(team: string | undefined): string {
  return team === undefined ? "the token's default team" : `team ${team}`;
}

function projectName({ name, projectId }: Link): string {
  return name === undefined ? `project ${projectId}` : `project ${name} (${projectId})`;
}

function said({ requestId }: VercelError): string {
  return requestId === undefined ? "" : ` (request ${requestId})`;
}
