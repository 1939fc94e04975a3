// update: changes environments and prefix in place, and completes a connection whose variables were not read yet or are
// missing. Other changes need no request, or replace the connection.
import { slugAmong } from "../../account/teams";
import {
  CONNECTION_STATE_VERSION,
  type ConnectionInputs,
  type ConnectionState,
  connectionArgumentNames,
} from "../../contract/project-connection";
import { omit } from "../../contract/values";
import { responseOrError, VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { rejectNewerState } from "../core/newer-state";
import { keepInState, runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import { changeInPlace } from "./change";
import { type KnownConnection, readKnown } from "./known-values";
import { lookup } from "./lookup";
import { fail } from "./messages";
import { currentDetails } from "./read";
import { completeConnection, partialOf, readValues } from "./ready";
import {
  changedConnectionArguments,
  changesInPlace,
  formatConnection,
  formatRecorded,
  isSettled,
  toState,
} from "./state";

export async function update(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<ConnectionState> {
  const recorded = { id, state: olds };
  rejectNewerState(olds, CONNECTION_STATE_VERSION, formatRecorded(recorded));
  const teamSlug = slugAmong(news.teamId, olds.place?.teamSlug);
  const changed = changedConnectionArguments(olds, news);
  if (changesInPlace(changed)) {
    const operation = { name: "change", resource: formatRecorded(recorded) };
    const connection = await runOperation(context, operation, () =>
      changeInPlace(context, { recorded, news, changed }),
    );
    const details = { teamSlug, known: olds };
    // The variables have new names: the known values belong to the old names.
    if (olds.values === undefined || changed.includes("envVarPrefix")) {
      return completeConnection(context, connection, { inputs: news, ...details });
    }
    const notBefore = await pollUntilMoved(context, { inputs: news, connection, state: olds });
    const { reading } = await currentDetails(context, { inputs: news, connection, state: olds, notBefore });
    return toState(news, connection, { reading, ...details });
  }
  const state: ConnectionState = { ...omit(olds, connectionArgumentNames), ...news };
  if (isSettled(olds)) return state;
  return keepInState(context, partialOf({ id, state }), async () => {
    const notBefore = context.clock.monotonic();
    const connection = await lookup(context, recorded, notBefore);
    if (connection === undefined) throw fail("connection-deleted", { connection: formatRecorded(recorded) });
    if (olds.values === undefined)
      return completeConnection(context, connection, { inputs: news, teamSlug, known: olds, isOld: true });
    // What is still missing was reported, and is no change from now on.
    const { reading } = await readKnown(context, { inputs: news, connection, state: olds, notBefore });
    return toState(news, connection, { reading, teamSlug, known: olds });
  });
}

/**
 * Polls until the variables are in their new environments, where they may appear late. Returns since when (monotonic
 * clock) responses have them. Variables that were missing before, and values that cannot be read, are not waited for.
 */
async function pollUntilMoved(
  context: Context,
  { inputs, connection, state }: Omit<KnownConnection, "notBefore">,
): Promise<number> {
  const { clock, timings } = context;
  let notBefore = clock.monotonic();
  const what = `${formatConnection(connection)}: waiting for its variables in their environments`;
  await pollUntil<true>(context, { what, deadlineSeconds: timings.variablesSeconds }, async () => {
    notBefore = clock.monotonic();
    const reading = await responseOrError(readValues(context, connection, { inputs, notBefore }));
    if (VercelError.isInstance(reading)) return { done: true };
    return reading.absent.every((name) => state.missingVariables?.includes(name)) ? { done: true } : "pending";
  });
  return notBefore;
}
