// update: completes a connection whose variables were not read yet, or are missing. Other changes need no request, or
// replace the connection.
import { slugAmong } from "../../account/teams";
import {
  CONNECTION_STATE_VERSION,
  type ConnectionInputs,
  type ConnectionState,
  connectionArgumentNames,
} from "../../contract/project-connection";
import { omit } from "../../contract/values";
import type { Context } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { keepInState } from "../core/operation";
import { readKnown } from "./known-values";
import { lookup } from "./lookup";
import { fail } from "./messages";
import { completeConnection, partialOf } from "./ready";
import { formatRecorded, isSettled, toState } from "./state";

export async function update(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<ConnectionState> {
  rejectNewerState(olds, CONNECTION_STATE_VERSION, formatRecorded({ id, state: olds }));
  const state: ConnectionState = { ...omit(olds, connectionArgumentNames), ...news };
  if (isSettled(olds)) return state;
  return keepInState(context, partialOf({ id, state }), async () => {
    const recorded = { id, state: olds };
    const notBefore = context.clock.monotonic();
    const connection = await lookup(context, recorded, notBefore);
    if (connection === undefined) throw fail("connection-deleted", { connection: formatRecorded(recorded) });
    const teamSlug = slugAmong(news.teamId, olds.place?.teamSlug);
    if (olds.values === undefined)
      return completeConnection(context, connection, { inputs: news, teamSlug, known: olds, isOld: true });
    // What is still missing was reported, and is no change from now on.
    const { reading } = await readKnown(context, { inputs: news, connection, state: olds, notBefore });
    return toState(news, connection, { reading, teamSlug, known: olds });
  });
}
