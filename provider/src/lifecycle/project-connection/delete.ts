// delete: takes the variables out of the project, once, and is not done before the connection is gone.

import { inWords } from "../../contract/duration";
import type { ConnectionState } from "../../contract/project-connection";
import { disconnectProject } from "../../vercel/api/disconnect-project";
import { VercelError } from "../../vercel/errors";
import { saysNotThere } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { describeFailure, StoreError } from "../core/operation";
import { isClaimed } from "./claims";
import { linksOf } from "./link";
import { HalfShown, locate, teamIn } from "./lookup";
import { labelIn } from "./state";

const SLOWEST = 10;

export async function remove(context: Context, id: string, state: ConnectionState): Promise<void> {
  const session = context.session();
  if (isClaimed(context, id)) {
    // A resource that was renamed without an alias is made before it is deleted, and has taken the connection over.
    context.log.info(`${labelIn(state)} (${id}) stays connected: another resource of the program has it now.`);
    return;
  }
  try {
    await session.connections.inTurn(state.storeId, async () => {
      const done = await disconnect(context, id, state);
      await waitUntilGone(context, id, state, done);
    });
  } catch (error) {
    throw new StoreError(describeFailure(error, `disconnect ${labelIn(state)} (${id})`, session.account));
  }
}

/** What is known after the DELETE. It is not sent again in this run. */
type Disconnected = "accepted" | "not there" | VercelError;

async function disconnect(context: Context, id: string, state: ConnectionState): Promise<Disconnected> {
  try {
    await disconnectProject(context.session().transport, teamIn(context, state), state.storeId, id);
    return "accepted";
  } catch (error) {
    if (saysNotThere(error)) return "not there";
    if (VercelError.isInstance(error) && error.outcome === "unknown") return error;
    throw error;
  }
}

async function waitUntilGone(context: Context, id: string, state: ConnectionState, done: Disconnected): Promise<void> {
  const { clock, timings } = context;
  const started = clock.now();
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * 2, timings.pollSeconds * SLOWEST)) {
    const isThere = done === "accepted" ? await isListed(context, id, state) : await isLocated(context, id, state);
    if (!isThere) return;
    if (VercelError.isInstance(done)) throw done;
    const waited = clock.now() - started;
    if (waited >= timings.settleSeconds * 1000) {
      throw new StoreError(
        `${labelIn(state)} (${id}) is still connected ${inWords(waited)} after it was disconnected. Run again later.`,
      );
    }
    await clock.sleep(pause * 1000, context.signal);
  }
}

/** After an accepted DELETE the store's own word is enough: team and token were the right ones. */
async function isListed(context: Context, id: string, state: ConnectionState): Promise<boolean> {
  const { connections } = context.session();
  try {
    const store = await connections.store(teamIn(context, state), state.storeId, context.clock.now());
    return linksOf(store).some((link) => link.id === id);
  } catch (error) {
    if (saysNotThere(error)) return false;
    throw error;
  }
}

/** Not there may also mean looked for in the wrong place: a strict look tells the two apart. */
async function isLocated(context: Context, id: string, state: ConnectionState): Promise<boolean> {
  try {
    return (await locate(context, id, state, context.clock.now())) !== undefined;
  } catch (error) {
    if (error instanceof HalfShown) return true;
    throw error;
  }
}
