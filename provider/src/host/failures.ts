// Errors in the one form that the dynamic-provider host can carry: others make a call hang, or print a stack trace.
import { PROVIDER_KEY } from "../contract/resource-types";
import { codeOf, OperationError, PartialStateError } from "../errors/operation-error";
import { render } from "../errors/render";
import type { Properties } from "./properties";
import { sanitizeWithSecrets } from "./properties";

/**
 * The host prints `${error}: ${error.stack}` to stderr for some calls, and the engine shows the message on the resource
 * as well. So the printed line names the resource and the code only, and no field may look like a gRPC status.
 */
class ReportedError extends Error {
  private readonly title: string;

  constructor(message: string, { title, code }: { title: string; code: string }) {
    super(message);
    this.name = "";
    this.stack = `failed [${code}]`;
    this.title = title;
  }

  override toString(): string {
    return this.title;
  }
}

/** A message travels in a gRPC header, and a header that is too large ends the connection. */
const MAX_LENGTH = 8_000;

/** Any thrown value as an error that the host can report. */
export function reported(thrown: unknown): ReportedError {
  const resource = thrown instanceof OperationError ? thrown.operation?.resource : undefined;
  const about = { title: resource ?? "Vercel Marketplace", code: codeOf(thrown) };
  return new ReportedError(render(thrown, MAX_LENGTH), about);
}

/**
 * The error of a create or update. A resource that exists already becomes an init failure, which keeps it in the state.
 * The host adds no provider text to these properties; without it the resource could never be read or deleted again.
 */
export function creationFailure(thrown: unknown, inputs: Properties, secretKeys: readonly string[]): Error {
  const error = reported(thrown);
  if (!(thrown instanceof PartialStateError)) return error;
  const state = sanitizeWithSecrets(thrown.state() as object, secretKeys);
  const properties = { ...state, [PROVIDER_KEY]: inputs[PROVIDER_KEY] };
  return Object.assign(error, { id: thrown.id, properties, reasons: [error.message] });
}
