// What check learns in one process: which inputs a program asked for, whether the API is out, which warnings were shown.
import { digest } from "../../contract/values";
import { messagesOf } from "../../errors/messages";
import { renderCause } from "../../errors/render";
import type { Clock } from "../../vercel/clock";
import { VercelError } from "../../vercel/errors";
import { SettingsError } from "../../vercel/settings";

export const preflightMessages = {
  "not-verified": ({ reason }: { reason: string }) =>
    "Some new or changed resources could not be validated against Vercel: their integration, metadata, plan, price, " +
    `project or environments may be rejected by \`pulumi up\`. ${reason}`,
};

const { say } = messagesOf(preflightMessages);

export class Preflight {
  // Digests, because inputs may hold secrets.
  private readonly checked = new Set<string>();
  private readonly unverified = new Set<string>();
  private readonly warned = new Set<string>();
  private readonly records = new Map<new () => object, object>();
  private outageUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly log: { warning(message: string): void },
    private readonly clock: Clock,
    /** How long an outage is remembered. Read when it is needed: it may be malformed. */
    private readonly outageSeconds: () => number,
  ) {}

  /** Records inputs that check returned. A refresh compares with other inputs, and must not be rejected for them. */
  recordChecked(inputs: object): void {
    this.checked.add(digest(inputs));
  }

  wasChecked(inputs: object): boolean {
    return this.checked.has(digest(inputs));
  }

  /** Records inputs that could not be verified against the API. */
  recordUnverified(inputs: object): void {
    this.unverified.add(digest(inputs));
  }

  isUnverified(inputs: object): boolean {
    return this.unverified.has(digest(inputs));
  }

  /** Whether the API may be asked: not for a while after a failure that concerns every request. */
  mayAsk(): boolean {
    return this.clock.monotonic() >= this.outageUntil;
  }

  /**
   * Records that the API could not be asked, and warns once per process.
   *
   * @returns whether the error is of this kind. Any other error is the caller's.
   */
  recordOutage(error: unknown): error is VercelError | SettingsError {
    if (!VercelError.isInstance(error) && !isMissingToken(error)) return false;
    if (concernsEveryRequest(error)) this.outageUntil = this.clock.monotonic() + this.outageSeconds() * 1000;
    this.warnOnce("not-verified", say("not-verified", { reason: renderCause(error) }));
    return true;
  }

  /** What a resource's own class records in this process: one instance of each class. */
  recordOf<Kind extends object>(kind: new () => Kind): Kind {
    const known = this.records.get(kind) ?? new kind();
    this.records.set(kind, known);
    return known as Kind;
  }

  wasWarned(key: string): boolean {
    return this.warned.has(key);
  }

  /** Shows a warning unless one of the same key was shown before. */
  warnOnce(key: string, message: string): void {
    if (this.warned.has(key)) return;
    this.warned.add(key);
    this.log.warning(message);
  }
}

function isMissingToken(error: unknown): error is SettingsError {
  return error instanceof SettingsError && error.missing;
}

/** A 4xx other than 408 and 429 concerns one resource; another one may succeed. */
function concernsEveryRequest(error: VercelError | SettingsError): boolean {
  if (error instanceof SettingsError) return true;
  return error.outcome !== "refused" || ["rate limited", "untrusted"].includes(error.kind);
}
