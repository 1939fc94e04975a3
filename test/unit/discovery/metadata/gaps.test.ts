// What a schema says and we do not understand never refuses anything: it is told, and left to the server.
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../provider/src/contract/unknown.ts";
import { neon } from "./schemas.ts";
import { judge, judgeValue } from "./validate.ts";

const text = { type: "string", "ui:control": "input" };

describe("P33 a schema that is not understood", () => {
  it.each([
    ["an unknown control", { type: "string", "ui:control": "dial", "ui:options": ["a"] }, "x", "control dial"],
    ["a control of another type", { type: "boolean", "ui:control": "select" }, true, "control select"],
    ["no control", { type: "string" }, "x", "no control"],
    ["an unknown keyword", { ...text, format: "uuid" }, "x", "keyword format"],
    ["a keyword of newer JSON Schema", { ...text, anyOf: [] }, "x", "keyword anyOf"],
    ["an unknown keyword of the form", { ...text, "ui:only-on-fridays": true }, "x", "keyword ui:only-on-fridays"],
    ["an unknown type", { type: "integer", "ui:control": "input", minimum: 5 }, 1, "keyword type"],
    ["several types", { type: ["string", "null"], "ui:control": "input" }, 1, "keyword type"],
    ["no type", { "ui:control": "input", minLength: 9 }, 1, "no type"],
    ["a bound that is no number", { ...text, minLength: "9" }, "x", "keyword minLength"],
    ["a pattern that is no text", { ...text, pattern: 9 }, "x", "keyword pattern"],
    ["a pattern that does not compile", { ...text, pattern: "(" }, "x", "keyword pattern"],
    ["a pattern that takes for ever", { ...text, pattern: "^(a+)+$" }, `${"a".repeat(40)}!`, "keyword pattern"],
    ["an enum that is no list", { ...text, enum: "a" }, "x", "keyword enum"],
    ["options that are no list", { type: "string", "ui:control": "select", "ui:options": {} }, "x", "ui:options"],
    ["no options at all", { type: "string", "ui:control": "select", "ui:options": [] }, "x", "ui:options"],
    [
      "an option of another shape",
      { type: "string", "ui:control": "select", "ui:options": ["a", {}] },
      "x",
      "ui:options",
    ],
    [
      "an option with a mark that is not known",
      { type: "string", "ui:control": "select", "ui:options": [{ value: "a", disabled: "sometimes" }] },
      "x",
      "ui:options",
    ],
    ["options of an input", { ...text, "ui:options": ["a"] }, "x", "keyword ui:options"],
    ["members that are not described", { type: "array", "ui:control": "slider", items: 5 }, [1], "keyword items"],
    ["steps that are no list", { type: "array", "ui:control": "slider", "ui:steps": 5 }, [1], "keyword ui:steps"],
    [
      "a keyword inside the members",
      { type: "array", "ui:control": "slider", items: { type: "number", multipleOf: 2 } },
      [1],
      "items: keyword multipleOf",
    ],
    ["a mark of another shape", { ...text, "ui:hidden": "sometimes" }, "x", "keyword ui:hidden"],
    ["a paid-only of another shape", { ...text, "ui:paid-only": "yes" }, "x", "keyword ui:paid-only"],
  ])("with %s lets the value pass, and says so once", (_, property, value, part) => {
    const { refusals, warnings } = judgeValue(property, value);
    expect(refusals).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(part)]);
  });

  it.each([
    ["a text", "nonsense"],
    ["a list", []],
    ["a schema of another type", { type: "array" }],
    ["no properties", { type: "object" }],
    ["properties that are no object", { type: "object", properties: [] }],
    ["a property that is no object", { type: "object", properties: { any: true } }],
    ["a required that is no list", { type: "object", properties: { any: text }, required: "any" }],
    ["a required key that it does not describe", { type: "object", properties: { any: text }, required: ["other"] }],
    ["a keyword that may describe more", { type: "object", properties: {}, patternProperties: { any: text } }],
  ])("that is %s as a whole blocks nothing, and says so once", (_, schema) => {
    const { refusals, warnings } = judge(schema, { any: "x" });
    expect(refusals).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  it("that is absent blocks nothing, and there is nothing to say", () => {
    expect(judge(undefined, { any: "x" })).toEqual({ refusals: [], warnings: [] });
  });

  it("still refuses what its known part refuses", () => {
    expect(judgeValue({ ...text, format: "uuid", maxLength: 2 }, "abc").refusals).toHaveLength(1);
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
    expect(judge(neon, metadata)).toEqual({ refusals: [], warnings: [] });
  });

  it("leave what is known beside them to be judged", () => {
    expect(judge(neon, { region: "mars1", size: UNKNOWN, tags: [UNKNOWN, "nope"] }).refusals).toHaveLength(2);
  });
});
