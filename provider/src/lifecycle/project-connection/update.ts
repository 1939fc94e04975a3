// update: completes a connection whose variables were not read yet. Every other change replaces the connection.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Context } from "../core/context";
import { keepInState } from "../core/operation";
import { lookup } from "./lookup";
import { fail } from "./messages";
import { completeConnection, partialOf } from "./ready";
import { formatRecorded, isSettled } from "./state";

export async function update(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<ConnectionState> {
  const state: ConnectionState = { ...olds, ...news };
  if (isSettled(olds)) return state;
  return keepInState(context, partialOf({ id, state }), async () => {
    const recorded = { id, state: olds };
    const connection = await lookup(context, recorded, context.clock.monotonic());
    if (connection === undefined) throw fail("connection-deleted", { connection: formatRecorded(recorded) });
    const teamSlug = slugAmong(news.teamId, olds.place?.teamSlug);
    return completeConnection(context, connection, { inputs: news, teamSlug });
  });
}
