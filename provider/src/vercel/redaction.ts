// Takes secrets out of texts that others wrote, before such a text becomes part of a message.

const HIDDEN = "[hidden]";
const LONGEST = 300;
/** Patterns are matched against no more than this: some take quadratic time on a hostile text. */
const LONGEST_READ = 4000;
/** Texts of a request shorter than this are words, not secrets; to hide them would shred a message. */
const SHORTEST_SECRET = 4;

/** Shapes that are secrets whoever wrote them. The first group is kept, the rest is hidden. */
const secretShapes: readonly RegExp[] = [
  /(bearer\s+)[^\s"',;]+/gi,
  // To the last @ of the word: a password may hold / and @ itself.
  /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s"'<>]+@/gi,
  /()\bvc[a-z]_[A-Za-z0-9_]{8,}/g,
];

/** The text without the given secrets and without what looks like one, on one line, at most 300 characters. */
export function redact(text: string, secrets: readonly string[]): string {
  // The longest first: a secret that is part of another one must not leave the rest of it.
  const given = [...secrets].filter((secret) => secret.length > 0).sort((a, b) => b.length - a.length);
  let clean = text;
  for (const secret of given.flatMap(spellings)) clean = clean.split(secret).join(HIDDEN);
  // Control characters could move a terminal's cursor.
  clean = clean.replace(/[\s\p{Cc}]+/gu, " ").trim();
  const tooLong = clean.length > LONGEST_READ;
  // Between two words, for half a secret has not the shape of one.
  if (tooLong) clean = clean.slice(0, clean.lastIndexOf(" ", LONGEST_READ) + 1);
  for (const shape of secretShapes) clean = clean.replace(shape, `$1${HIDDEN}`);
  return tooLong || clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/** Every text in a value, at any depth, that is long enough to be a secret. Keys are not: they are names. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return value.length < SHORTEST_SECRET ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** A secret as it is, and as it looks inside JSON and inside an address. */
function spellings(secret: string): string[] {
  // encodeURIComponent throws on half a surrogate pair.
  const encodable = secret.replace(/\p{Surrogate}/gu, "\ufffd");
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(encodable)])];
}
