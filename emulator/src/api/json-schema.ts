// Validates a request with Ajv 6, whose messages the API returns.
import Ajv from "ajv";
import { badRequest } from "./errors.js";

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * Throws the first error as a 400. `name` is what the value is called in the message; the body and the query have none.
 * Unknown keywords, such as `ui:control`, are ignored. A new instance for each call keeps no schemas in memory.
 */
export function requireValid(schema: JsonSchema, value: unknown, name = ""): void {
  const ajv = new Ajv({ meta: false, validateSchema: false, unknownFormats: "ignore", logger: false });
  if (ajv.validate(schema, value)) return;
  const [error] = ajv.errors ?? [];
  const path = `${name}${error?.dataPath ?? ""}`.replace(/^\./, "");
  throw badRequest(`${path} ${error?.message}`.trimStart());
}
