// What is left once a connection's id is known: wait until its variables are there, and read their values.

import { inWords } from "../../contract/duration";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Context } from "../core/context";
import { StoreError } from "../core/operation";
import { READY } from "../integration-store/state";
import { type Found, linksOf } from "./link";
import { labelOf, namesOf, stateOf } from "./state";
import { tellUnreadable } from "./unreadable";
import { type Reading, readVariables } from "./variables";

const SLOWEST = 5;

/** The state of the finished connection. Throws when its variables do not appear in time. */
export async function finish(context: Context, inputs: ConnectionInputs, seen: Found): Promise<ConnectionState> {
  const { clock, timings } = context;
  const started = clock.now();
  let found = seen;
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * 1.5, timings.pollSeconds * SLOWEST)) {
    const reading = await readNow(context, inputs, found, clock.now());
    if (isComplete(found, reading)) {
      tellUnreadable(context, labelOf(found), reading);
      return stateOf(inputs, found, reading);
    }
    const waited = clock.now() - started;
    if (waited >= timings.variablesSeconds * 1000) throw new StoreError(outOfTime(found, reading, waited));
    if (!(await context.engineIsAlive()))
      throw new StoreError(`${labelOf(found)} (${found.link.id}): the run has ended.`);
    await clock.sleep(pause * 1000, context.signal);
    found = await lookAgain(context, inputs, found);
  }
}

/** What can be read of a connection at present. Answers from before `notBefore` are too old. */
export function readNow(context: Context, inputs: ConnectionInputs, found: Found, notBefore: number): Promise<Reading> {
  return readVariables(context, {
    team: teamFor(context, inputs, found),
    storeId: inputs.storeId,
    projectId: inputs.projectId,
    environments: inputs.environments ?? found.link.environments ?? [],
    names: namesOf(found),
    notBefore,
  });
}

/** Whether the variables are there. A store that is ready and has no connection details has none to wait for. */
export function isComplete(found: Found, reading: Reading): boolean {
  const { secrets, status } = found.store;
  const expected = (secrets ?? []).length > 0 || (status ?? READY) !== READY;
  return reading.absent.length === 0 && (namesOf(found).length > 0 || !expected);
}

async function lookAgain(context: Context, inputs: ConnectionInputs, found: Found): Promise<Found> {
  const { connections } = context.session();
  const team = teamFor(context, inputs, found);
  const store = await connections.store(team, inputs.storeId, context.clock.now());
  const link = linksOf(store).find(({ id }) => id === found.link.id);
  if (link !== undefined) return { store, link };
  throw new StoreError(
    `${labelOf(found)} (${found.link.id}) is not connected any more. Run \`pulumi refresh\` to take note of it, then \`pulumi up\`.`,
  );
}

function teamFor(context: Context, inputs: ConnectionInputs, { store }: Found): string | undefined {
  return store.ownerId?.startsWith("team_") ? store.ownerId : (inputs.teamId ?? context.session().account.team);
}

function outOfTime(found: Found, { absent }: Reading, waited: number): string {
  const what =
    absent.length === 0 ? "its variables have" : `${absent.join(", ")} ${absent.length === 1 ? "has" : "have"}`;
  return (
    `${labelOf(found)} (${found.link.id}) is connected, but ${what} not appeared in the project after ${inWords(waited)}. ` +
    "The connection is kept; the next `pulumi up` goes on waiting."
  );
}
