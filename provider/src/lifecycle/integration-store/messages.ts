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

/** Connection details whose values could not be read, and why. */
interface UnreadSecrets {
  name: string;
  names: readonly string[];
  reason: string;
}

interface Suspension {
  status: string;
  dashboardUrl: string | undefined;
  consoleUrl: string | undefined;
}

/** What a search for a store after a lost response has found. */
export const searches = {
  notFound: (elapsedMs: number) => `not found within ${formatElapsed(elapsedMs)}`,
  noList: "no list of stores could be read",
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
    "If it belongs to this stack under another logical name, keep that name with aliases: [{ name: … }]. If this " +
    "resource is to be replaced (--replace, `pulumi state taint`, replaceWith), set allowReplacement: true. Otherwise " +
    "use a different name.",
  "store-name-taken": ({ name, id, installation }: NameAndId & { installation: string }) =>
    `A store named ${name} in ${installation} belongs to another resource of this program: ${id}. Nothing was ` +
    "created. Use a different name for one of the two. If this resource is being replaced, remove " +
    "deleteBeforeReplace: false; if its old store was retained (retainOnDelete), use a different name.",
  "store-not-found": ({ id, team, token }: { id: string; team: string; token: string }) =>
    `There is no store ${id} in ${team}, or this token does not see it. Check the id (ir_… or store_…), ` +
    `the team and the token. ${token}`,
  "store-not-marketplace": ({ name, id, type }: NameAndId & { type: string }) =>
    `${name} (${id}) is not a store of a Marketplace integration: its type is ${type}. IntegrationStore reads stores of ` +
    "integrations only.",
  "stores-not-listed": ({ name, team }: { name: string; team: string }) =>
    `${name} was not created: the stores of ${team} could not be listed, so an existing store of this name, for ` +
    "example after an interrupted run, would not be noticed. Use a token that can list them. To create without the " +
    "list, set vercel:createWithoutList (VERCEL_CREATE_WITHOUT_LIST=1).",
  "created-without-list": ({ team, reason }: { team: string; reason: string }) =>
    `The stores of ${team} could not be listed, and createWithoutList is set: existing stores of the same name are not ` +
    `noticed, and a creation whose response is lost has to be checked in the Vercel dashboard. ${reason}`,
  "names-not-checked": ({ team, reason }: { team: string; reason: string }) =>
    `The stores of ${team} could not be listed, so names that exist are found only when the stores are created. ` +
    `Use a token that can list them to find them in the preview. ${reason}`,
  "outcome-unknown": ({ name, installation, search }: { name: string; installation: string; search: string }) =>
    `The outcome of creating ${name} is unknown: the response was lost or invalid. Search for a store named ${name} ` +
    `in ${installation}: ${search}. Wait a few minutes, then run \`pulumi up\` again: it checks for the store before ` +
    "creating one.",
  "outcome-ambiguous": ({ name, ids }: { name: string; ids: readonly string[] }) =>
    `The outcome of creating ${name} is unknown: the response was lost or invalid, and several new stores have that ` +
    `name: ${ids.join(", ")}. None was added to the state. Delete those that you do not need in the Vercel dashboard.`,
  "outcome-unknown-unlisted": ({ name, installation }: { name: string; installation: string }) =>
    `The outcome of creating ${name} is unknown: no response has confirmed it, and the stores could not be listed. ` +
    `Check in the Vercel dashboard whether ${installation} has a store named ${name} before you run again. If it has, ` +
    "set adopt to its id.",
  "creation-pending": ({ name }: { name: string }) =>
    `The outcome of an earlier creation of ${name} in this run is unknown, and it may still be carried out. Nothing was ` +
    "created. Wait a few minutes, then run `pulumi up` again.",
  "name-used-twice": ({ name }: { name: string }) =>
    `name: two resources of the program would create a store named ${name}. Use a different name for one of them.`,
  "name-used-in-team": ({ name, id, integration }: NameAndId & { integration: string }) =>
    `A store named ${name} exists in the team, of ${integration}: ${id}. Vercel may reject a second store of this name. ` +
    "If it does, use a different name.",
  "name-used-in-program": ({ name, other }: { name: string; other: string }) =>
    `Two new stores of the program are named ${name}; the other one is of ${other}. Vercel may reject one of them. ` +
    "If it does, use a different name.",
  "name-conflict": ({ name, id, integration }: NameAndId & { integration: string }) =>
    `The store was not created: Vercel reports a conflict, and the team has a store named ${name}, of ${integration}: ` +
    `${id}. Use a different name.`,
  "store-may-exist": ({ name, id, installation }: NameAndId & { installation: string }) =>
    `A store named ${name} exists in ${installation}: ${id}. If this resource is being replaced (--replace, \`pulumi ` +
    "state taint`), that store and its data are deleted first, as allowReplacement allows. If it is a new resource, its " +
    `creation will fail: use a different name, or set adopt: "${id}".`,
  "response-has-existing-store": (returned: ReturnedStore) =>
    `${formatReturned(returned, "an existing store")} If it is the store of this resource, set adopt: "${returned.id}".`,
  "response-has-owned-store": (returned: ReturnedStore) =>
    formatReturned(returned, "a store of another resource of this program"),
  "store-named-differently": ({ requested, name, id }: ReturnedStore) =>
    `The store that was created for ${requested} is named ${name} at Vercel (${id}). That is no change, and nothing has to be done.`,
  "store-doubtful": ({ name, id }: NameAndId) =>
    `Vercel returned ${id} for the creation of ${name}, but it may have existed before: it is older than the request, ` +
    `or has another name. It is kept in the state. If it is the store of this resource, set adopt: "${id}" and run ` +
    "`pulumi up`. If not, remove it from the state with `pulumi state delete`. `pulumi destroy` deletes it only with " +
    "forceDestroy: true.",
  "run-ended": ({ name }: { name: string }) =>
    `The Pulumi run ended before ${name} was created. Nothing was created. Run \`pulumi up\` again.`,
  "polling-ended": ({ name, id }: NameAndId) =>
    `The Pulumi run ended while ${name} (${id}) was being polled. It stays in the state; the next \`pulumi up\` continues waiting.`,
  "store-failed": ({
    name,
    id,
    status,
    partner,
    consoleUrl,
  }: NameAndId & { status: string; partner: string; consoleUrl: string | undefined }) =>
    `${name} (${id}) will not become available: ${terminalStatuses[status]} (${status}). It stays in the state. ` +
    `${formatRemedy(status, partner)}, and run \`pulumi up\` again, or run \`pulumi destroy\`.${formatConsole(consoleUrl)}`,
  "store-not-ready": ({
    name,
    id,
    status,
    elapsedMs,
    consoleUrl,
  }: NameAndId & { status: string; elapsedMs: number; consoleUrl: string | undefined }) =>
    `${name} (${id}) was created, but is still ${status} after ${formatElapsed(elapsedMs)}. It stays in the state; ` +
    `the next \`pulumi up\` continues waiting.${formatConsole(consoleUrl)}`,
  "status-unknown": ({ name, id, status }: NameAndId & { status: string }) =>
    `Vercel returns ${status} for ${name} (${id}), instead of available. The store is used as it is; check it in the ` +
    "Vercel dashboard.",
  "store-suspended": ({ name, id, status, dashboardUrl, consoleUrl }: NameAndId & Suspension) =>
    `${name} (${id}) is not available: ${terminalStatuses[status] ?? status} (${status}), when it was last read. It stays ` +
    `in the state. ${formatRemedy(status, "the partner", dashboardUrl)}, then run \`pulumi refresh\`.` +
    formatConsole(consoleUrl),
  "store-changed": ({ name, id, changes }: NameAndId & { changes: readonly string[] }) =>
    `${name} (${id}) was changed at Vercel: ${changes.join(", ")}. The program leaves that open, so \`pulumi up\` accepts ` +
    "it. If it is not wanted, change it back at Vercel, then run `pulumi refresh`.",
  "secrets-unreadable": ({ name, unread }: { name: string; unread: readonly string[] }) =>
    `${name}: this token cannot read the values of ${unread.join(", ")}. \`secrets\` does not contain them; ` +
    "`secretNames` lists them. Connect the store to a project and read them there.",
  "secrets-not-read": ({ name, names, reason }: UnreadSecrets) =>
    `${name}: the values of ${names.join(", ")} could not be read, so \`secrets\` does not contain them yet. The next ` +
    `\`pulumi up\` or \`pulumi refresh\` tries again. ${reason}`,
  "secrets-stale": ({ name, reason }: UnreadSecrets) =>
    `${name}: could not refresh the connection details; \`secrets\` keeps the previous values. ` +
    `The next \`pulumi refresh\` tries again. ${reason}`,
  "secrets-rotated": ({ name, id, rotatedAt }: NameAndId & { rotatedAt: string }) =>
    `The secrets of ${name} (${id}) were rotated at ${rotatedAt}. Run \`pulumi up\` to pass the new values to ` +
    "the resources of this program, and update whatever else uses the old ones.",
  "store-sandbox": ({ name, id, url, reason }: NameAndId & { url: string | undefined; reason: string | undefined }) =>
    `${name} (${id}) is a sandbox: no account at the partner owns it, and it may be deleted unless somebody claims it.` +
    `${reason === undefined ? "" : ` The link could not be requested: ${reason} If it was claimed, run \`pulumi refresh\`.`}` +
    `${url === undefined ? "" : ` Claim it: ${url}`}`,
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
    "it, revert the change; if somebody changed the store at Vercel, let the program say what the store has now: that " +
    "is no change. To replace it, set allowReplacement: true on this store and run again.",
  "replacement-not-verified": ({ name, id, changed }: NameAndId & { changed: readonly string[] }) =>
    `Changing ${changed.join(" and ")} may require a new store in place of ${name} (${id}), and that could not be ` +
    "verified at Vercel. Nothing was deleted. Run again when Vercel is reachable.",
  "replacement-by-option": ({ name, id }: { name: string; id: string | undefined }) =>
    `A resource option (replaceOnChanges, replacementTrigger or replaceWith) would replace ` +
    `${id === undefined ? name : `${name} (${id})`}: the store and its data would be deleted. To keep it, remove the ` +
    "option. To replace it, set allowReplacement: true on this store, run `pulumi up`, and run again. If two resources of " +
    "the program " +
    "have this logical name, set a different name for one of them.",
  "replacement-not-listed": ({ name, id }: NameAndId) =>
    `${name} (${id}) was not deleted: a resource of the program is to create a store of this name, so this one is being ` +
    "replaced (--replace, `pulumi state taint`), and the team's stores could not be listed, so that the creation would " +
    "fail. Run again when Vercel is reachable, with a token that can list the stores.",
  "replacement-retains": ({ name }: { name: string }) =>
    `${name} would be replaced, and retainOnDelete keeps the old store, so its name is taken and the new store cannot ` +
    "be created. Set a different name, or remove retainOnDelete.",
  "replacement-adopts-itself": ({ name, id }: NameAndId) =>
    `${name} (${id}) was not deleted: the program says adopt: "${id}", so a resource of the program is to have it. To ` +
    "replace this store, set allowReplacement: true and remove adopt. To move it to another resource, use aliases.",
  "store-may-have-owner": ({ name, id }: NameAndId) =>
    `${name} (${id}) was not deleted: another resource of the program has this store too, and the state does not say ` +
    "which of the two owns it. If this resource was renamed, give the other one its old name with aliases. If it is being " +
    "replaced, run `pulumi refresh` first, which records the owner. Otherwise remove this one from the state: `pulumi " +
    "state delete <its URN>`.",
  "store-in-use": ({ name, id, projects }: NameAndId & { projects: string }) =>
    `${name} (${id}) is connected to ${projects}. It was not deleted. Disconnect them, or set forceDestroy: true on ` +
    "this store, run `pulumi up`, then destroy again. A ProjectConnection with retainOnDelete, or with deletedWith this " +
    "store, stays connected.",
  "store-use-unknown": ({ name, id }: NameAndId) =>
    `${name} (${id}) was not deleted: Vercel does not say whether projects are connected to it, and this token cannot ` +
    "list its connections. Use a token that can, or set forceDestroy: true on this store, run `pulumi up`, then destroy " +
    "again.",
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

/** What a person can do about a terminal status, without the full stop. */
function formatRemedy(status: string, partner: string, dashboardUrl?: string): string {
  const page = dashboardUrl === undefined ? "in the Vercel dashboard" : `at ${dashboardUrl}`;
  if (status === "limits-exceeded-suspended") return `Upgrade its plan ${page}`;
  if (status === "limits-exceeded-suspended-store-count") {
    return `Upgrade the plan ${page}, or delete stores of this kind that are not needed`;
  }
  if (status === "uninstalled") return "Install its integration again, or remove the store from the program";
  return `Repair it at Vercel or ${partner}`;
}

/** Statuses that a store leaves without help. */
export const transientStatuses: readonly string[] = ["initializing", "onboarding"];

export function formatPlan(name: string, plan: BillingPlan, needsDefaultPaymentMethod: boolean): string {
  const price = plan.cost === "" ? "" : `, ${plan.cost}`;
  const payment = needsDefaultPaymentMethod
    ? ". It requires a payment method: the team's default one, unless paymentMethodId is set."
    : "";
  const scope = plan.scope === undefined ? "" : ", shared by all stores of the installation";
  return `${name}: plan ${plan.name}${price} (paid${scope})${payment}`;
}

/** For a product whose plans are not those of single stores. */
export function formatSharedPlan(name: string, installation: string): string {
  return `${name}: the plan of the installation ${installation}, which all its stores share`;
}

/** The status of a store that is waited for. */
export function formatStatus(status: string | null | undefined): string {
  if (!status) return "no status yet";
  return transientStatuses.includes(status) ? status : `${status}, a status that this version does not know`;
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
