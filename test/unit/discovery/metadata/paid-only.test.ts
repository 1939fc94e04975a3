// Metadata that a free plan does not include.
import { describe, expect, it } from "vitest";
import { parseSchema } from "../../../../provider/src/discovery/metadata/parse.ts";
import { paidOnlyKeys } from "../../../../provider/src/discovery/metadata/validate.ts";
import { paidOnlyIssues } from "../../../../provider/src/discovery/resolve-product-and-plan.ts";
import type { Plan } from "../../../../provider/src/vercel/api/integrations.ts";

const free: Plan = { id: "free", name: "Free", type: "subscription", paymentMethodRequired: false };
const paid: Plan = { ...free, id: "pro", name: "Pro", paymentMethodRequired: true };
const unclear: Plan = { id: "odd", name: "Odd", type: "subscription" };

const property = (paidOnly: unknown) => ({ type: "string", "ui:control": "input", "ui:paid-only": paidOnly });

function issues(value: unknown, plan: Plan, paidOnly: unknown = true) {
  const schema = parseSchema({ type: "object", properties: { it: property(paidOnly) } });
  return paidOnlyIssues(paidOnlyKeys(schema, { it: value }), plan, [free, paid]);
}

describe("P31 metadata that only paid plans include", () => {
  it.each([[true], ["x"], [1], [["fra1"]]])("with the value %j, is rejected with a free plan", (value) => {
    expect(issues(value, free)).toMatchObject([{ code: "plan-paid-required", path: "metadata.it" }]);
  });

  it.each([[false], [""], [0], [[]], [undefined]])("with the value %j, is off, and accepted", (value) => {
    expect(issues(value, free)).toEqual([]);
  });

  it.each([
    ["a paid plan", paid],
    ["a plan that may be free or paid", unclear],
  ])("is accepted with %s", (_, plan) => {
    expect(issues(true, plan)).toEqual([]);
  });

  it.each([[false], [null], ["yes"]])("does not include properties whose flag is %j", (flag) => {
    expect(issues(true, free, flag)).toEqual([]);
  });
});
