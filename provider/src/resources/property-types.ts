// The types that Pulumi programs use, derived from the plain interfaces of the contract. JSDoc is kept on both sides.
import type * as pulumi from "@pulumi/pulumi";

/**
 * The members of a list or an object may be outputs, too. Not distributive over unions, so that `Output<boolean>` is
 * assignable where the contract has `string | boolean`.
 */
type Members<T> = [T] extends [readonly (infer Member)[]]
  ? pulumi.Input<Member>[]
  : [T] extends [object]
    ? { [K in keyof T]: pulumi.Input<Exclude<T[K], undefined>> }
    : T;

/** Arguments: every value may be an output. An optional one may also be `undefined` inside an output. */
export type Inputs<T> = {
  [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K>
    ? pulumi.Input<Members<Exclude<T[K], undefined>> | undefined>
    : pulumi.Input<Members<T[K]>>;
};

/** Outputs: every member exists; an optional one may be `undefined`. */
export type Outputs<T> = {
  readonly [K in keyof T]-?: pulumi.Output<Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K]>;
};
