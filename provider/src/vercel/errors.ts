// The error of the API client: the request, the response, whether it may have taken effect, and the next step.
import { omitUndefined } from "../contract/values";
import { redact } from "./redaction";

/**
 * What is known about the effect of a failed request.
 * `refused`: the API rejected it. `not sent`: it never reached the API. `unknown`: it may have taken effect.
 */
export type Outcome = "refused" | "not sent" | "unknown";

/** Why a request failed; each kind has a row in the table of next steps below. */
export type FailureKind =
  | "bad request"
  | "unauthorized"
  | "payment required"
  | "forbidden"
  | "not found"
  | "conflict"
  | "gone"
  | "rate limited"
  | "server error"
  | "unexpected status"
  | "unreadable"
  | "redirect"
  | "timeout"
  | "connection lost"
  | "unreachable"
  | "untrusted"
  | "cancelled";

/** The next step for each kind of failure, as a sentence. */
export const nextSteps: Record<FailureKind, string> = {
  "bad request": "Correct what the message names, then run again.",
  unauthorized: "Use a token that is valid and not expired.",
  "payment required": "Add or update the team's payment method in the Vercel dashboard, then run again.",
  forbidden: "Use a token of a team member with this permission: only an admin of the installation can create stores.",
  "not found": "Check the id and the team, and that the token belongs to that team.",
  conflict: "The store's current state does not allow this operation. Check it in the Vercel dashboard.",
  gone: "It no longer exists: run `pulumi refresh` to update the state.",
  "rate limited": "Let the rate limit pass, then run again.",
  "server error": "Wait a few minutes, then run again. See https://www.vercel-status.com for incidents.",
  "unexpected status": "Check that the API URL is right (vercel:apiUrl).",
  unreadable: "Check that the API URL is right (vercel:apiUrl), and that no proxy responds in its place.",
  redirect: "Check that the API URL is right (vercel:apiUrl): the token is never sent to another address.",
  timeout: "Check the connection, then run again.",
  "connection lost": "Check the connection, then run again.",
  unreachable: "Check the connection and the API URL (vercel:apiUrl), then run again.",
  untrusted: "Check the API URL (vercel:apiUrl) and the certificates that this machine trusts.",
  cancelled: "Run again.",
};

const kindsByStatus: Record<number, FailureKind> = {
  400: "bad request",
  401: "unauthorized",
  402: "payment required",
  403: "forbidden",
  404: "not found",
  408: "timeout",
  409: "conflict",
  410: "gone",
  429: "rate limited",
};

/** The kind of an HTTP status that is not a success. */
export function kindOfStatus(status: number): FailureKind {
  const known = kindsByStatus[status];
  if (known !== undefined) return known;
  if (status >= 500) return "server error";
  return status >= 400 ? "bad request" : "unexpected status";
}

/** What a request was and how it ended; everything that an error may show. */
export interface RequestFailure {
  kind: FailureKind;
  outcome: Outcome;
  method: string;
  /** The path with its ids, without query: a query may hold what a user typed. */
  path: string;
  status?: number;
  /** The API's own code, such as `forbidden`. */
  code?: string;
  /** What the API or the connection reported, in its own words. */
  detail?: string;
  /** The API's id of the request, for its support. */
  requestId?: string;
}

const marker = Symbol.for("pulumi-vercel-marketplace.VercelError");

/**
 * A request to the Vercel API that failed. It holds no header, token, query or body, and no cause that could: an
 * error may be printed whole.
 */
export class VercelError extends Error {
  readonly kind: FailureKind;
  readonly outcome: Outcome;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  /** The API's own code, such as `forbidden`. */
  readonly code: string | undefined;
  /** What the API or the connection reported, in its own words. */
  readonly detail: string | undefined;
  readonly requestId: string | undefined;

  /** The secrets appear in no part of the error, wherever that part comes from. */
  constructor(raw: RequestFailure, secrets: readonly string[] = []) {
    const failure = withoutSecrets(raw, secrets);
    super(messageOf(failure));
    this.name = "VercelError";
    this.kind = failure.kind;
    this.outcome = failure.outcome;
    this.method = failure.method;
    this.path = failure.path;
    this.status = failure.status;
    this.code = failure.code;
    this.detail = failure.detail;
    this.requestId = failure.requestId;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether the same request may succeed later without any change. */
  get retryable(): boolean {
    return ["rate limited", "server error", "timeout", "connection lost", "unreachable"].includes(this.kind);
  }

  /** What to do next, as a sentence. */
  get nextStep(): string {
    return nextSteps[this.kind];
  }

  /** Recognises errors of every installed copy of this package. */
  static isInstance(error: unknown): error is VercelError {
    return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[marker] === true;
  }
}

/** Detail, code and request id come from the server, which may repeat anything it was sent. */
function withoutSecrets(raw: RequestFailure, secrets: readonly string[]): RequestFailure {
  const { detail, code, requestId, ...failure } = raw;
  const clean = (text: string | undefined) => (text === undefined ? undefined : redact(text, secrets));
  return { ...failure, ...omitUndefined({ detail: clean(detail), code: clean(code), requestId: clean(requestId) }) };
}

/** Without the request id, which `render` adds at the end. */
function messageOf(failure: RequestFailure): string {
  const detail = failure.detail?.replace(/[.\s]+$/, "");
  return `${headline(failure)} ${failure.method} ${failure.path}${detail ? `: ${detail}` : ""}.`;
}

function headline({ kind, status }: RequestFailure): string {
  if (kind === "unreadable") return `Vercel returned an unreadable response (${status ?? "no status"}) to`;
  if (status !== undefined) return `${status} from Vercel on`;
  if (kind === "timeout") return "Timed out:";
  if (kind === "connection lost") return "The connection to Vercel was lost during";
  if (kind === "rate limited") return "Not sent, because a rate limit lasts too long:";
  if (kind === "redirect") return "Unexpected redirect (not followed) from";
  if (kind === "cancelled") return "Cancelled:";
  if (kind === "bad request") return "Invalid request:";
  if (kind === "untrusted") return "The server at the API URL is not trusted:";
  return "Vercel is unreachable:";
}
