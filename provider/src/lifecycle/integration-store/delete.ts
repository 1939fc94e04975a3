// delete: never while projects are connected, one DELETE per run, and not done before the store is deleted.
import { STATE_VERSION, type StoreInputs, type StoreState } from "../../contract/integration-store";
import { disconnectProjects, listConnectionIds } from "../../vercel/api/connections";
import type { Store } from "../../vercel/api/stores";
import { deleteStore, getStore } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import { isListed } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { isForbidden, isNotFound, runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import type { Registration } from "../core/registrations";
import { nameKey } from "./conflicts";
import { fail, formatNotDeleted } from "./messages";
import { getUnlessDeleted } from "./read";
import { mayHoldData } from "./replacement";
import { formatLabel, timeoutOf } from "./state";

export async function remove(context: Context, id: string, state: StoreState): Promise<void> {
  const { stores } = context.ownership;
  const { name = "The store", ownerToken } = state;
  if (stores.isOwnedByAnother(id, ownerToken)) {
    context.log.info(formatNotDeleted({ name, id }));
    return;
  }
  await runOperation(context, { name: "delete", resource: formatLabel(state, id) }, async () => {
    if (stores.mayBeOwnedByAnother(id, ownerToken)) throw fail("store-may-have-owner", { name, id });
    // Deleted before the adoption, so it is the adopting resource that has the store, and that is being replaced.
    if (stores.isClaimed(id) && !context.registrations.isRecreatable(id)) {
      throw fail("replacement-adopts-itself", { name, id });
    }
    if (isReplacedWithoutConsent(context, id, state)) throw fail("replacement-by-option", { name, id });
    if (mayHoldData(state) && context.registrations.isUnlisted(name))
      throw fail("replacement-not-listed", { name, id });
    rejectNewerState(state, STATE_VERSION, formatLabel(state, id));
    if (state.doubtful && state.forceDestroy !== true) throw fail("store-doubtful", { name, id });
    const store = await getUnlessDeleted(context, id, state, { skipMetadata: true });
    if (exists(store)) {
      if (await isConnected(context, state, store)) await disconnect(context, id, state, store);
      await deleteOnce(context, id, state);
      await pollUntilDeleted(context, id, state);
      context.session().stores.recordDeleted(id);
    }
    stores.record("released", id);
    context.registrations.releaseName(nameKey(state));
  });
}

/**
 * Whether a resource option replaces the store, and no check could reject it: with `ignoreChanges` a check does not
 * recognize the replacement, and with `replaceWith` the deletion comes before the check.
 */
function isReplacedWithoutConsent({ registrations }: Context, id: string, state: StoreState): boolean {
  const isOf = (one: Registration<StoreInputs>) =>
    one.id === id ||
    (one.olds.name === state.name &&
      one.olds.integrationConfigurationId === state.integrationConfigurationId &&
      one.olds.productId === state.productId);
  const isDependent = registrations.recordDeleting(isOf) && state.allowReplacement !== true;
  const isHidden = registrations
    .existing()
    .some((one) => one.mayBeReplaced && !one.isReplacedByDiff && one.checked.allowReplacement !== true && isOf(one));
  return mayHoldData(state) && (isDependent || isHidden);
}

function exists(store: Store | undefined): store is Store {
  return store !== undefined && store.status !== "uninstalled";
}

/**
 * Whether projects may be connected. A token may see fewer projects than there are: a response without their number says
 * nothing, and the list of connections decides.
 */
async function isConnected(context: Context, state: StoreState, store: Store): Promise<boolean> {
  const { id, projectsMetadata, totalConnectedProjects } = store;
  if ((projectsMetadata ?? []).length > 0 || (totalConnectedProjects ?? 0) > 0) return true;
  if (projectsMetadata && totalConnectedProjects !== undefined) return false;
  try {
    return (await listConnectionIds(context.session().api(state.teamId), id)).length > 0;
  } catch (error) {
    if (!VercelError.isInstance(error)) throw error;
    if (state.forceDestroy === true) return true;
    throw fail("store-use-unknown", { name: state.name ?? "The store", id }, error);
  }
}

/** Disconnects the store's projects, with the program's consent only. */
async function disconnect(context: Context, id: string, state: StoreState, store: Store): Promise<void> {
  if (state.forceDestroy !== true) {
    throw fail("store-in-use", { name: state.name ?? "The store", id, projects: formatProjects(store) });
  }
  await disconnectProjects(context.session().api(state.teamId), id);
}

function formatProjects({ projectsMetadata, totalConnectedProjects }: Store): string {
  const visible = (projectsMetadata ?? []).map((project) => project.name ?? project.projectId);
  // A store that only the list of connections shows as used has at least one.
  const total = Math.max(visible.length, totalConnectedProjects ?? 0, 1);
  const projects = `${total} project${total === 1 ? "" : "s"}`;
  if (total === visible.length) return `${projects} (${visible.join(", ")})`;
  return visible.length === 0
    ? `${projects} that this token does not see`
    : `${projects}, of which this token sees ${visible.join(", ")}`;
}

/** Sends one DELETE. If its response is lost, or says that there is no such store, the store is looked up. */
async function deleteOnce(context: Context, id: string, state: StoreState): Promise<void> {
  try {
    await deleteStore(context.session().api(state.teamId), id);
  } catch (error) {
    const isAmbiguous = isNotFound(error) || (VercelError.isInstance(error) && error.outcome === "unknown");
    // No response has accepted the deletion, so a 404 by id must be confirmed.
    const options = { skipMetadata: true, wasReadable: true };
    if (!isAmbiguous || exists(await getUnlessDeleted(context, id, state, options))) throw error;
  }
}

async function pollUntilDeleted(context: Context, id: string, state: StoreState): Promise<void> {
  const what = `${formatLabel(state, id)}: waiting until it is deleted`;
  const options = { what, deadlineSeconds: timeoutOf("delete", state) };
  const result = await pollUntil<true>(context, options, async () =>
    (await stillExists(context, id, state)) ? "pending" : { done: true },
  );
  if (result.ended === "done") return;
  const { name = "The store" } = state;
  if (result.ended === "engine gone") throw fail("polling-ended", { name, id });
  throw fail("deletion-timed-out", { name, id, elapsedMs: result.elapsedMs });
}

/** The deletion was accepted, so team and token are the right ones: a 404 needs no confirmation. */
async function stillExists(context: Context, id: string, state: StoreState): Promise<boolean> {
  try {
    return exists(await getStore(context.session().api(state.teamId), id, { skipMetadata: true }));
  } catch (error) {
    if (isNotFound(error)) return false;
    const session = context.session();
    if (isForbidden(error)) return isListed(context, id, session.teamOf(state.teamId));
    throw error;
  }
}
