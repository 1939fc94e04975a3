// Durations as a program writes them, and times as a message writes them.

/** Seconds, or a string with units: `"90s"`, `"10m"`, `"1h30m"`. */
export type Duration = number | string;

const secondsPerUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration; undefined for a malformed one. A string without a unit is in seconds. */
export function toSeconds(duration: Duration): number | undefined {
  const seconds = typeof duration === "number" ? duration : sumOfParts(duration.trim());
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function sumOfParts(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(ms|[smh]))+$/.test(text)) return Number.NaN;
  const parts = [...text.matchAll(/([\d.]+)([a-z]+)/g)];
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (secondsPerUnit[unit] ?? Number.NaN), 0);
}

/** An elapsed time for a message: `4 minutes`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return plural(seconds, "second");
  if (seconds < 7200) return plural(Math.round(seconds / 60), "minute");
  if (seconds < 172_800) return plural(Math.round(seconds / 3600), "hour");
  return plural(Math.round(seconds / 86_400), "day");
}

/** A duration for a message that has little room: `40 s`, `10 min`, `1 h 30 min`. */
export function formatShort(seconds: number): string {
  const rounded = Math.round(seconds);
  const parts = [
    [Math.floor(rounded / 3600), "h"],
    [Math.floor(rounded / 60) % 60, "min"],
    [rounded % 60, "s"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.join(" ") || "0 s";
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
