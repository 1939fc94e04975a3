// Decodes a response: the data that the schema describes, or a failure.
import type { z } from "zod";
import { isRecord, omitUndefined, orUndefined } from "../contract/values";
import { type FieldReason, kindOfStatus, type RequestFailure } from "./errors";
import type { HttpResponse } from "./http";
import { printableDeep } from "./redaction";

export type ResponseFailure = Omit<RequestFailure, "method" | "path">;

export type Decoded<T> = { data: T; failure?: undefined } | { data?: undefined; failure: ResponseFailure };

const NOT_JSON = "it is not JSON";

export function decodeResponse<Schema extends z.ZodType>(
  { status, headers, body }: HttpResponse,
  schema: Schema,
  { verbatim = false } = {},
): Decoded<z.output<Schema>> {
  const about = { status, ...omitUndefined({ requestId: headers.get("x-vercel-id") ?? undefined }) };
  const json = "text" in body ? parseJson(body.text, verbatim) : undefined;
  if (status < 200 || status > 299) {
    // A gateway may return 408, 5xx and other statuses after the API has committed; only a 4xx is a rejection.
    const isRejection = status >= 400 && status < 500 && status !== 408;
    const outcome = isRejection ? "refused" : "unknown";
    // A page in place of the API: its status says nothing about token, team or ids.
    if (isRejection && status !== 429 && json === undefined && "text" in body) {
      return { failure: { ...about, kind: "unreadable", outcome, detail: NOT_JSON } };
    }
    return { failure: { ...about, kind: kindOfStatus(status), outcome, ...apiError(json?.value) } };
  }
  if ("failure" in body) {
    // The status of a connection failure would read as a response, so only an unreadable body keeps it.
    return { failure: { ...(body.failure.kind === "unreadable" ? about : {}), ...body.failure } };
  }
  const unreadable = (detail: string): Decoded<never> => ({
    failure: { ...about, kind: "unreadable", outcome: "unknown", detail },
  });
  if (json === undefined) return unreadable(NOT_JSON);
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

/**
 * Undefined for malformed JSON, and for values that are nested too deeply. An empty body is `undefined`, which only
 * schemas that read nothing accept.
 */
function parseJson(text: string, verbatim: boolean): { value: unknown } | undefined {
  if (text === "") return { value: undefined };
  return orUndefined(() => {
    const value: unknown = JSON.parse(text);
    return { value: verbatim ? value : printableDeep(value) };
  });
}

/** What a rejection says: `{error: {code, message, …}}`, or the same without the wrapper. */
function apiError(json: unknown): Partial<ResponseFailure> {
  if (!isRecord(json)) return {};
  const { code, message, action, link, saml, invalidToken } = isRecord(json.error) ? { ...json, ...json.error } : json;
  const fields = fieldsIn(json).slice(0, MAX_FIELDS);
  return omitUndefined({
    code: textOf(code),
    detail: textOf(message),
    fields: fields.length > 0 ? fields : undefined,
    action: textOf(action),
    link: vercelPage(link),
    saml: saml === true ? true : undefined,
    invalidToken: invalidToken === true ? true : undefined,
  });
}

const MAX_FIELDS = 10;

/** How deep a partner's own error may be inside that of the API. */
const MAX_DEPTH = 4;

/** The reasons under the first `fields` of an error: a list of `{key, message}`, or an object of messages by key. */
function fieldsIn(json: unknown, depth = 0): FieldReason[] {
  if (typeof json !== "object" || json === null || depth > MAX_DEPTH) return [];
  const found = isRecord(json) ? parseFields(json.fields) : [];
  if (found.length > 0) return found;
  return Object.values(json).reduce<FieldReason[]>(
    (nested, member) => (nested.length > 0 ? nested : fieldsIn(member, depth + 1)),
    [],
  );
}

function parseFields(fields: unknown): FieldReason[] {
  if (typeof fields !== "object" || fields === null) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    const { key, message } = isRecord(field) ? field : { key: undefined, message: field };
    const reason = textOf(Array.isArray(message) ? message.filter(textOf).join("; ") : message);
    const named = textOf(key) ?? (Array.isArray(fields) ? undefined : name);
    return reason === undefined ? [] : [{ ...omitUndefined({ key: named }), message: reason }];
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A link to Vercel. One to another site could ask for a token there. */
function vercelPage(link: unknown): string | undefined {
  if (typeof link !== "string" || !URL.canParse(link)) return undefined;
  const { protocol, hostname, username, password, href } = new URL(link);
  const isVercel = hostname === "vercel.com" || hostname.endsWith(".vercel.com");
  return protocol === "https:" && isVercel && username === "" && password === "" ? href : undefined;
}
