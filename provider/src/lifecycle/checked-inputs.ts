// Which inputs a program really asked for: those that check returned in this process. A refresh hands over others.
import { createHash } from "node:crypto";
import { canonicalText } from "../contract/canonical";
import type { Context } from "./lifecycle";

/** Kept as digests: inputs may hold secrets. */
const digests = new WeakMap<Context, Set<string>>();

export function noteChecked(context: Context, inputs: object): void {
  const known = digests.get(context) ?? new Set();
  known.add(digest(inputs));
  digests.set(context, known);
}

export function wasChecked(context: Context, inputs: object): boolean {
  return digests.get(context)?.has(digest(inputs)) ?? false;
}

function digest(inputs: object): string {
  return createHash("sha256").update(canonicalText(inputs)).digest("base64");
}
