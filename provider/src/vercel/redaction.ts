// Takes secrets out of texts that others wrote, before such a text becomes part of a message.

const HIDDEN = "[hidden]";
const LONGEST = 300;

/** Shapes that are secrets whoever wrote them. The first group is kept, the rest is hidden. */
const secretShapes: readonly RegExp[] = [
  /(bearer\s+)[^\s"',;]+/gi,
  /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi,
  /()\bvc[a-z]_[A-Za-z0-9_]{8,}/g,
];

/** The text without the given secrets and without what looks like one, on one line, at most 300 characters. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length > 0) clean = clean.split(secret).join(HIDDEN);
  }
  for (const shape of secretShapes) clean = clean.replace(shape, `$1${HIDDEN}`);
  clean = clean.replace(/\s+/g, " ").trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
