// The lines of the report that are not in the example of the README.
import { expect, test } from "vitest";
import { readInput } from "../../../../provider/src/cli/cost/input.ts";
import { formatCents, formatReport } from "../../../../provider/src/cli/cost/print.ts";
import { createReport } from "../../../../provider/src/cli/cost/report.ts";
import { exported, planned, plans, preview, step, store } from "../../../support/cost.ts";

const linesOf = (document: string) => formatReport(createReport(readInput(document, "standard input"))).split("\n");
const { launch, prepaid, shared } = plans;

test("a shared plan, one that is paid in advance, and a store that Vercel keeps are marked", () => {
  const lines = linesOf(
    preview(
      [
        step("delete", store("a", launch, { retainOnDelete: true }), undefined),
        step("create", undefined, planned("b", shared)),
        step("same", store("c", prepaid), planned("c", prepaid)),
        step("create", undefined, planned("d", undefined)),
      ],
      { changeSummary: { same: 3 } },
    ),
  );
  expect(lines).toEqual([
    "store       product  plan       price                                     change",
    "shop-dev-a  neon     Launch     $19.00/month                              removed, stays at Vercel",
    "shop-dev-b  neon     Pro        $25.00/month, shared by the installation  added",
    "shop-dev-c  neon     Prepaid    in advance",
    "shop-dev-d  neon     not known  not known                                 added",
    "",
    "a month  at least $44.00 (change not known)",
    "Prices not known: 1. They depend on usage, or are not stated in USD a month.",
    expect.stringMatching(/^Unchanged resources: 2, .*--show-sames/),
  ]);
});

test("a stack has no changes", () => {
  expect(linesOf(exported([store("db", launch)]))).toEqual([
    "store        product  plan    price",
    "shop-dev-db  neon     Launch  $19.00/month",
    "",
    "a month  $19.00",
  ]);
});

test.each([
  [0, "$0.00"],
  [5, "$0.05"],
  [123_456_789, "$1,234,567.89"],
])("%i cents are %s", (cents, text) => {
  expect(formatCents(cents)).toBe(text);
});
