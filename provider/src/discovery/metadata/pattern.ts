// Whether a text matches a partner's pattern, which may be no regular expression, or one that takes hours.
import { runInNewContext } from "node:vm";

/** Long, because it is the time of the clock: on a busy machine an innocent pattern may have to wait for its turn. */
const LONGEST_MILLISECONDS = 1_000;

/**
 * `undefined` where it cannot be told: the pattern does not compile, or takes too long for this text. A regular
 * expression can only be stopped from outside, which is what the `vm` module's time limit does.
 */
export function matchesPattern(text: string, pattern: string): boolean | undefined {
  const expression = compile(pattern);
  if (expression === undefined) return undefined;
  try {
    const source = "new RegExp(source, flags).test(text)";
    const given = { source: expression.source, flags: expression.flags, text };
    return runInNewContext(source, given, { timeout: LONGEST_MILLISECONDS }) === true;
  } catch {
    return undefined;
  }
}

/** JSON Schema means Unicode patterns. Older ones hold escapes that are an error there, so those do without. */
function compile(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {}
  }
  return undefined;
}
