// The reference of the API is up to date. Typedoc takes seconds.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apiReference } from "../../../tools/docs/api-reference.ts";
import { exhaustive } from "../../support/matrix.ts";

test("docs/api.md is what npm run docs writes, and documents every public name", {
  ...exhaustive,
  timeout: 60_000,
}, async () => {
  const committed = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
  expect(await apiReference()).toBe(committed);
});
