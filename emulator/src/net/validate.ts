// Validates what tests and control routes pass in. The error names every invalid field, one per line.
import { z } from "zod";

export function validate<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(z.prettifyError(result.error));
  return result.data;
}
