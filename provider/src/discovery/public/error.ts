// The error of the list functions.
import { codeOf } from "../../errors/operation-error";
import { render } from "../../errors/render";
import { VercelError } from "../../vercel/errors";

/** A list function that failed. The message says what failed, why, and what to do next. It contains no secret. */
export class DiscoveryError extends Error {
  /** Identifies the kind of failure, for example `integration-not-installed`. It is stable; the message is not. */
  readonly code: string;
  /** The HTTP status, if the API responded. */
  readonly status?: number;
  /** Vercel's id of the request, if the API responded. */
  readonly requestId?: string;

  constructor(error: unknown) {
    super(render(error), { cause: error });
    this.name = "DiscoveryError";
    this.code = codeOf(error);
    if (!VercelError.isInstance(error)) return;
    if (error.status !== undefined) this.status = error.status;
    if (error.requestId !== undefined) this.requestId = error.requestId;
  }
}
