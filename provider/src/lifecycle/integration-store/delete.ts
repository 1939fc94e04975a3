// delete: never while projects use the store, never twice, and not done before the store is gone.

import { inWords } from "../../contract/duration";
import type { StoreState } from "../../contract/integration-store";
import { deleteStore } from "../../vercel/api/delete-store";
import { disconnectProjects } from "../../vercel/api/disconnect-projects";
import { getStore } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import { confirmGone, saysNotThere } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { describeFailure, StoreError } from "../core/operation";
import { noteReleased } from "../core/ownership";
import { secondsFor } from "./finish";
import { staysWithAnother } from "./owners";

const SLOWEST = 10;

export async function remove(context: Context, id: string, state: StoreState): Promise<void> {
  if (staysWithAnother(context, id, state)) {
    context.log.info(
      `${state.name ?? "The store"} (${id}) was not deleted: another resource of the program has it now.`,
    );
    return;
  }
  const session = context.session();
  try {
    // Observe
    const store = await look(context, id, state);
    if (store === undefined || !isThere(store)) return;
    if (isInUse(store)) await disconnect(context, id, state, store);
    // Ensure
    await ensureDeleted(context, id, state);
    // Confirm
    await waitUntilGone(context, id, state);
    session.stores.noteDeleted(id);
    noteReleased(context, id);
  } catch (error) {
    throw new StoreError(describeFailure(error, `delete ${state.name ?? "the store"} (${id})`, session.account));
  }
}

/** The store, or undefined where it is surely gone. */
async function look(context: Context, id: string, state: StoreState): Promise<Store | undefined> {
  const session = context.session();
  const team = state.teamId ?? session.account.team;
  try {
    return await getStore(session.transport, team, id, { skipMetadata: true });
  } catch (error) {
    if (!saysNotThere(error)) throw error;
    const { name = "the store", integrationConfigurationId } = state;
    return confirmGone(session, { id, name, team, integrationConfigurationId });
  }
}

/** A token may see fewer projects than there are. */
function isInUse({ projectsMetadata, totalConnectedProjects }: Store): boolean {
  return (projectsMetadata ?? []).length > 0 || (totalConnectedProjects ?? 0) > 0;
}

/** Takes the store out of its projects, by the program's word only. */
async function disconnect(context: Context, id: string, state: StoreState, store: Store): Promise<void> {
  if (state.forceDestroy !== true) {
    throw new StoreError(
      `${state.name ?? "The store"} (${id}) is used by ${usersOf(store)}. It was not deleted. Disconnect them, or set ` +
        "forceDestroy: true on this store, run `pulumi up`, and destroy again.",
    );
  }
  const session = context.session();
  await disconnectProjects(session.transport, state.teamId ?? session.account.team, id);
}

function usersOf({ projectsMetadata, totalConnectedProjects }: Store): string {
  const seen = (projectsMetadata ?? []).map((project) => project.name ?? project.projectId);
  const total = Math.max(seen.length, totalConnectedProjects ?? 0);
  const projects = `${total} project${total === 1 ? "" : "s"}`;
  if (total === seen.length) return `${projects}: ${seen.join(", ")}`;
  return seen.length === 0
    ? `${projects} that this token does not see`
    : `${projects}, of which this token sees ${seen.join(", ")}`;
}

/** One DELETE. Where its answer was lost, or is that there is no such store, that is looked at; it is not sent again in this run. */
async function ensureDeleted(context: Context, id: string, state: StoreState): Promise<void> {
  const session = context.session();
  try {
    await deleteStore(session.transport, state.teamId ?? session.account.team, id);
  } catch (error) {
    const unclear = saysNotThere(error) || (VercelError.isInstance(error) && error.outcome === "unknown");
    // Nobody has accepted the deletion, so a look by id that finds nothing is doubted as in a refresh.
    if (!unclear || isThere(await look(context, id, state))) throw error;
  }
}

function isThere(store: Store | undefined): boolean {
  return store !== undefined && store.status !== "uninstalled";
}

/** A look at a store whose deletion was accepted: its team and token are the right ones, so a 404 is the truth. */
async function isStillThere(context: Context, id: string, state: StoreState): Promise<boolean> {
  const session = context.session();
  try {
    return isThere(await getStore(session.transport, state.teamId ?? session.account.team, id, { skipMetadata: true }));
  } catch (error) {
    if (saysNotThere(error)) return false;
    throw error;
  }
}

async function waitUntilGone(context: Context, id: string, state: StoreState): Promise<void> {
  const { clock, timings } = context;
  const started = clock.now();
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * 1.5, timings.pollSeconds * SLOWEST)) {
    if (!(await isStillThere(context, id, state))) return;
    const waited = clock.now() - started;
    if (waited >= secondsFor("delete", state) * 1000) {
      throw new StoreError(
        `${state.name ?? "The store"} (${id}) is still there ${inWords(waited)} after Vercel accepted its deletion. ` +
          "Run `pulumi destroy` again later.",
      );
    }
    await clock.sleep(pause * 1000, context.signal);
  }
}
