// The messages about stores: every example is a complete text.
import { expect, test } from "vitest";
import { storeMessages } from "../../../../provider/src/lifecycle/integration-store/messages.ts";

const rows = Object.entries(storeMessages).map(([code, { text, example }]) => ({
  code,
  text: (text as (values: unknown) => string)(example),
}));

test.each(rows)("P36 $code", ({ code, text }) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(text).not.toMatch(/undefined|\[object|NaN/);
  expect(text).toMatch(/[.)…]$|https:\S+$/);
});
