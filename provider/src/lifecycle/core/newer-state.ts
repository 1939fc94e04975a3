// States that a newer version of this package wrote: what this version does not know is kept, and nothing is changed.
import { messagesOf } from "../../errors/messages";

export const newerStateMessages = {
  "state-too-new": ({ resource, version, known }: { resource: string; version: number; known: number }) =>
    `The state of ${resource} was written by a newer version of pulumi-vercel-marketplace (its stateVersion is ` +
    `${version}; this version knows ${known}), so it was not changed. Install the version that your team uses, or ` +
    "the newest: `npm install pulumi-vercel-marketplace@latest`.",
};

const { fail } = messagesOf(newerStateMessages);

/** The fields of a state that this version does not know. They belong to a newer version, and are written back. */
export function unknownFields(state: object, knownNames: readonly string[]): Record<string, unknown> {
  const known = new Set([...knownNames, "stateVersion"]);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !known.has(name)));
}

/** The version to write: that of the state if it is newer. */
export function stateVersionOf(state: { stateVersion?: number } | undefined, known: number): number {
  return Math.max(known, state?.stateVersion ?? 0);
}

/** Rejects a change of a resource whose state this version does not know fully. @throws {@link OperationError} */
export function rejectNewerState(state: { stateVersion?: number }, known: number, resource: string): void {
  const { stateVersion: version = 0 } = state;
  if (version > known) throw fail("state-too-new", { resource, version, known });
}
