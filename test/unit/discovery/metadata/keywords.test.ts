// Every keyword that restricts a value, on both sides of its bound.
import { describe, expect, it } from "vitest";
import { confidentialValues } from "../../../../provider/src/discovery/metadata/choices.ts";
import { parseSchema } from "../../../../provider/src/discovery/metadata/parse.ts";
import { valid, validate, validateProperty } from "./validate.ts";

const string = { type: "string", "ui:control": "input" };
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

const rows: [rule: string, property: Record<string, unknown>, accepted: unknown[], rejected: unknown[]][] = [
  ["minimum 1", { ...number, minimum: 1 }, [1, 1.5], [0.999, -1]],
  ["maximum 56", { ...number, maximum: 56 }, [56, -3], [56.001, 57]],
  ["minimum 0", { ...number, minimum: 0 }, [0], [-0.1]],
  ["exclusiveMinimum 0", { ...number, exclusiveMinimum: 0 }, [0.001], [0, -1]],
  ["exclusiveMaximum 1", { ...number, exclusiveMaximum: 1 }, [0.999], [1, 2]],
  ["minLength 3", { ...string, minLength: 3 }, ["abc", "abcd"], ["ab", ""]],
  ["maxLength 3", { ...string, maxLength: 3 }, ["abc", ""], ["abcd"]],
  ["maxLength 2, by characters and not by halves of them", { ...string, maxLength: 2 }, ["😀😀"], ["😀😀😀"]],
  ["minItems 1", { ...list, minItems: 1 }, [["a"]], [[]]],
  ["maxItems 2", { ...list, maxItems: 2 }, [["a", "b"], []], [["a", "b", "c"]]],
  ["a pattern", { ...string, pattern: "^[a-z]+$" }, ["abc"], ["ABC", "a1", ""]],
  ["a pattern that is not anchored", { ...string, pattern: "b" }, ["abc"], ["ac"]],
  ["a pattern of Unicode classes", { ...string, pattern: "^\\p{L}+$" }, ["äß"], ["1"]],
  ["a pattern that only works without Unicode", { ...string, pattern: "^[\\w\\-\\_]+$" }, ["a-b"], ["a b"]],
  ["an enum", { ...string, enum: ["v1", "v2"] }, ["v1"], ["v3"]],
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
  ["a property that is hidden", { ...string, "ui:hidden": true }, ["x"], [1]],
  ["a property that is read-only", { ...string, "ui:read-only": true }, ["x"], [1]],
  ["a property that is read-only, misspelled", { ...string, "ui:readonly": "create" }, ["x"], [1]],
  ["a property that is disabled", { ...string, "ui:disabled": "create" }, ["x"], [1]],
];

describe.each(rows)("P31 metadata with %s", (_, property, accepted, rejected) => {
  it.each(accepted.map((value) => [JSON.stringify(value), value]))("accepts %s", (_text, value) => {
    expect(validateProperty(property, value)).toEqual(valid);
  });

  it.each(rejected.map((value) => [JSON.stringify(value), value]))("rejects %s", (_text, value) => {
    const { issues, warnings } = validateProperty(property, value);
    expect(issues).toMatchObject([{ code: "metadata-invalid" }]);
    expect(warnings).toEqual([]);
  });
});

describe("P31 a required property that is absent", () => {
  const required = (more: Record<string, unknown>) =>
    validate({ type: "object", properties: { it: { ...string, ...more } }, required: ["it"] }, {});

  it.each([
    ["plain", {}],
    ["with a default", { default: "x" }],
    ["hidden on update", { "ui:hidden": "update" }],
    ["read-only", { "ui:read-only": true }],
    ["disabled on create", { "ui:disabled": "create" }],
  ])("%s, is required", (_, more) => {
    expect(required(more).issues).toMatchObject([{ code: "metadata-required", path: "metadata.it" }]);
  });

  it.each([
    ["hidden", { "ui:hidden": true }],
    ["hidden on create", { "ui:hidden": "create" }],
    ["hidden on create, with a default", { "ui:hidden": "create", default: "x" }],
    ["hidden by an expression", { "ui:hidden": { expr: "plan == 'free'" } }],
  ])("%s, is not required", (_, more) => {
    expect(required(more)).toEqual(valid);
  });

  it("set to undefined, is absent", () => {
    const schema = { type: "object", properties: { it: string }, required: ["it"] };
    expect(validate(schema, { it: undefined }).issues).toMatchObject([{ code: "metadata-required" }]);
  });
});

describe("P31 keys of the metadata", () => {
  const schema = { type: "object", properties: { size: number } };

  it.each(["sise", "Size", "constructor", "toString", "__proto__"])("rejects %s, which the schema lacks", (key) => {
    expect(validate(schema, JSON.parse(`{"${key}": 1}`)).issues).toMatchObject([
      { code: "metadata-unknown", path: `metadata.${key}` },
    ]);
  });

  it("accepts any key if the schema allows others", () => {
    expect(validate({ ...schema, additionalProperties: true }, { more: 1 }).issues).toEqual([]);
  });

  it("are validated together, and every issue is reported", () => {
    const both = { ...schema, properties: { size: { ...number, maximum: 5 }, region: string }, required: ["region"] };
    expect(validate(both, { size: 6, sise: 1 }).issues).toHaveLength(3);
  });
});

describe("P27 values of a store's metadata", () => {
  const secret = "npg_Zx81hunter2";
  const options = ["iad1", "fra1"];

  it.each([
    ["a pattern", { ...string, pattern: "^[0-9]+$" }],
    ["a length", { ...string, maxLength: 3 }],
    ["another type", number],
    ["a toggle", { type: "boolean", "ui:control": "toggle" }],
    ["options", { ...string, "ui:control": "select", "ui:options": options }],
    ["an enum", { ...string, enum: options }],
  ])("are not quoted by an issue about %s", (_, property) => {
    const { issues } = validateProperty(property, secret);
    expect(issues).toMatchObject([{ code: "metadata-invalid" }]);
    expect(JSON.stringify(issues)).not.toContain(secret);
  });

  it.each([
    ["a range", { ...number, maximum: 56 }],
    ["an enum", { ...number, enum: [1, 2] }],
  ])("are not quoted by an issue about %s of numbers", (_, property) => {
    const { issues } = validateProperty(property, 987654);
    expect(issues).toMatchObject([{ code: "metadata-invalid" }]);
    expect(JSON.stringify(issues)).not.toContain("987654");
  });

  it.each([
    ["is a typing error", "fra11"],
    ["is as short as a word", "mars1"],
  ])("are quoted if the value %s", (_, value) => {
    const { issues } = validateProperty({ ...string, "ui:control": "select", "ui:options": options }, value);
    expect(issues).toMatchObject([{ given: value, problem: expect.stringContaining(`"${value}"`) }]);
  });

  it("are confidential unless the schema offers them", () => {
    const schema = parseSchema({
      type: "object",
      properties: {
        region: { ...string, "ui:control": "select", "ui:options": [{ value: "iad1", label: "Washington" }] },
        steps: { type: "array", "ui:control": "slider", "ui:steps": [1024, 2048] },
        prefix: { ...string, default: "NEXT_PUBLIC_" },
        label: string,
        size: number,
      },
    });
    const metadata = {
      region: "iad1",
      steps: [1024, 4096],
      prefix: "NEXT_PUBLIC_",
      label: "iad1",
      size: 987654,
      more: 1,
    };

    expect(confidentialValues(schema, metadata)).toEqual([4096, "iad1", 987654, 1]);
    expect(confidentialValues(schema, { region: secret, prefix: secret })).toEqual([secret, secret]);
  });
});
