// The name of a store that its program does not name.
import { createHash } from "node:crypto";

const LONGEST = 128;
const HASH = 8;

/**
 * `<project>-<stack>-<logical name>`, with `-` for every character that the API refuses. A name that had to be changed
 * or cut ends in a hash of the whole, so that two of them never become one.
 */
export function defaultName(project: string, stack: string, logicalName: string): string {
  const wanted = `${project}-${stack}-${logicalName}`;
  const allowed = wanted.replace(/[^A-Za-z0-9_-]/g, "-");
  if (allowed === wanted && wanted.length <= LONGEST) return wanted;
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, HASH);
  return `${allowed.slice(0, LONGEST - HASH - 1)}-${hash}`;
}
