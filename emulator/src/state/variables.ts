// The variables of a project: which a connection brings, under which names, and which of them are there already.
import type { Behaviour } from "./behaviour.js";
import { meet, type Targets } from "./environments.js";
import { alphanumeric } from "./ids.js";
import { productById } from "./lookup.js";
import type { StoredStore, StoredVariable, World } from "./world.js";

export interface NewVariable extends Targets {
  key: string;
  type: StoredVariable["type"];
  /** The name of the store's secret. */
  secret: string;
}

export interface Wanted extends Targets {
  prefix: string | null;
  sensitive: boolean;
}

/** What a store would bring to a project, in the order of its secrets. */
export function variablesFor(world: World, behaviour: Behaviour, store: StoredStore, wanted: Wanted): NewVariable[] {
  const own = productById(world, store.productId)?.variablePrefix;
  return store.secrets.flatMap(({ name }) =>
    parts(behaviour, wanted).map((part) => ({
      ...part,
      key: variableName(behaviour.prefixRule, name, wanted.prefix, own),
      secret: name,
    })),
  );
}

/**
 * One record for all environments; two where the team wants production and preview sensitive, since development never
 * is. A custom environment counts as a kind of preview.
 */
function parts({ sensitivePolicy }: Behaviour, { sensitive, target, customEnvironmentIds }: Wanted) {
  if (sensitive) return [{ type: "sensitive" as const, target, customEnvironmentIds }];
  if (sensitivePolicy === "off") return [{ type: "encrypted" as const, target, customEnvironmentIds }];
  const readable = target.filter((name) => name === "development");
  const hidden = target.filter((name) => name !== "development");
  return [
    { type: "sensitive" as const, target: hidden, customEnvironmentIds },
    { type: "encrypted" as const, target: readable, customEnvironmentIds: [] },
  ].filter((part) => part.target.length + part.customEnvironmentIds.length > 0);
}

function variableName(rule: Behaviour["prefixRule"], name: string, prefix: string | null, own?: string): string {
  if (prefix === null) return name;
  if (rule === "literal") return `${prefix}${name}`;
  const bare = own !== undefined && name.startsWith(`${own}_`) ? name.slice(own.length + 1) : name;
  return `${prefix.replace(/_$/, "")}_${bare}`;
}

/** The first name that the project has already in one of these environments. */
export function collision(
  { variables }: World,
  projectId: string,
  added: readonly (Targets & { key: string })[],
): string | undefined {
  return added.find(({ key, ...targets }) =>
    variables.some((one) => one.projectId === projectId && one.key === key && meet(one, targets)),
  )?.key;
}

/** What the list of variables shows in place of a value: it looks like one, and tells nothing. */
export function ciphertext(): string {
  return Buffer.from(JSON.stringify({ v: "v2", epk: alphanumeric(24), c: alphanumeric(64) })).toString("base64url");
}
