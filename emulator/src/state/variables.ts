// The variables of a project: which ones a connection adds, their names and values, and name conflicts.
import type { Behaviour } from "./behaviour.js";
import { type Targets, targetsOverlap } from "./environments.js";
import { alphanumeric } from "./ids.js";
import { findProductById } from "./lookup.js";
import type { ServerState, StoredStore, StoredVariable, World } from "./world.js";

export interface NewVariable extends Targets {
  key: string;
  type: StoredVariable["type"];
  /** The name of the store's secret. */
  secret: string;
}

export interface VariableSettings extends Targets {
  prefix: string | null;
  sensitive: boolean;
}

/** The variables that a connection adds to a project, in the order of the store's secrets. */
export function variablesOfStore(
  { world, behaviour }: ServerState,
  store: StoredStore,
  settings: VariableSettings,
): NewVariable[] {
  const partnerPrefix = findProductById(world, store.productId)?.variablePrefix;
  return store.secrets.flatMap(({ name }) =>
    splitBySensitivity(behaviour, settings).map((part) => ({
      ...part,
      key: variableName(behaviour.prefixRule, name, settings.prefix, partnerPrefix),
      secret: name,
    })),
  );
}

/** The value of a variable, whether the API may return it or not. */
export function variableValue({ secretValues, variableValues }: World, { id, from }: StoredVariable): string {
  return (from ? secretValues.get(from.storeId)?.[from.secret] : variableValues.get(id)) ?? "";
}

/**
 * The first name that the project already has in one of the same environments. The variables of a connection that is
 * being changed do not count.
 */
export function findNameConflict(
  { variables }: World,
  projectId: string,
  added: readonly (Targets & { key: string })[],
  changedConnection?: string,
): string | undefined {
  const others = variables.filter(
    (variable) =>
      variable.projectId === projectId &&
      (variable.lingersUntil !== undefined || variable.from?.connectionId !== (changedConnection ?? "")),
  );
  return added.find(({ key, ...targets }) =>
    others.some((variable) => variable.key === key && targetsOverlap(variable, targets)),
  )?.key;
}

/** What the list of variables contains in place of a value. It is random, and does not contain the value. */
export function newCiphertext(): string {
  return Buffer.from(JSON.stringify({ v: "v2", epk: alphanumeric(24), c: alphanumeric(64) })).toString("base64url");
}

/**
 * One variable for all environments. With the team's policy there are two, since development is never sensitive.
 * A custom environment counts as a preview.
 */
function splitBySensitivity(
  { sensitivePolicy }: Behaviour,
  { sensitive, target, customEnvironmentIds }: VariableSettings,
) {
  if (sensitive) return [{ type: "sensitive" as const, target, customEnvironmentIds }];
  if (sensitivePolicy === "off") return [{ type: "encrypted" as const, target, customEnvironmentIds }];
  const development = target.filter((name) => name === "development");
  const others = target.filter((name) => name !== "development");
  return [
    { type: "sensitive" as const, target: others, customEnvironmentIds },
    { type: "encrypted" as const, target: development, customEnvironmentIds: [] },
  ].filter((part) => part.target.length + part.customEnvironmentIds.length > 0);
}

function variableName(
  rule: Behaviour["prefixRule"],
  secret: string,
  prefix: string | null,
  partnerPrefix: string | undefined,
): string {
  if (prefix === null) return secret;
  if (rule === "literal") return `${prefix}${secret}`;
  const hasPartnerPrefix = partnerPrefix !== undefined && secret.startsWith(`${partnerPrefix}_`);
  const name = hasPartnerPrefix ? secret.slice(partnerPrefix.length + 1) : secret;
  return `${prefix.replace(/_$/, "")}_${name}`;
}
