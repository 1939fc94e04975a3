// What an answer means: data of the form that was asked for, or a failure.
import type { z } from "zod";
import { kindOfStatus, type RequestFailure } from "./errors";
import type { Answered } from "./http";

export type Judged<T> =
  | { data: T; failure?: undefined }
  | { data?: undefined; failure: Omit<RequestFailure, "method" | "path"> };

export function judge<Schema extends z.ZodType>(answered: Answered, schema: Schema): Judged<z.output<Schema>> {
  const { status, headers, body } = answered;
  const requestId = headers.get("x-vercel-id");
  const about = { status, ...(requestId === null ? {} : { requestId }) };
  const json = "text" in body ? parseJson(body.text) : { failed: true as const };
  if (status < 200 || status > 299) {
    // Only a 4xx is the API's clear no. A 408 and the rest come from in front of the API as well as from it: the
    // request may have been carried out.
    const outcome = status >= 400 && status < 500 && status !== 408 ? "refused" : "unknown";
    return {
      failure: { ...about, kind: kindOfStatus(status), outcome, ...("value" in json ? apiError(json.value) : {}) },
    };
  }
  if ("failure" in body) {
    // A status without its body would read as an answer, so only what is unreadable keeps it.
    return { failure: { ...(body.failure.kind === "unreadable" ? about : {}), ...body.failure } };
  }
  const unreadable = (detail: string): Judged<never> => ({
    failure: { ...about, kind: "unreadable", outcome: "unknown", detail },
  });
  if ("failed" in json) return unreadable("it is not JSON");
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { data: parsed.data };
  return unreadable(body.text === "" ? "it is empty" : "it is not of the form that the API documents");
}

/** An empty body is no value, which only requests that read nothing of their answer accept. */
function parseJson(text: string): { value: unknown } | { failed: true } {
  if (text === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { failed: true };
  }
}

/** The API's own words for a refusal: `{error: {code, message}}`, or the same at the top. */
function apiError(json: unknown): { code?: string; detail?: string } {
  const body = isRecord(json) && isRecord(json.error) ? json.error : json;
  if (!isRecord(body)) return {};
  return {
    ...(typeof body.code === "string" ? { code: body.code } : {}),
    ...(typeof body.message === "string" ? { detail: body.message } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
