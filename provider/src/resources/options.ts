// Resource options: those that cannot work, and those that a dynamic provider never gets from the engine.
import * as pulumi from "@pulumi/pulumi";
import { toSeconds } from "../contract/duration";
import { isRecord } from "../contract/values";

/** Throws for options that the resource cannot have. A RunError is shown without its stack. */
export function rejectOptions(resource: string, args: object | undefined, opts: pulumi.CustomResourceOptions): void {
  if (opts.import !== undefined) {
    // The engine sends no provider text with it, so the host could only say that its code is not a string.
    throw new pulumi.RunError(
      `${resource}: the option import does not work for this resource. Use the argument adopt: "${opts.import}" instead. [option-unsupported]`,
    );
  }
  if (isRecord(args) && args.adopt !== undefined && opts.deleteBeforeReplace === false) {
    // A forced replacement would adopt its own original, which the engine deletes next.
    throw new pulumi.RunError(
      `${resource}: adopt cannot be combined with deleteBeforeReplace: false. Remove one of them. [argument-conflict]`,
    );
  }
}

/** Throws for an empty id: the SDK takes it for none, and registers a new resource instead of reading one. */
export function requireId(resource: string, id: unknown, what: string): void {
  if (id !== undefined && id !== null && id !== "") return;
  throw new pulumi.RunError(
    `${resource}: get requires the id of an existing ${what}, and it is empty. [argument-required]`,
  );
}

/** The argument `timeouts`; members that it does not give are those of `customTimeouts`. */
export function withCustomTimeouts(timeouts: pulumi.Input<unknown>, custom: pulumi.CustomTimeouts = {}): unknown {
  const members = Object.entries({ create: custom.create, delete: custom.delete });
  // The engine rejects a malformed one; "0s" has no meaning here.
  const defaults = members.filter(([, value]) => value !== undefined && toSeconds(value) !== undefined);
  if (defaults.length === 0) return timeouts;
  return pulumi.output(timeouts as pulumi.Input<object | undefined>).apply((given) => {
    if (given !== undefined && !isRecord(given)) return given;
    const present = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
    return Object.fromEntries([...defaults, ...present]);
  });
}
