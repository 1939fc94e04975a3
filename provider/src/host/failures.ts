// Errors in the one form that the host can carry: some others make a call never answer, or print a stack trace.
import { PROVIDER_KEY } from "../contract/resource-types";
import { Unfinished } from "../lifecycle/core/context";
import { abridged } from "./abridged";
import { sanitiseWithSecrets } from "./properties";
import type { Properties } from "./protocol";

/**
 * An error for a person. The host prints `${error}: ${error.stack}` for some calls and the engine shows the message
 * again on the resource, so it has no stack and no name; and no field that the host would take for a status.
 */
export class ReportedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "";
    this.stack = "refused or failed, for the reason on the resource";
  }

  override toString(): string {
    return "Vercel Marketplace";
  }
}

/** Any thrown value as an error that the host can report. */
export function reported(thrown: unknown): ReportedError {
  return new ReportedError(messageOf(thrown).slice(0, LONGEST) || "The provider failed without saying why.");
}

/** A message travels in a header, which ends the connection when it is too large. */
const LONGEST = 8_000;

function messageOf(thrown: unknown): string {
  try {
    const message = thrown instanceof Error ? thrown.message : thrown;
    return message === undefined || message === null ? "" : String(message);
  } catch {
    // Not everything can be made a text, and an error of our own would show its stack.
    return "";
  }
}

/**
 * The form in which create and update keep a resource that exists but is not finished. The host adds no provider text
 * to these properties; without it the resource could never be read or deleted again.
 */
export function initFailure(failure: Unfinished<object>, inputs: Properties, secretKeys: readonly string[]): Error {
  const properties = { ...sanitiseWithSecrets(failure.state, secretKeys), [PROVIDER_KEY]: inputs[PROVIDER_KEY] };
  const error = reported(failure);
  return Object.assign(error, {
    id: failure.id,
    properties: abridged(properties, secretKeys),
    reasons: [error.message],
  });
}

/** The error of a create or update, as an init failure where the resource exists. */
export function creationFailure(thrown: unknown, inputs: Properties, secretKeys: readonly string[]): Error {
  return thrown instanceof Unfinished ? initFailure(thrown, inputs, secretKeys) : reported(thrown);
}
