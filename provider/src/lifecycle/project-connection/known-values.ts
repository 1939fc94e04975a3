// Known values of variables. A token with fewer rights, or a malformed response, never removes them.
import { type ConnectionInputs, type ConnectionState, isSamePrefix } from "../../contract/project-connection";
import { pick } from "../../contract/values";
import type { Context } from "../core/context";
import { say } from "./messages";
import { readValues } from "./ready";
import { type Connection, formatConnection, type KnownReading } from "./state";

export interface KnownConnection {
  inputs: ConnectionInputs;
  connection: Connection;
  /** A state with values. */
  state: ConnectionState;
  /** A request for values that was sent earlier (monotonic clock) is too old. */
  notBefore: number;
}

/** What can be read now, and the last known value of every other variable; and what the project no longer has. */
export async function readKnown(
  context: Context,
  { inputs, connection, state, notBefore }: KnownConnection,
): Promise<{ reading: KnownReading; missing: string[] }> {
  // Somebody gave the variables another prefix: those of the old names are gone, and not missing.
  const isRenamed = !isSamePrefix(inputs.envVarPrefix, state.envVarPrefix);
  const known = isRenamed ? [] : [...(state.variableNames ?? []), ...(state.missingVariables ?? [])];
  const read = await readValues(context, connection, { inputs, notBefore, names: known });
  const previous = (isRenamed ? undefined : state.values) ?? {};
  const unread = Object.keys(previous).filter((name) => !(name in read.values));
  const values = { ...pick(previous, unread), ...read.values } as Record<string, string>;
  const stale = read.unreadable.filter((name) => unread.includes(name));
  if (stale.length > 0) {
    const reason = `This token did not get ${stale.join(", ")}.`;
    warnStale(context, connection, reason);
  }
  const missing = read.absent.filter((name) => known.includes(name));
  if (missing.length > 0) {
    const warning = say("connection-variables-missing", { connection: formatConnection(connection), missing });
    context.log.warning(warning);
  }
  const names = read.names.filter((name) => !read.absent.includes(name));
  const unreadable = read.unreadable.filter((name) => !(name in values));
  return { reading: { names, values, unreadable }, missing };
}

/** One warning per process. */
export function warnStale(context: Context, connection: Connection, reason: string): void {
  const warning = say("connection-values-stale", { connection: formatConnection(connection), reason });
  context.preflight.warnOnce("connection-values", warning);
}
