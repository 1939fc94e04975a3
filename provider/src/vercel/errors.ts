// The error of the API client: the request, the response, and whether it may have taken effect.
import { formatTeam } from "../contract/team-reference";
import { omitUndefined } from "../contract/values";
import { redact } from "./redaction";

/**
 * What is known about the effect of a failed request.
 * `refused`: the API rejected it. `not sent`: it never reached the API. `unknown`: it may have taken effect.
 */
export type Outcome = "refused" | "not sent" | "unknown";

/** Why a request failed. */
export const failureKinds = [
  "bad request",
  "unauthorized",
  "payment required",
  "forbidden",
  "not found",
  "conflict",
  "gone",
  "rate limited",
  "server error",
  "unexpected status",
  "unreadable",
  "unexpected form",
  "redirect",
  "timeout",
  "connection lost",
  "unreachable",
  "untrusted",
  "cancelled",
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** What a token must be allowed to do for a request. The first pattern that matches decides. */
export const permissions: readonly [request: RegExp, permission: string][] = [
  [/^POST .*\/direct$/, "create stores, as an admin of the installation is"],
  [/^POST .*\/claim-url$/, "claim sandboxes of the installation"],
  [/^POST .*\/connections$/, "connect stores to projects"],
  [/^PATCH .*\/connections\//, "change the connections of stores"],
  [/^DELETE .*\/connections(\/|$)/, "disconnect stores from projects"],
  [/^DELETE .*\/storage\/stores\//, "delete stores"],
  [/^GET .*\/(storage\/)?stores(\/|$)/, "read the team's stores"],
  [/^GET .*\/integrations\//, "read the team's integrations"],
  [/^GET .*\/env(\/|$)/, "read the project's variables"],
  [/^GET .*\/projects\//, "read the team's projects"],
  [/^GET .*\/teams(\/|$)/, "read the team"],
];

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
  /** What the API reported about single values of the request. */
  fields?: readonly FieldReason[];
  /** What the API says to do, in its own words. */
  action?: string;
  /** A page about the failure, as the API sent it. */
  link?: string;
  /** The team requires SAML single sign-on, and the token is not authorized for it. */
  saml?: boolean;
  /** The API rejects the token itself, whatever the status. */
  invalidToken?: boolean;
  /** The status of a proxy that rejected the connection. */
  proxyStatus?: number;
  /** The API's id of the request, for its support. */
  requestId?: string;
  /** The team that the request named. */
  team?: string;
}

export interface FieldReason {
  /** Undefined: the reason is about no single value. */
  key?: string | undefined;
  message: string;
}

/** What must appear in no part of an error. */
export interface Secrets {
  token: string;
  /** Values of the request. The request id is no value, whatever it contains. */
  values: readonly string[];
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
  /** Everything that is known, without secrets. */
  readonly failure: RequestFailure;

  /** The secrets appear in no part of the error, wherever that part comes from. */
  constructor(raw: RequestFailure, secrets: Secrets = { token: "", values: [] }) {
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
    this.failure = failure;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether the same request may succeed later without any change. */
  get retryable(): boolean {
    return ["rate limited", "server error", "timeout", "connection lost", "unreachable"].includes(this.kind);
  }

  /** Recognises errors of every installed copy of this package. */
  static isInstance(error: unknown): error is VercelError {
    return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[marker] === true;
  }
}

/** The response; if the request failed, its error, for a caller that can do without the response. */
export async function responseOrError<Response>(response: Promise<Response>): Promise<Response | VercelError> {
  try {
    return await response;
  } catch (error) {
    if (VercelError.isInstance(error)) return error;
    throw error;
  }
}

/** What comes from the server may repeat anything it was sent. */
function withoutSecrets(raw: RequestFailure, { token, values }: Secrets): RequestFailure {
  const { detail, code, requestId, fields, action, link, ...failure } = raw;
  const all = [token, ...values];
  const clean = (text: string | undefined, secrets = all) => text && redact(text, secrets);
  return {
    ...failure,
    ...omitUndefined({
      detail: clean(detail),
      code: clean(code),
      action: clean(action),
      link: clean(link) === link ? link : undefined,
      fields: fields?.map(({ key, message }) => ({ key: clean(key), message: redact(message, all) })),
      requestId: clean(requestId, [token]),
    }),
  };
}

/** Without the request id, which `render` adds at the end. */
function messageOf(failure: RequestFailure): string {
  const { method, path, status, team, detail = "", fields = [] } = failure;
  // Where a request was not allowed or found nothing, the team may be the wrong one.
  const place = team !== undefined && [401, 403, 404].includes(status ?? 0) ? ` in ${formatTeam(team)}` : "";
  const reasons = fields.map(({ key, message }) => `${key === undefined ? "" : `${key}: `}${trimFullStop(message)}`);
  const said = [trimFullStop(detail), reasons.join("; ")].filter((text) => text !== "").join(". ");
  return `${headline(failure)} ${method} ${path}${place}${said && `: ${said}`}.`;
}

/** Without the full stop that the sentence around it adds. */
export function trimFullStop(text: string): string {
  return text.replace(/[.\s]+$/, "");
}

function headline({ kind, status }: RequestFailure): string {
  if (kind === "unexpected form") return "Vercel returned an unexpected response to";
  if (kind === "unreadable") return `Unreadable response (${status ?? "no status"}) to`;
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
