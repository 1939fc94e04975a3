// A part of a schema that is not understood rejects nothing: it becomes a warning, and the server validates it.
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../provider/src/contract/values.ts";
import { neon } from "./schemas.ts";
import { valid, validate, validateProperty } from "./validate.ts";

const string = { type: "string", "ui:control": "input" };

describe("P33 a schema that is not understood", () => {
  it.each([
    ["an unknown control", { type: "string", "ui:control": "dial", "ui:options": ["a"] }, "x", "control dial"],
    ["a control of another type", { type: "boolean", "ui:control": "select" }, true, "control select"],
    ["no control", { type: "string" }, "x", "no control"],
    ["an unknown keyword", { ...string, format: "uuid" }, "x", "keyword format"],
    ["a keyword of newer JSON Schema", { ...string, anyOf: [] }, "x", "keyword anyOf"],
    ["an unknown keyword of the form", { ...string, "ui:only-on-fridays": true }, "x", "keyword ui:only-on-fridays"],
    ["an unknown type", { type: "integer", "ui:control": "input", minimum: 5 }, 1, "keyword type"],
    ["several types", { type: ["string", "null"], "ui:control": "input" }, 1, "keyword type"],
    ["no type", { "ui:control": "input", minLength: 9 }, 1, "no type"],
    ["a bound that is not a number", { ...string, minLength: "9" }, "x", "keyword minLength"],
    ["a pattern that is not a string", { ...string, pattern: 9 }, "x", "keyword pattern"],
    ["a pattern that does not compile", { ...string, pattern: "(" }, "x", "keyword pattern"],
    ["a pattern that backtracks for hours", { ...string, pattern: "^(a+)+$" }, `${"a".repeat(40)}!`, "keyword pattern"],
    ["an enum that is not a list", { ...string, enum: "a" }, "x", "keyword enum"],
    ["options that are not a list", { type: "string", "ui:control": "select", "ui:options": {} }, "x", "ui:options"],
    ["no options at all", { type: "string", "ui:control": "select", "ui:options": [] }, "x", "ui:options"],
    [
      "an option of another shape",
      { type: "string", "ui:control": "select", "ui:options": ["a", {}] },
      "x",
      "ui:options",
    ],
    [
      "an option with an unknown flag value",
      { type: "string", "ui:control": "select", "ui:options": [{ value: "a", disabled: "sometimes" }] },
      "x",
      "ui:options",
    ],
    ["options of an input", { ...string, "ui:options": ["a"] }, "x", "keyword ui:options"],
    ["members that are not described", { type: "array", "ui:control": "slider", items: 5 }, [1], "keyword items"],
    ["steps that are not a list", { type: "array", "ui:control": "slider", "ui:steps": 5 }, [1], "keyword ui:steps"],
    [
      "a keyword inside the members",
      { type: "array", "ui:control": "slider", items: { type: "number", multipleOf: 2 } },
      [1],
      "items: keyword multipleOf",
    ],
    ["a flag of another shape", { ...string, "ui:hidden": "sometimes" }, "x", "keyword ui:hidden"],
    ["a paid-only of another shape", { ...string, "ui:paid-only": "yes" }, "x", "keyword ui:paid-only"],
  ])("with %s accepts the value, and warns once", (_, property, value, part) => {
    const { issues, warnings } = validateProperty(property, value);
    expect(issues).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(part)]);
  });

  it.each([
    ["a string", "nonsense"],
    ["a list", []],
    ["a schema of another type", { type: "array" }],
    ["no properties", { type: "object" }],
    ["properties that are not an object", { type: "object", properties: [] }],
    ["a property that is not an object", { type: "object", properties: { any: true } }],
    ["a required that is not a list", { type: "object", properties: { any: string }, required: "any" }],
    ["a required key that it does not describe", { type: "object", properties: { any: string }, required: ["other"] }],
    ["a keyword that may describe more", { type: "object", properties: {}, patternProperties: { any: string } }],
  ])("that is %s as a whole rejects nothing, and warns once", (_, schema) => {
    const { issues, warnings } = validate(schema, { any: "x" });
    expect(issues).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  it("that is absent rejects nothing, without a warning", () => {
    expect(validate(undefined, { any: "x" })).toEqual(valid);
  });

  it("still rejects what its known part rejects", () => {
    expect(validateProperty({ ...string, format: "uuid", maxLength: 2 }, "abc").issues).toHaveLength(1);
  });
});

describe("P32 values that are not known yet", () => {
  it.each([
    ["as the whole metadata", UNKNOWN],
    ["as a value", { region: UNKNOWN }],
    ["instead of a number", { region: "iad1", size: UNKNOWN }],
    ["instead of a list", { region: "iad1", tags: UNKNOWN }],
    ["inside a list", { region: "iad1", tags: ["web", UNKNOWN] }],
    ["of a key that the schema lacks", { region: "iad1", sise: UNKNOWN }],
    ["inside what the schema lacks", { region: "iad1", sise: [{ deep: UNKNOWN }] }],
  ])("%s, pass", (_, metadata) => {
    expect(validate(neon, metadata)).toEqual(valid);
  });

  it("do not prevent the validation of other values", () => {
    expect(validate(neon, { region: "mars1", size: UNKNOWN, tags: [UNKNOWN, "nope"] }).issues).toHaveLength(2);
  });
});
