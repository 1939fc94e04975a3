// When two values mean the same: the order of keys does not count, and what is undefined is absent.

/** A text that is equal for values that mean the same. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? "undefined";
}

export function isSame(a: unknown, b: unknown): boolean {
  return canonicalText(a) === canonicalText(b);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}
