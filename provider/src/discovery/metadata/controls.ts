// The controls of Vercel's forms, one a row: what type of value each gives, and what restricts that value.
import type { ValueType } from "./schema";

export interface Control {
  types: readonly ValueType[];
  /** `ui:options` lists every value that there is. For a list: every value that a member may have. */
  options?: true;
  /** `ui:steps` lists every number that a member may be: a slider stops nowhere else. */
  steps?: true;
}

const controls: Record<string, Control> = {
  input: { types: ["string", "number"] },
  toggle: { types: ["boolean"] },
  slider: { types: ["array"], steps: true },
  select: { types: ["string"], options: true },
  "radio-button": { types: ["string"], options: true },
  "multi-select": { types: ["array"], options: true },
  "vercel-region": { types: ["string"], options: true },
  "vercel-country": { types: ["string"], options: true },
  "multi-vercel-region": { types: ["array"], options: true },
  domain: { types: ["string"] },
  "git-namespace": { types: ["string"] },
};

/** The row of a control, if it is known and gives values of this type. */
export function findControl(name: unknown, type: ValueType): Control | undefined {
  if (typeof name !== "string" || !Object.hasOwn(controls, name)) return undefined;
  const control = controls[name];
  return control?.types.includes(type) ? control : undefined;
}
