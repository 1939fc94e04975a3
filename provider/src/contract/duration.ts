// Durations as a program writes them: seconds, or a text with a unit.
import type { Duration } from "./integration-store";

const secondsPerUnit = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of a duration, or undefined where it is none: `600`, `"600"`, `"90s"`, `"10m"`, `"1h"`. */
export function toSeconds(duration: Duration): number | undefined {
  if (typeof duration === "number") return Number.isFinite(duration) && duration > 0 ? duration : undefined;
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(duration.trim());
  if (match === null) return undefined;
  const seconds = Number(match[1]) * secondsPerUnit[(match[2] || "s") as keyof typeof secondsPerUnit];
  return seconds > 0 ? seconds : undefined;
}

/** How long ago something was, for a sentence: "4 minutes". */
export function inWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [count, unit] =
    seconds < 120
      ? [seconds, "second"]
      : seconds < 7200
        ? [Math.round(seconds / 60), "minute"]
        : seconds < 172_800
          ? [Math.round(seconds / 3600), "hour"]
          : [Math.round(seconds / 86_400), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
