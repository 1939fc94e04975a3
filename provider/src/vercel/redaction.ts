// Removes from text of the server what no person may see: secrets, and characters that control a terminal.
import { isRecord } from "../contract/values";

const HIDDEN = "[hidden]";
const MAX_LENGTH = 300;
/** Patterns are matched against no more than this: some take quadratic time on hostile input. */
const MAX_READ = 4000;
/** Values of a request shorter than this are words, not secrets; hiding them would make a message unreadable. */
const MIN_SECRET = 4;

/** Patterns of secrets. The first group stays, the rest is hidden. */
const secretShapes: readonly RegExp[] = [
  /(bearer\s+)[^\s"',;]+/gi,
  // Up to the last @ of the word: a password may contain / and @.
  /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s"'<>]+@/gi,
  /()\bvc[a-z]_[A-Za-z0-9_]{8,}/g,
];

/** The text without the given secrets and without what looks like one: one line, at most 300 characters. */
export function redact(text: string, secrets: readonly string[]): string {
  // The longest first: a secret may be part of another one.
  const given = [...secrets].filter((secret) => secret.length > 0).sort((a, b) => b.length - a.length);
  let clean = text;
  for (const secret of given.flatMap(spellings)) clean = clean.split(secret).join(HIDDEN);
  clean = printable(clean).replace(/\s+/g, " ").trim();
  const tooLong = clean.length > MAX_READ;
  // Between two words: half a secret does not match the pattern.
  if (tooLong) clean = clean.slice(0, clean.lastIndexOf(" ", MAX_READ) + 1);
  for (const shape of secretShapes) clean = clean.replace(shape, `$1${HIDDEN}`);
  return tooLong || clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}

/** Control characters, and those that end a line or change the direction of the text after them. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** The same without tabs and line breaks. */
const controlsInLines = /(?:(?![\t\n\r])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])+/gu;

/** The text without what could control a terminal. The engine's own tags for colours (`<{%…%}>`) become plain text. */
export function printable(text: string, unwanted = controls): string {
  return text.replace(unwanted, " ").replaceAll("<{%", "<{ %");
}

/**
 * A response with printable text only. Metadata keeps its tabs and line breaks: programs set it, and it is compared with
 * what they set.
 */
export function printableDeep(value: unknown, unwanted = controls): unknown {
  if (typeof value === "string") return printable(value, unwanted);
  if (Array.isArray(value)) return value.map((member) => printableDeep(member, unwanted));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    printable(key),
    printableDeep(member, key === "metadata" ? controlsInLines : unwanted),
  ]);
  return Object.fromEntries(entries);
}

/** Every string and number in a value, at any depth, that is long enough to be a secret. Keys are names, not secrets. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "number") return stringsIn(String(Math.abs(value)));
  if (typeof value === "string") return value.length < MIN_SECRET ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** A secret as it is, in JSON, in a URL, and as printable text. */
function spellings(secret: string): string[] {
  // encodeURIComponent throws on half a surrogate pair.
  const encodable = secret.replace(/\p{Surrogate}/gu, "\ufffd");
  const all = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(encodable), printable(secret)];
  // A secret of control characters alone is no text.
  return [...new Set(all)].filter((spelling) => spelling.trim() !== "");
}
