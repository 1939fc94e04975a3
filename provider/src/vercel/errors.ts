// The one error of the API client: what was asked, what came back, whether it may have taken effect, what to do next.
import { redact } from "./redaction";

/**
 * What is known of the effect of a request that failed.
 * `refused`: the API answered a clear no. `not sent`: it never reached the API. `unknown`: it may have taken effect.
 */
export type Outcome = "refused" | "not sent" | "unknown";

/** Why a request failed, one word for each row of the table of next steps below. */
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
  | "cut off"
  | "unreachable"
  | "untrusted"
  | "cancelled";

/** The next step for each kind of failure: the sentence that follows what happened. */
export const nextSteps: Record<FailureKind, string> = {
  "bad request": "Correct what the message names, then run again.",
  unauthorized: "Use a token that is valid and not expired.",
  "payment required": "Add or update the team's payment method in the Vercel dashboard, then run again.",
  forbidden:
    "Use a token of a member of the team who may do this: only an admin of the installation can create stores.",
  "not found": "Check the id and the team, and that the token belongs to that team.",
  conflict: "Look at the store in the Vercel dashboard: its present state does not allow this.",
  gone: "It was removed at Vercel: run `pulumi refresh` to take note of it.",
  "rate limited": "Wait a minute, then run again.",
  "server error": "Wait a few minutes, then run again. See https://www.vercel-status.com for incidents.",
  "unexpected status": "Check that the API address is right (vercel:apiUrl).",
  unreadable: "Check that the API address is right (vercel:apiUrl), and that no proxy answers in its place.",
  redirect: "Check that the API address is right (vercel:apiUrl): the token is never sent on to another address.",
  timeout: "Check the connection, then run again.",
  "cut off": "Check the connection, then run again.",
  unreachable: "Check the connection and the API address (vercel:apiUrl), then run again.",
  untrusted: "Check the API address (vercel:apiUrl) and the certificates that this machine trusts.",
  cancelled: "Run again.",
};

const kindsByStatus: Record<number, FailureKind> = {
  400: "bad request",
  401: "unauthorized",
  402: "payment required",
  403: "forbidden",
  404: "not found",
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
  /** The path with its ids, without query: queries may hold what a user typed. */
  path: string;
  status?: number;
  /** The API's own code, such as `forbidden`. */
  code?: string;
  /** What the API or the connection said, in its own words. */
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
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  /** The secrets appear in no part of the error, whoever wrote it. */
  constructor(raw: RequestFailure, secrets: readonly string[] = []) {
    const failure = withoutSecrets(raw, secrets);
    super(whatHappened(failure));
    this.name = "VercelError";
    this.kind = failure.kind;
    this.outcome = failure.outcome;
    this.method = failure.method;
    this.path = failure.path;
    this.status = failure.status;
    this.code = failure.code;
    this.requestId = failure.requestId;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether the same request may succeed later without anything being changed. */
  get retryable(): boolean {
    return ["rate limited", "server error", "timeout", "cut off", "unreachable"].includes(this.kind);
  }

  /** The sentence that says what to do next. */
  get nextStep(): string {
    return nextSteps[this.kind];
  }

  /** Recognises errors of every installed copy of this package. */
  static isInstance(error: unknown): error is VercelError {
    return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[marker] === true;
  }
}

/** Detail, code and request id are the server's words: a server, or what stands in front of it, may repeat anything. */
function withoutSecrets(raw: RequestFailure, secrets: readonly string[]): RequestFailure {
  const { detail, code, requestId, ...failure } = raw;
  return {
    ...failure,
    ...(detail === undefined ? {} : { detail: redact(detail, secrets) }),
    ...(code === undefined ? {} : { code: redact(code, secrets) }),
    ...(requestId === undefined ? {} : { requestId: redact(requestId, secrets) }),
  };
}

function whatHappened(failure: RequestFailure): string {
  const what = `${failure.method} ${failure.path}`;
  const said = failure.detail === undefined || failure.detail === "" ? "" : `: ${withoutFullStop(failure.detail)}`;
  const request = failure.requestId === undefined ? "" : ` (request ${failure.requestId})`;
  return `${headline(failure)} ${what}${said}${request}.`;
}

function headline({ kind, status }: RequestFailure): string {
  if (kind === "unreadable") return `Vercel gave an answer that cannot be read (${status ?? "no status"}) to`;
  if (status !== undefined) return `${status} from Vercel on`;
  if (kind === "timeout") return "No answer from Vercel in time to";
  if (kind === "cut off") return "The connection to Vercel broke during";
  if (kind === "redirect") return "A redirect was answered, and not followed, to";
  if (kind === "cancelled") return "Cancelled:";
  if (kind === "bad request") return "This cannot be asked of Vercel:";
  if (kind === "untrusted") return "Who answers at the address of Vercel is not trusted:";
  return "Vercel cannot be reached for";
}

function withoutFullStop(text: string): string {
  return text.replace(/[.\s]+$/, "");
}
