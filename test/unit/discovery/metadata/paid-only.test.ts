// What a free plan does not include, and what it does.
import { describe, expect, it } from "vitest";
import { checkPaidOnly } from "../../../../provider/src/discovery/metadata/paid-only.ts";
import { checkMetadata } from "../../../../provider/src/discovery/metadata/validate.ts";
import type { Plan } from "../../../../provider/src/vercel/schemas.ts";

const free: Plan = { id: "free", name: "Free", type: "subscription", paymentMethodRequired: false };
const paid: Plan = { ...free, id: "pro", name: "Pro", paymentMethodRequired: true };
const unclear: Plan = { id: "odd", name: "Odd", type: "subscription" };

const property = (paidOnly: unknown) => ({ type: "string", "ui:control": "input", "ui:paid-only": paidOnly });

function refusals(value: unknown, plan: Plan, paidOnly: unknown = true): string[] {
  const metadataSchema = { type: "object", properties: { it: property(paidOnly) } };
  const { schema } = checkMetadata({ name: "KV", metadataSchema }, {});
  return checkPaidOnly(schema, { it: value }, plan, [free, paid]).map(({ path }) => path);
}

describe("P31 a setting that only paid plans include", () => {
  it.each([[true], ["x"], [1], [["fra1"]]])("set to %j, is refused with a free plan", (value) => {
    expect(refusals(value, free)).toEqual(["metadata.it"]);
  });

  it.each([[false], [""], [0], [[]], [undefined]])("set to %j, asks for nothing, and passes", (value) => {
    expect(refusals(value, free)).toEqual([]);
  });

  it.each([
    ["that has to be paid", paid],
    ["of which nothing is said", unclear],
  ])("passes with a plan %s", (_, plan) => {
    expect(refusals(true, plan)).toEqual([]);
  });

  it.each([[false], [null], ["yes"]])("is none where the mark is %j", (mark) => {
    expect(refusals(true, free, mark)).toEqual([]);
  });
});
