// read: the connection as it is now, for refresh and for `get`. Only one that is surely gone is dropped.
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { VercelError } from "../../vercel/errors";
import type { Context, ReadResult } from "../core/context";
import { describeFailure } from "../core/operation";
import { find } from "./find";
import type { Found } from "./link";
import { locate, teamIn } from "./lookup";
import { isComplete, readNow } from "./ready";
import { inputsFrom, labelIn, labelOf, stateOf, withLiveEnvironments } from "./state";
import { learnTeamSlug, teamSlugIn, withTeamSlug } from "./team-slug";
import { tellUnreadable } from "./unreadable";
import type { Reading } from "./variables";

export async function read(
  context: Context,
  id: string,
  state: ConnectionState | undefined,
): Promise<ReadResult<ConnectionInputs, ConnectionState> | undefined> {
  const session = context.session();
  const notBefore = context.clock.now() - context.timings.listMaxAgeSeconds * 1000;
  const label = state === undefined ? `connection ${id}` : `${labelIn(state)} (${id})`;
  try {
    const found = state === undefined ? await find(context, id) : await locate(context, id, state, notBefore);
    if (found === undefined) return undefined;
    const inputs = state === undefined ? inputsFrom(found) : withLiveEnvironments(state, found);
    const reading = await present(context, inputs, found, state, notBefore);
    // The team in which it was found by a slug has that slug.
    const team = state === undefined ? session.account.team : teamIn(context, state);
    const now = withTeamSlug(stateOf(inputs, found, reading), team, state && teamSlugIn(state));
    return { inputs, state: await learnTeamSlug(context, now) };
  } catch (error) {
    throw new Error(describeFailure(error, `read ${label}`, session.account));
  }
}

/** Fresh values. Where they cannot be had just now the ones in the state stay; where there are none it stays unfinished. */
async function present(
  context: Context,
  inputs: ConnectionInputs,
  found: Found,
  state: ConnectionState | undefined,
  notBefore: number,
): Promise<Reading | undefined> {
  const last = lastReading(state);
  try {
    const reading = await readNow(context, inputs, found, notBefore);
    if (state === undefined) tellUnreadable(context, labelOf(found), reading);
    return last !== undefined || state === undefined || isComplete(found, reading) ? reading : undefined;
  } catch (error) {
    if (last === undefined || !VercelError.isInstance(error)) throw error;
    context.log.warning(`${labelOf(found)}: its values are those of the last run. ${error.message}`);
    return last;
  }
}

function lastReading(state: ConnectionState | undefined): Reading | undefined {
  if (state?.values === undefined) return undefined;
  return { values: state.values, unreadable: state.unreadable ?? [], absent: [], refused: false };
}
