// update: finishes a connection whose variables were not read yet. Every other change replaces the connection.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Context } from "../core/context";
import { lookup } from "./lookup";
import { fail } from "./messages";
import { pollUntilReady, withPartialState } from "./ready";
import { formatRecorded, isSettled, toState } from "./state";

export async function update(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<ConnectionState> {
  const state: ConnectionState = { ...olds, ...news };
  if (isSettled(olds)) return state;
  const resource = formatRecorded(id, olds);
  return withPartialState(context, { id, state, resource }, async () => {
    const existing = await lookup(context, id, olds, context.clock.monotonic());
    if (existing === undefined) throw fail("connection-gone", { connection: resource });
    const { connection, reading } = await pollUntilReady(context, news, existing);
    return toState(news, connection, { reading, teamSlug: slugAmong(news.teamId, olds.place?.teamSlug) });
  });
}
