// The published shapes of answers, and an assertion that an answer has its shape.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { expect } from "vitest";
import type { Reply } from "./client.ts";

const shapes = JSON.parse(readFileSync(new URL("../../test/fixtures/openapi-shapes.json", import.meta.url), "utf8"));
const ajv = new Ajv({ unknownFormats: "ignore", extendRefs: true, allErrors: true }).addSchema(shapes, "shapes");

/** Validates status, headers and body. An answer has a body exactly if the published one has. */
export function expectPublishedShape(reply: Reply, method: string, path: string, status = 200): void {
  expect(reply.status).toBe(status);
  expect(reply.headers.get("x-vercel-id")).toMatch(/^iad1::/);
  expect(Date.parse(reply.headers.get("date") ?? "")).toBeGreaterThan(0);
  const pointer = ["paths", path, method, "responses", String(status)].map(escaped).join("/");
  const content = shapes.paths[path][method].responses[status].content;
  if (!content) {
    expect(reply.headers.get("content-type")).toBeNull();
    expect(reply.body).toBe("");
    return;
  }
  expect(reply.headers.get("content-type")).toContain("application/json");
  const validate = ajv.getSchema(`shapes#/${pointer}/content/application~1json/schema`);
  if (!validate) throw new Error(`No shape at ${pointer}.`);
  const valid = validate(reply.body);
  expect(valid ? [] : validate.errors).toEqual([]);
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
