// The errors of this package's operations. They stay objects, with their cause, until `render` makes text of them.
import { VercelError } from "../vercel/errors";
import { SettingsError } from "../vercel/settings";
import { findApiFailure } from "./api-failures";

/** The operation that failed, for which resource. */
export interface Operation {
  /** A verb, such as `create`. */
  readonly name: string;
  /** The resource as a person knows it, such as `shop-prod-db (ir_…)`. */
  readonly resource: string;
  /** Added to failures that another token may avoid: where the token came from, and what to do without one. */
  readonly tokenHint?: string | undefined;
}

export interface Failure {
  /** Stable and public, in kebab case: `store-exists`. */
  readonly code: string;
  /** What failed, why, and what to do next. Absent: the cause says it all. */
  readonly text?: string | undefined;
  /** The values in the text, by name. They hold no secret. */
  readonly values?: object | undefined;
  readonly cause?: unknown;
}

/**
 * An operation that failed. The code says what happened, the cause why: a {@link VercelError} or a
 * {@link SettingsError}, which hold no secret. `message` is the text without code, cause and request id.
 */
export class OperationError extends Error {
  readonly code: string;
  readonly text: string | undefined;
  readonly values: object | undefined;
  operation: Operation | undefined;

  constructor({ code, text, values, cause }: Failure, operation?: Operation) {
    super(text ?? code, cause === undefined ? {} : { cause });
    this.name = "OperationError";
    this.code = code;
    this.text = text;
    this.values = values;
    this.operation = operation;
  }
}

/**
 * An operation that failed after the resource existed: it is kept in the state, and the next run continues with it.
 * The state is in a private field, because it holds secrets and errors are printed.
 */
export class PartialStateError<State = unknown> extends OperationError {
  readonly id: string;
  readonly #state: State;

  constructor(failure: OperationError, id: string, state: State) {
    super(failure, failure.operation);
    this.name = "PartialStateError";
    this.id = id;
    this.#state = state;
  }

  /** A method, because `util.inspect` prints the values of getters. */
  state(): State {
    return this.#state;
  }
}

/** Any thrown value as the failure of an operation. One that has text of its own keeps it. */
export function toOperationError(thrown: unknown, operation: Operation): OperationError {
  if (thrown instanceof OperationError) {
    thrown.operation ??= operation;
    return thrown;
  }
  return new OperationError({ code: codeOf(thrown), cause: thrown }, operation);
}

/** The code of an error that is not an {@link OperationError}. */
export function codeOf(error: unknown): string {
  if (error instanceof OperationError) return error.code;
  if (VercelError.isInstance(error)) return findApiFailure(error.failure)[0];
  if (error instanceof SettingsError) return error.missing ? "token-missing" : "settings-invalid";
  return "unexpected";
}
