// When an argument means what it meant: the order of environments, an absent flag and a team left out are no change.

import type { ConnectionInputs } from "../../contract/project-connection";
import { type ConnectionArgumentName, connectionArgumentNames } from "../../contract/project-connection-arguments";
import { containsUnknown } from "../../contract/unknown";
import { isSame } from "../../contract/values";
import { sameEnvironments } from "./link";

/** Whether an argument means what it meant. What is unknown may mean anything, so it does not. */
export function meansTheSame(name: ConnectionArgumentName, old: ConnectionInputs, given: ConnectionInputs): boolean {
  const [before, now] = [old[name], given[name]];
  if (containsUnknown(now)) return false;
  if (isSame(before, now)) return true;
  if (name === "environments") return sameEnvironments(old.environments ?? [], given.environments ?? []);
  if (name === "sensitive") return (before ?? false) === (now ?? false);
  // The team of a connection that exists stays its team.
  return name === "teamId" && now === undefined;
}

/** The arguments in the old spelling wherever they mean what they meant. */
export function keepOld(old: ConnectionInputs, given: ConnectionInputs): ConnectionInputs {
  const kept: Partial<Record<ConnectionArgumentName, unknown>> = {};
  for (const name of connectionArgumentNames) {
    const value = meansTheSame(name, old, given) ? old[name] : given[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept as ConnectionInputs;
}
