// Catalogues of messages: a code, its text as a function of typed values, and an example for the documentation.
import { OperationError } from "./operation-error";

export interface Message<Values> {
  /** What failed, for which resource, why, and what to do next. Never holds a secret. */
  readonly text: (values: Values) => string;
  /** Values for `docs/errors.md`. */
  readonly example: Values;
}

export type Catalogue = Readonly<Record<string, { text: (values: never) => string; example: unknown }>>;

/** A row of a catalogue. */
export function message<Values>(row: Message<Values>): Message<Values> {
  return row;
}

type ValuesOf<Row> = Row extends Message<infer Values> ? Values : never;

export interface Messages<Rows extends Catalogue> {
  /** An error with the text of a code. Does not throw it. */
  fail<Code extends keyof Rows & string>(code: Code, values: ValuesOf<Rows[Code]>, cause?: unknown): OperationError;
  /** The text of a code with the code, for a warning. */
  say<Code extends keyof Rows & string>(code: Code, values: ValuesOf<Rows[Code]>): string;
}

/** The functions that make errors and warnings of a catalogue. */
export function messagesOf<Rows extends Catalogue>(rows: Rows): Messages<Rows> {
  const textOf = (code: string, values: unknown) => (rows[code] as Message<unknown>).text(values);
  return {
    fail: (code, values, cause) => new OperationError({ code, text: textOf(code, values), cause }),
    say: (code, values) => `${textOf(code, values)} [${code}]`,
  };
}
