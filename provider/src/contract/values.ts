// Plain values: equality that ignores spelling, the engine's unknown value, and small tools for objects.
import { createHash } from "node:crypto";

/** A string that is equal for equal values: key order does not count, and `undefined` members are absent. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? "undefined";
}

export function isSame(a: unknown, b: unknown): boolean {
  return canonicalText(a) === canonicalText(b);
}

/**
 * Whether two values are equal apart from what a server may normalize: the order of a list, spaces around a string,
 * letter case, and numbers as strings.
 */
export function isSameNormalized(a: unknown, b: unknown): boolean {
  return isSame(normalized(a), normalized(b));
}

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalized).map(canonicalText).sort();
  if (typeof value === "string") return value.trim().toLowerCase();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** A digest that is equal for equal values. It stands for values that may hold secrets. */
export function digest(value: unknown): string {
  return createHash("sha256").update(canonicalText(value)).digest("base64");
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}

/**
 * What the engine sends during a preview for a value that another resource has still to produce. It is a string
 * whatever the type of the property, so a rule must call `isUnknown` before it reads a value.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** Whether a value is unknown, or contains an unknown at any depth. */
export function containsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isRecord(value) && Object.values(value).some(containsUnknown);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object type whose members may be absent, but never `undefined`. */
type WithoutUndefined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** A copy without the members that are `undefined`. */
export function omitUndefined<T extends object>(value: T): WithoutUndefined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as unknown as WithoutUndefined<T>;
}

/** A copy without the members of these names. */
export function omit<Value extends object, Name extends keyof Value>(
  value: Value,
  names: readonly Name[],
): Omit<Value, Name> {
  const dropped: readonly PropertyKey[] = names;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !dropped.includes(name))) as Omit<Value, Name>;
}

/** The members of these names that are defined. */
export function pick<Value extends object, Name extends keyof Value>(
  value: Value,
  names: readonly Name[],
): Partial<Pick<Value, Name>> {
  const entries = names.map((name) => [name, value[name]]).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as Partial<Pick<Value, Name>>;
}

/** The value, or undefined if it cannot be had. */
export function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
