// Times in the format of the behaviour.
import type { Behaviour } from "../state/behaviour.js";

/** The value of a field; a time (`createdAt`, `completedAt`, …) in the format that is set. */
export function formatTime({ timeFormat }: Behaviour, name: string, value: unknown): unknown {
  return timeFormat === "iso" && name.endsWith("At") && typeof value === "number"
    ? new Date(value).toISOString()
    : value;
}
