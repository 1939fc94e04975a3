// Decodes a response: the data that the schema describes, or a failure.
import type { z } from "zod";
import { isRecord, omitUndefined } from "../contract/values";
import { kindOfStatus, type RequestFailure } from "./errors";
import type { HttpResponse } from "./http";

export type ResponseFailure = Omit<RequestFailure, "method" | "path">;

export type Decoded<T> = { data: T; failure?: undefined } | { data?: undefined; failure: ResponseFailure };

export function decodeResponse<Schema extends z.ZodType>(
  { status, headers, body }: HttpResponse,
  schema: Schema,
): Decoded<z.output<Schema>> {
  const about = { status, ...omitUndefined({ requestId: headers.get("x-vercel-id") ?? undefined }) };
  const json = "text" in body ? parseJson(body.text) : undefined;
  if (status < 200 || status > 299) {
    // A gateway may return 408, 5xx and other statuses after the API has committed; only a 4xx is a rejection.
    const outcome = status >= 400 && status < 500 && status !== 408 ? "refused" : "unknown";
    return { failure: { ...about, kind: kindOfStatus(status), outcome, ...apiError(json?.value) } };
  }
  if ("failure" in body) {
    // The status of a connection failure would read as a response, so only an unreadable body keeps it.
    return { failure: { ...(body.failure.kind === "unreadable" ? about : {}), ...body.failure } };
  }
  const unreadable = (detail: string): Decoded<never> => ({
    failure: { ...about, kind: "unreadable", outcome: "unknown", detail },
  });
  if (json === undefined) return unreadable("it is not JSON");
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { data: parsed.data };
  // The API's own response has the right keys, and something odd below them.
  const paths = parsed.error.issues.map(({ path }) => path.map(String).join("."));
  const odd = paths.filter((path) => path.includes("."));
  if (odd.length > 0 && odd.length === paths.length) {
    const detail = `${odd.slice(0, 3).join(", ")} does not have the documented form`;
    return { failure: { ...about, kind: "unexpected form", outcome: "unknown", detail } };
  }
  return unreadable(body.text === "" ? "it is empty" : "it does not have the documented form");
}

/** Undefined for malformed JSON. An empty body is `undefined`, which only schemas that read nothing accept. */
function parseJson(text: string): { value: unknown } | undefined {
  if (text === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The API's own error: `{error: {code, message}}`, or the same without the wrapper. */
function apiError(json: unknown): { code?: string; detail?: string } {
  const body = isRecord(json) && isRecord(json.error) ? json.error : json;
  if (!isRecord(body)) return {};
  const { code, message } = body;
  return omitUndefined({
    code: typeof code === "string" ? code : undefined,
    detail: typeof message === "string" ? message : undefined,
  });
}
