// Tests of one kind with many rows, of which only a few run in `npm test`.
import { test } from "vitest";

interface MatrixRow {
  what: string;
  /** Runs in `npm test` too: one row of each class of rows. */
  always?: boolean;
}

/** Like `test.each(rows)(name, run)`; rows that are not marked `always` run in `npm run test:exhaustive`. */
export function testMatrix<Row extends MatrixRow>(
  name: string,
  rows: readonly Row[],
  run: (row: Row) => Promise<void>,
): void {
  test.each(rows.filter(({ always }) => always))(name, run);
  test.each(rows.filter(({ always }) => !always))(name, exhaustive, run);
}

/** Options of a test that only `npm run test:exhaustive` runs. */
export const exhaustive = { tags: ["exhaustive"] };
