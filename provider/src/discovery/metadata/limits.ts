// Limits of a value: bounds of a number, of a string's length and of a list's length, and patterns.
import { runInNewContext } from "node:vm";
import { orUndefined } from "../../contract/values";

const atLeast = (size: number, bound: number) => size >= bound;
const atMost = (size: number, bound: number) => size <= bound;

/** Keywords that limit a number, the length of a string, or the length of a list. */
const bounds = {
  minimum: { type: "number", holds: atLeast },
  maximum: { type: "number", holds: atMost },
  exclusiveMinimum: { type: "number", holds: (size: number, bound: number) => size > bound },
  exclusiveMaximum: { type: "number", holds: (size: number, bound: number) => size < bound },
  minLength: { type: "string", holds: atLeast },
  maxLength: { type: "string", holds: atMost },
  minItems: { type: "array", holds: atLeast },
  maxItems: { type: "array", holds: atMost },
};

type BoundName = keyof typeof bounds;

export type Bounds = Partial<Record<BoundName, number>>;

const boundNames = Object.keys(bounds) as BoundName[];

export function isBoundName(keyword: string): keyword is BoundName {
  return Object.hasOwn(bounds, keyword);
}

/** Whether a value is within the bounds for its type. As in JSON Schema, bounds for other types have no effect. */
export function isWithin(value: string | number | readonly unknown[], limits: Bounds): boolean {
  const type = Array.isArray(value) ? "array" : typeof value;
  return boundNames.every((name) => {
    const bound = limits[name];
    return bound === undefined || bounds[name].type !== type || bounds[name].holds(sizeOf(value), bound);
  });
}

function sizeOf(value: string | number | readonly unknown[]): number {
  if (typeof value === "number") return value;
  // JSON Schema counts characters; `length` counts UTF-16 units.
  return typeof value === "string" ? [...value].length : value.length;
}

/** The range of a type: `1 to 56`, `3 or more`, `more than 0 and less than 1`; undefined if there is none. */
export function formatRange(limits: Bounds, type: string | undefined): string | undefined {
  const limit = (name: BoundName) => (bounds[name].type === type ? limits[name] : undefined);
  const low = limit("minimum") ?? limit("minLength") ?? limit("minItems");
  const high = limit("maximum") ?? limit("maxLength") ?? limit("maxItems");
  const above = limit("exclusiveMinimum");
  const below = limit("exclusiveMaximum");
  if (above === undefined && below === undefined && low !== undefined && high !== undefined) {
    return low === high ? `exactly ${low}` : `${low} to ${high}`;
  }
  const parts = [
    low === undefined ? undefined : `${low} or more`,
    above === undefined ? undefined : `more than ${above}`,
    high === undefined ? undefined : `${high} or less`,
    below === undefined ? undefined : `less than ${below}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" and ");
}

/** How many milliseconds the evaluations of each pattern have taken. */
export type PatternTimes = Map<string, number>;

/** For all values of a pattern together. Generous, because a busy machine delays simple patterns too. */
const PATTERN_BUDGET_MS = 1_000;
/** An evaluation that takes no longer costs nothing: a process may validate thousands of values. */
const QUICK_MS = 20;

/**
 * Whether a string matches a partner's pattern. Undefined if the pattern does not compile, or if its evaluations take
 * too long: then it is not evaluated again. Only the time limit of `vm` can stop a regular expression that backtracks for
 * hours.
 */
export function matchesPattern(value: string, pattern: string, times: PatternTimes): boolean | undefined {
  const expression = compile(pattern);
  const spent = times.get(pattern) ?? 0;
  if (expression === undefined || spent >= PATTERN_BUDGET_MS) return undefined;
  const globals = { source: expression.source, flags: expression.flags, value };
  const timeout = Math.ceil(PATTERN_BUDGET_MS - spent);
  const started = performance.now();
  try {
    return runInNewContext("new RegExp(source, flags).test(value)", globals, { timeout }) === true;
  } catch {
    return undefined;
  } finally {
    const took = performance.now() - started;
    if (took > QUICK_MS) times.set(pattern, spent + took);
  }
}

/** JSON Schema patterns are Unicode patterns. Older ones contain escapes that are only valid without the flag. */
function compile(pattern: string): RegExp | undefined {
  return orUndefined(() => new RegExp(pattern, "u")) ?? orUndefined(() => new RegExp(pattern));
}
