// Every keyword that restricts a value, on both sides of its bound.
import { describe, expect, it } from "vitest";
import { judge, judgeValue } from "./validate.ts";

const text = { type: "string", "ui:control": "input" };
const number = { type: "number", "ui:control": "input" };
const list = { type: "array", "ui:control": "multi-select", "ui:options": ["a", "b", "c"] };
const select = (option: Record<string, unknown>) => ({
  type: "string",
  "ui:control": "select",
  "ui:options": [
    { value: "a", label: "Alpha", ...option },
    { value: "b", label: "Beta" },
  ],
});

const rows: [rule: string, property: Record<string, unknown>, accepted: unknown[], refused: unknown[]][] = [
  ["minimum 1", { ...number, minimum: 1 }, [1, 1.5], [0.999, -1]],
  ["maximum 56", { ...number, maximum: 56 }, [56, -3], [56.001, 57]],
  ["minimum 0", { ...number, minimum: 0 }, [0], [-0.1]],
  ["exclusiveMinimum 0", { ...number, exclusiveMinimum: 0 }, [0.001], [0, -1]],
  ["exclusiveMaximum 1", { ...number, exclusiveMaximum: 1 }, [0.999], [1, 2]],
  ["minLength 3", { ...text, minLength: 3 }, ["abc", "abcd"], ["ab", ""]],
  ["maxLength 3", { ...text, maxLength: 3 }, ["abc", ""], ["abcd"]],
  ["maxLength 2, by characters and not by halves of them", { ...text, maxLength: 2 }, ["😀😀"], ["😀😀😀"]],
  ["minItems 1", { ...list, minItems: 1 }, [["a"]], [[]]],
  ["maxItems 2", { ...list, maxItems: 2 }, [["a", "b"], []], [["a", "b", "c"]]],
  ["a pattern", { ...text, pattern: "^[a-z]+$" }, ["abc"], ["ABC", "a1", ""]],
  ["a pattern that is not anchored", { ...text, pattern: "b" }, ["abc"], ["ac"]],
  ["a pattern of Unicode classes", { ...text, pattern: "^\\p{L}+$" }, ["äß"], ["1"]],
  ["a pattern that only works without Unicode", { ...text, pattern: "^[\\w\\-\\_]+$" }, ["a-b"], ["a b"]],
  ["an enum", { ...text, enum: ["v1", "v2"] }, ["v1"], ["v3"]],
  ["an enum of numbers", { ...number, enum: [1, 2] }, [1], [3]],
  ["options and an enum together", { ...select({}), enum: ["a", "z"] }, ["a"], ["b", "z"]],
  [
    "bounds of the members",
    { ...list, "ui:options": undefined, items: { type: "string", maxLength: 1 } },
    [["z"]],
    [["zz"]],
  ],
  [
    "an enum of the members",
    { ...list, "ui:options": undefined, items: { type: "string", enum: ["a"] } },
    [["a"]],
    [["b"]],
  ],
  ["a hidden option", select({ hidden: true }), ["a", "b"], ["c"]],
  ["an option that is hidden on create", select({ hidden: "create" }), ["a"], ["c"]],
  ["a disabled option", select({ disabled: true }), ["b"], ["a"]],
  ["an option that is disabled on create", select({ disabled: "create" }), ["b"], ["a"]],
  ["an option that is disabled on update", select({ disabled: "update" }), ["a", "b"], []],
  ["an option that is not disabled", select({ disabled: false }), ["a", "b"], []],
  ["an option that an expression disables", select({ disabled: { expr: "true" } }), ["a", "b"], []],
  ["a property that is hidden", { ...text, "ui:hidden": true }, ["x"], [1]],
  ["a property that is read-only", { ...text, "ui:read-only": true }, ["x"], [1]],
  ["a property that is read-only, misspelt", { ...text, "ui:readonly": "create" }, ["x"], [1]],
  ["a property that is disabled", { ...text, "ui:disabled": "create" }, ["x"], [1]],
];

describe.each(rows)("P31 metadata with %s", (_, property, accepted, refused) => {
  it.each(accepted.map((value) => [JSON.stringify(value), value]))("accepts %s", (_text, value) => {
    expect(judgeValue(property, value)).toEqual({ refusals: [], warnings: [] });
  });

  it.each(refused.map((value) => [JSON.stringify(value), value]))("refuses %s", (_text, value) => {
    const { refusals, warnings } = judgeValue(property, value);
    expect(refusals).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe("P31 a required property that is left out", () => {
  const required = (more: Record<string, unknown>) =>
    judge({ type: "object", properties: { it: { ...text, ...more } }, required: ["it"] }, {});

  it.each([
    ["plain", {}],
    ["with a default", { default: "x" }],
    ["hidden on update", { "ui:hidden": "update" }],
    ["read-only", { "ui:read-only": true }],
    ["disabled on create", { "ui:disabled": "create" }],
  ])("%s, is asked for", (_, more) => {
    expect(required(more).refusals).toEqual([expect.stringContaining("metadata.it is required")]);
  });

  it.each([
    ["hidden", { "ui:hidden": true }],
    ["hidden on create", { "ui:hidden": "create" }],
    ["hidden on create, with a default", { "ui:hidden": "create", default: "x" }],
    ["hidden by an expression", { "ui:hidden": { expr: "plan == 'free'" } }],
  ])("%s, is not asked for", (_, more) => {
    expect(required(more)).toEqual({ refusals: [], warnings: [] });
  });

  it("set to undefined, counts as left out", () => {
    const schema = { type: "object", properties: { it: text }, required: ["it"] };
    expect(judge(schema, { it: undefined }).refusals).toHaveLength(1);
  });
});

describe("P31 keys of the metadata", () => {
  const schema = { type: "object", properties: { size: number } };

  it.each(["sise", "Size", "constructor", "toString", "__proto__"])("refuses %s, which the schema lacks", (key) => {
    expect(judge(schema, JSON.parse(`{"${key}": 1}`)).refusals).toEqual([
      expect.stringMatching(`^metadata.${key} is not a property of Neon`),
    ]);
  });

  it("lets any key pass where the schema says that there may be more", () => {
    expect(judge({ ...schema, additionalProperties: true }, { more: 1 }).refusals).toEqual([]);
  });

  it("reports everything that is wrong at once", () => {
    const both = { ...schema, properties: { size: { ...number, maximum: 5 }, region: text }, required: ["region"] };
    expect(judge(both, { size: 6, sise: 1 }).refusals).toHaveLength(3);
  });
});

describe("P27 texts of a store's metadata", () => {
  const secret = "npg_Zx81hunter2";

  it.each([
    ["a pattern", { ...text, pattern: "^[0-9]+$" }],
    ["a length", { ...text, maxLength: 3 }],
    ["another type", number],
    ["a toggle", { type: "boolean", "ui:control": "toggle" }],
  ])("are not quoted by a refusal for %s", (_, property) => {
    expect(judgeValue(property, secret).refusals.join()).not.toContain(secret);
  });
});
