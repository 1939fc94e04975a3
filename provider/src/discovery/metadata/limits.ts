// Keywords that bound a size: a number itself, the characters of a text, the members of a list. One row each.
import type { BoundName, Bounds, ValueType } from "./schema";

interface BoundRow {
  of: Exclude<ValueType, "boolean">;
  holds: (size: number, bound: number) => boolean;
}

export const bounds: Record<BoundName, BoundRow> = {
  minimum: { of: "number", holds: (size, bound) => size >= bound },
  maximum: { of: "number", holds: (size, bound) => size <= bound },
  exclusiveMinimum: { of: "number", holds: (size, bound) => size > bound },
  exclusiveMaximum: { of: "number", holds: (size, bound) => size < bound },
  minLength: { of: "string", holds: (size, bound) => size >= bound },
  maxLength: { of: "string", holds: (size, bound) => size <= bound },
  minItems: { of: "array", holds: (size, bound) => size >= bound },
  maxItems: { of: "array", holds: (size, bound) => size <= bound },
};

export const boundNames = Object.keys(bounds) as BoundName[];

export function isBoundName(keyword: string): keyword is BoundName {
  return Object.hasOwn(bounds, keyword);
}

/** Whether a value keeps every bound that is about its type. JSON Schema leaves the others without effect. */
export function isWithin(value: string | number | readonly unknown[], limits: Bounds): boolean {
  const type = Array.isArray(value) ? "array" : typeof value;
  return boundNames.every((name) => {
    const bound = limits[name];
    return bound === undefined || bounds[name].of !== type || bounds[name].holds(sizeOf(value), bound);
  });
}

function sizeOf(value: string | number | readonly unknown[]): number {
  if (typeof value === "number") return value;
  // JSON Schema counts characters, and JavaScript halves of them.
  return typeof value === "string" ? [...value].length : value.length;
}

/** The range that a type is bound to, in words: `1 to 56`, `3 or more`, `more than 0 and less than 1`; empty for none. */
export function rangeInWords(limits: Bounds, type: ValueType): string {
  const of = (name: BoundName) => (bounds[name].of === type ? limits[name] : undefined);
  const low = of("minimum") ?? of("minLength") ?? of("minItems");
  const high = of("maximum") ?? of("maxLength") ?? of("maxItems");
  const above = of("exclusiveMinimum");
  const below = of("exclusiveMaximum");
  if (above === undefined && below === undefined && low !== undefined && high !== undefined) {
    return low === high ? `exactly ${low}` : `${low} to ${high}`;
  }
  return [
    low === undefined ? undefined : `${low} or more`,
    above === undefined ? undefined : `more than ${above}`,
    high === undefined ? undefined : `${high} or less`,
    below === undefined ? undefined : `less than ${below}`,
  ]
    .filter((part) => part !== undefined)
    .join(" and ");
}
