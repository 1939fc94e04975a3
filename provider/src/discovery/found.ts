// The result of looking for one thing among several: the thing, or the refusal that says why there is none.
import type { Refusal } from "./issue";

export type Found<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal };

export function found<Value>(value: Value): Found<Value> {
  return { ok: true, value };
}

export function refused(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}
