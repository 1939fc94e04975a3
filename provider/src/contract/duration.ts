// Durations as a program writes them, and times as a message writes them.

/** Seconds, or a string with a unit: `"90s"`, `"10m"`, `"1h"`. */
export type Duration = number | string;

const secondsPerUnit = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of a duration; undefined for a malformed one. A string without a unit is in seconds. */
export function toSeconds(duration: Duration): number | undefined {
  if (typeof duration === "number") return Number.isFinite(duration) && duration > 0 ? duration : undefined;
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(duration.trim());
  if (match === null) return undefined;
  const seconds = Number(match[1]) * secondsPerUnit[(match[2] || "s") as keyof typeof secondsPerUnit];
  return seconds > 0 ? seconds : undefined;
}

/** An elapsed time for a message: `4 minutes`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return plural(seconds, "second");
  if (seconds < 7200) return plural(Math.round(seconds / 60), "minute");
  if (seconds < 172_800) return plural(Math.round(seconds / 3600), "hour");
  return plural(Math.round(seconds / 86_400), "day");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
