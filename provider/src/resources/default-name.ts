// The default name of a store.
import { createHash } from "node:crypto";

const MAX_LENGTH = 128;
const HASH_LENGTH = 8;

/**
 * `<project>-<stack>-<logical name>`, with `-` for every character that the API does not accept. A name that was changed
 * or cut ends in a hash of the whole, so that two different names never become one.
 */
export function defaultName(project: string, stack: string, logicalName: string): string {
  const full = `${project}-${stack}-${logicalName}`;
  const allowed = full.replace(/[^A-Za-z0-9_-]/g, "-");
  if (allowed === full && full.length <= MAX_LENGTH) return full;
  const hash = createHash("sha256").update(full).digest("hex").slice(0, HASH_LENGTH);
  return `${allowed.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${hash}`;
}
