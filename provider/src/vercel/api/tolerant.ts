// Tolerant schemas: a field of an unexpected type counts as absent, and a malformed row of a list is skipped.
import { z } from "zod";

/** A value of this type; undefined for everything else, such as null. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

export const text = optional(z.string());
export const flag = optional(z.boolean());

/** Milliseconds since 1970, also from a date as a string. */
export const time = optional(
  z
    .union([z.number(), z.string().transform((date) => Date.parse(date))])
    .refine((value) => !Number.isNaN(new Date(value).getTime())),
);

/** A decimal string, also from a number. */
export const amount = optional(z.union([z.string(), z.number().transform(String)]));

/** The rows of a list that have this form. */
export function rows<Row extends z.ZodType>(row: Row) {
  return z.array(z.unknown()).transform((list) => wellFormed(row, list));
}

export function wellFormed<Row extends z.ZodType>(row: Row, list: readonly unknown[]): z.output<Row>[] {
  return list.flatMap((value) => {
    const parsed = row.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}
