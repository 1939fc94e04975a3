// Every message of every catalogue: a complete text, under a code that exists once.
import { expect, test } from "vitest";
import { catalogues, issueCodes } from "../../../tools/docs/contract.ts";

const messages = catalogues.flatMap(({ rows, examples }) =>
  Object.entries(rows).map(([code, textOf]) => ({
    code,
    text: (textOf as (values: unknown) => string)(examples[code]),
  })),
);

test.each(messages)("P36 $code is a complete text", ({ code, text }) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(text).not.toMatch(/undefined|\[object|NaN/);
  expect(text).toMatch(/[.)…\]]$|https:\S+$/);
});

test("P36 every code exists once", () => {
  const codes = [...messages.map(({ code }) => code), ...Object.keys(issueCodes)];
  expect(codes.filter((code, index) => codes.indexOf(code) < index)).toEqual([]);
});
