// When a mark of the form, such as `ui:hidden`, applies: always, never, in one of the two forms, or who knows.
import { isRecord } from "./json";

/** Whether a mark applies while a store is created. `maybe`: an expression decides, and nothing evaluates those. */
export type OnCreate = "yes" | "no" | "maybe";

const words: ReadonlyMap<unknown, OnCreate> = new Map<unknown, OnCreate>([
  [undefined, "no"],
  [null, "no"],
  [false, "no"],
  [true, "yes"],
  ["create", "yes"],
  ["update", "no"],
]);

/** Undefined where the mark is not understood. */
export function onCreate(mark: unknown): OnCreate | undefined {
  if (isRecord(mark) && typeof mark.expr === "string") return "maybe";
  return words.get(mark);
}
