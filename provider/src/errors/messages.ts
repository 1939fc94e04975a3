// Catalogues of messages: for every code its text, as a function of typed values. No text may hold a secret.
import { OperationError } from "./operation-error";

/** What failed, for which resource, why, and what to do next. */
type Message = (values: never) => string;

export type Catalogue = Readonly<Record<string, Message>>;

type Values<Rows extends Catalogue, Code extends keyof Rows> = Parameters<Rows[Code]>[0];

export interface Messages<Rows extends Catalogue> {
  /** An error with the text of a code. Does not throw it. */
  fail<Code extends keyof Rows & string>(code: Code, values: Values<Rows, Code>, cause?: unknown): OperationError;
  /** The text of a code with the code, for a warning. */
  say<Code extends keyof Rows & string>(code: Code, values: Values<Rows, Code>): string;
}

/** The functions that make errors and warnings of a catalogue. */
export function messagesOf<Rows extends Catalogue>(rows: Rows): Messages<Rows> {
  const textOf = (code: keyof Rows, values: unknown) => (rows[code] as (values: unknown) => string)(values);
  return {
    fail: (code, values, cause) => new OperationError({ code, text: textOf(code, values), values, cause }),
    say: (code, values) => `${textOf(code, values)} [${code}]`,
  };
}
