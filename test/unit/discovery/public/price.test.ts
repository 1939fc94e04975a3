// The monthly price of a plan, read from the text of a partner.
import { expect, test } from "vitest";
import { monthlyPriceCents } from "../../../../provider/src/discovery/public/price.ts";

const plan = { id: "pro", name: "Pro", type: "subscription" };

test.each([
  ["$19.00/month", 1900],
  ["$19/month", 1900],
  ["$19.5/month", 1950],
  ["$0/month", 0],
  [" $1,200 / month ", 120_000],
  ["$1,234,567.89 per month", 123_456_789],
  ["US$20 a month", 2000],
  ["$20 USD/mo", 2000],
  ["$19 USD per month", 1900],
  ["$19\u00a0/\u202fmonth", 1900],
  ["$0", 0],
  ["$0.00 USD", 0],
  ["Free", 0],
  ["free", 0],
])("%s is a price", (cost, cents) => {
  expect(monthlyPriceCents({ ...plan, cost })).toBe(cents);
});

test.each([
  "",
  "Custom",
  "from $10",
  "from $8.00/month",
  "$19.00/month + usage",
  "$0 + usage",
  "$0.50",
  "$00019.000/month",
  "$228/month billed yearly",
  "19 kr/month",
  "$19.00",
  "$190/year",
  "$19/month/seat",
  "$19/month per user",
  "$19/month + usage",
  "$19/month*",
  "$0.10 per GB",
  "$0.20 per 100K commands",
  "$0.105/month",
  "$1.200/month",
  "$1,2/month",
  "$12,00/month",
  "$10-$20/month",
  "-$5/month",
  "€19/month",
  "A$19/month",
  "19/month",
  "$9999999999/month",
  "$19.00/months",
  "Free trial",
])("%s is no clear monthly price", (cost) => {
  expect(monthlyPriceCents({ ...plan, cost })).toBeUndefined();
});

test("an empty price is free if the plan is called free", () => {
  expect(monthlyPriceCents({ ...plan, id: "free_v3", cost: "" })).toBe(0);
  expect(monthlyPriceCents({ ...plan, name: "Free", cost: "" })).toBe(0);
});

test.each(["Freedom", "Carefree", "Free trial"])("an empty price of a plan %s is not known", (name) => {
  expect(monthlyPriceCents({ ...plan, name, cost: "" })).toBeUndefined();
});

test("a prepayment has no monthly price", () => {
  expect(monthlyPriceCents({ ...plan, type: "prepayment", cost: "from $10" })).toBe(0);
});
