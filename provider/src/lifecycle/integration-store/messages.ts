// Messages about stores: one row per code, and the progress and information texts, which have none.
import { formatElapsed } from "../../contract/duration";
import type { BillingPlan } from "../../contract/integration-store";
import { messagesOf } from "../../errors/messages";

/** The name that a program uses, and the id. */
interface NameAndId {
  name: string;
  id: string;
}

/** A store that a response to a creation contained. */
interface ReturnedStore extends NameAndId {
  /** The name of the store that was to be created. */
  requested: string;
  /** Whether the creation had an externalId. */
  hasExternalId: boolean;
}

/** What a search for a store after a lost response has found. */
export const searches = {
  notFound: (elapsedMs: number) => `not found within ${formatElapsed(elapsedMs)}`,
  noList: "no list of stores could be read",
  notAllowed: "the token cannot list the team's stores",
};

export const storeMessages = {
  "store-exists": ({
    name,
    id,
    installation,
    ageMs,
    projects,
  }: NameAndId & { installation: string; ageMs: number | undefined; projects: readonly string[] | undefined }) =>
    `A store named ${name} already exists in ${installation}: ${id}${formatAge(ageMs)}${formatUse(projects)}. Nothing ` +
    `was created. If it is the store of this resource, for example after an interrupted run, set adopt: "${id}". ` +
    "If it belongs to this stack under another logical name, keep that name with aliases: [{ name: … }]. " +
    "Otherwise use a different name.",
  "store-name-taken": ({ name, id, installation }: NameAndId & { installation: string }) =>
    `A store named ${name} in ${installation} belongs to another resource of this program: ${id}. Nothing was ` +
    "created. Use a different name for one of the two. If this resource is being replaced, remove " +
    "deleteBeforeReplace: false.",
  "stores-not-listed": ({ status }: { status: number | undefined }) =>
    `The token cannot list the team's stores (${status}). Existing stores of the same name cannot be detected before ` +
    "new ones are created, and the outcome of a creation whose response is lost stays unknown.",
  "outcome-unknown": ({ name, installation, search }: { name: string; installation: string; search: string }) =>
    `The outcome of creating ${name} is unknown: the response was lost or invalid. Search for a store named ${name} ` +
    `in ${installation}: ${search}. Wait a few minutes, then run \`pulumi up\` again: it checks for the store before ` +
    "creating one.",
  "outcome-ambiguous": ({ name, ids }: { name: string; ids: readonly string[] }) =>
    `The outcome of creating ${name} is unknown: the response was lost or invalid, and several new stores have that ` +
    `name: ${ids.join(", ")}. None was added to the state. Delete those that you do not need in the Vercel dashboard.`,
  "creation-pending": ({ name }: { name: string }) =>
    `The outcome of an earlier creation of ${name} in this run is unknown, and it may still be carried out. Nothing was ` +
    "created. Wait a few minutes, then run `pulumi up` again. If two resources of the program have this name, use a " +
    "different name for one of them.",
  "response-has-existing-store": (returned: ReturnedStore) =>
    `${formatReturned(returned, "an existing store")} If it is the store of this resource, set adopt: "${returned.id}".`,
  "response-has-owned-store": (returned: ReturnedStore) =>
    formatReturned(returned, "a store of another resource of this program"),
  "response-has-other-store": (returned: ReturnedStore) => formatReturned(returned, "a different store"),
  "run-ended": ({ name }: { name: string }) => `The Pulumi run ended before ${name} was created. Nothing was created.`,
  "polling-ended": ({ name, id }: NameAndId) => `The Pulumi run ended while ${name} (${id}) was being polled.`,
  "store-failed": ({
    name,
    id,
    status,
    partner,
    consoleUrl,
  }: NameAndId & { status: string; partner: string; consoleUrl: string | undefined }) =>
    `${name} (${id}) will not become available: ${terminalStatuses[status]} (${status}). It stays in the state. ` +
    `Repair it at Vercel or ${partner} and run \`pulumi up\` again, or run \`pulumi destroy\`.${formatConsole(consoleUrl)}`,
  "store-not-ready": ({
    name,
    id,
    status,
    elapsedMs,
    consoleUrl,
  }: NameAndId & { status: string; elapsedMs: number; consoleUrl: string | undefined }) =>
    `${name} (${id}) was created, but is still ${status} after ${formatElapsed(elapsedMs)}. It stays in the state; ` +
    `the next \`pulumi up\` continues waiting.${formatConsole(consoleUrl)}`,
  "secrets-unreadable": ({ name, unread }: { name: string; unread: readonly string[] }) =>
    `${name}: this token cannot read the values of ${unread.join(", ")}. \`secrets\` does not contain them; ` +
    "`secretNames` lists them. Connect the store to a project and read them there.",
  "secrets-stale": ({ name, reason }: { name: string; reason: string }) =>
    `${name}: could not refresh the connection details; \`secrets\` keeps the previous values. ${reason}`,
  "adopt-not-found": ({ id, team }: { id: string; team: string }) =>
    `${notAdopted(id)}: there is no such store in ${team}. Nothing was created. Correct the id, or remove adopt to ` +
    "create a new store.",
  "adopt-owned": ({ id }: { id: string }) =>
    `${notAdopted(id)}: another resource of this program has it. Nothing was created. A store belongs to one ` +
    "resource. If this resource is being replaced, remove adopt: it has had its effect.",
  "adopt-not-marketplace": ({ id, type }: { id: string; type: string }) =>
    `${notAdopted(id)}: it is a ${type} store, not a Marketplace store. Nothing was created. Remove adopt.`,
  "adopt-unusable": ({ id, status }: { id: string; status: string }) =>
    `${notAdopted(id)}: its status is ${status}. Nothing was created. Remove adopt to create a new store with a ` +
    "different name.",
  "adopt-differs": ({ id, differences }: { id: string; differences: readonly string[] }) =>
    `${notAdopted(id)}: it differs from the program: ${differences.join("; ")}. Nothing was created. Make the program ` +
    "match the store.",
  "adopt-conflict": ({ name, id }: NameAndId) =>
    `${name} (${id}) belongs to this resource, and another resource of the program is to adopt it (adopt: "${id}"). ` +
    "Remove adopt there, or remove this resource from the program.",
  "adopt-after-creation": ({ name, id, adopt }: NameAndId & { adopt: string }) =>
    `adopt: ${name} already has a store, ${id}, so it cannot adopt ${adopt}. Nothing was changed. Remove adopt, or ` +
    "declare another resource for that store.",
  "replacement-requires-consent": ({ name, id, changes }: NameAndId & { changes: readonly string[] }) =>
    `Changing ${changes.join(" and ")} requires a new store: ${name} (${id}) and its data would be deleted. To keep ` +
    "it, revert the change. To replace it, set allowReplacement: true on this store and run again.",
  "replacement-not-verified": ({ name, id, changed }: NameAndId & { changed: readonly string[] }) =>
    `Changing ${changed.join(" and ")} requires a new store in place of ${name} (${id}), and the new one could not be ` +
    "validated against Vercel. Nothing was deleted. Run again when Vercel is reachable.",
  "store-in-use": ({ name, id, projects }: NameAndId & { projects: string }) =>
    `${name} (${id}) is connected to ${projects}. It was not deleted. Disconnect them, or set forceDestroy: true on ` +
    "this store, run `pulumi up`, then destroy again.",
  "deletion-timed-out": ({ name, id, elapsedMs }: NameAndId & { elapsedMs: number }) =>
    `${name} (${id}) still exists ${formatElapsed(elapsedMs)} after Vercel accepted its deletion. Run ` +
    "`pulumi destroy` again later.",
};

export const { fail, say } = messagesOf(storeMessages);

/** Statuses that do not change before somebody acts at Vercel or at the partner, and what they mean. */
export const terminalStatuses: Readonly<Record<string, string>> = {
  error: "the partner failed to create it",
  suspended: "it is suspended",
  uninstalled: "its integration was uninstalled",
  "limits-exceeded-suspended": "it is suspended because a limit of its plan is exceeded",
  "limits-exceeded-suspended-store-count": "it is suspended because the team has too many stores of this kind",
};

/** Statuses that a store leaves without help. */
const transientStatuses: readonly string[] = ["initializing", "onboarding"];

export function formatPlan(name: string, plan: BillingPlan, needsDefaultPaymentMethod: boolean): string {
  const price = plan.cost === "" ? "" : `, ${plan.cost}`;
  const payment = needsDefaultPaymentMethod
    ? ". It requires a payment method: the team's default one, unless paymentMethodId is set."
    : "";
  return `${name}: plan ${plan.name}${price} (paid)${payment}`;
}

/** For a product whose plans are not those of single stores. */
export function formatSharedPlan(name: string, installation: string): string {
  return `${name}: the plan of the installation ${installation}, which all its stores share`;
}

export function formatProgress(name: string, partner: string, status: string, elapsedSeconds: number): string {
  const note = transientStatuses.includes(status) ? "" : ", a status that this version does not know";
  return `${name}: waiting for ${partner} (${status}${note}, ${Math.round(elapsedSeconds)} s)`;
}

export function formatNotDeleted({ name, id }: NameAndId): string {
  return `${name} (${id}) was not deleted: another resource of the program has it now.`;
}

function formatAge(ageMs: number | undefined): string {
  return ageMs === undefined ? "" : `, created ${formatElapsed(ageMs)} ago`;
}

/** A list may omit the projects of a store. */
function formatUse(projects: readonly string[] | undefined): string {
  if (projects === undefined) return "";
  return projects.length === 0 ? ", not connected to any project" : `, used by ${projects.join(", ")}`;
}

function formatConsole(url: string | undefined): string {
  return url === undefined ? "" : ` Console: ${url}`;
}

function formatReturned({ requested, name, id, hasExternalId }: ReturnedStore, what: string): string {
  const itsName = name === requested ? "" : ` (${name})`;
  const hint = hasExternalId ? " Vercel may have matched it by externalId; use a different externalId." : "";
  return `Vercel returned ${what} instead of creating ${requested}: ${id}${itsName}. Nothing was created.${hint}`;
}

function notAdopted(id: string): string {
  return `adopt: ${id} cannot be adopted`;
}
