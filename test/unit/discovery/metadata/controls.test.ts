// Every control of Vercel's forms, with valid values and similar ones that are invalid.
import { describe, expect, it } from "vitest";
import { examples } from "./schemas.ts";
import { valid, validate, validateProperty } from "./validate.ts";

const string = { type: "string", "ui:control": "input" };
const number = { type: "number", "ui:control": "input" };
const options = [
  { value: "a", label: "Alpha" },
  { value: "b", label: "Beta" },
];

interface Row {
  control: string;
  property: Record<string, unknown>;
  accepted: unknown[];
  rejected: unknown[];
}

const ofStrings = (control: string, values: unknown): Row => ({
  control,
  property: { type: "string", "ui:control": control, "ui:options": values },
  accepted: ["a", "b"],
  rejected: ["c", "A", "", 1, true, ["a"]],
});

const ofLists = (control: string, values: unknown): Row => ({
  control,
  property: { type: "array", "ui:control": control, items: { type: "string" }, "ui:options": values },
  accepted: [[], ["a"], ["b", "a"]],
  rejected: ["a", ["a", "c"], [1], true],
});

const rows: Row[] = [
  { control: "input of a string", property: string, accepted: ["", "x", "ü"], rejected: [1, true, ["x"]] },
  { control: "input of a number", property: number, accepted: [0, -1, 1.5], rejected: ["1", false, [1]] },
  {
    control: "input with an enum",
    property: { ...string, enum: ["v1", "v2"] },
    accepted: ["v1", "v2"],
    rejected: ["v3", "V1", ""],
  },
  {
    control: "toggle",
    property: { type: "boolean", "ui:control": "toggle" },
    accepted: [true, false],
    rejected: ["true", 1, []],
  },
  {
    control: "slider",
    property: {
      type: "array",
      "ui:control": "slider",
      items: { type: "number", minimum: 1, maximum: 8 },
      "ui:steps": [1, 2, 4, 8],
      minItems: 2,
      maxItems: 2,
    },
    accepted: [
      [1, 2],
      [8, 8],
    ],
    rejected: [[1, 3], [1], [1, 2, 4], [0, 1], [8, 9], ["1", "2"], 1],
  },
  ofStrings("select", options),
  ofStrings("select", ["a", "b"]),
  ofStrings("radio-button", options),
  ofStrings("vercel-region", ["a", { value: "b", label: "Beta" }]),
  ofStrings("vercel-country", ["a", { value: "b" }]),
  ofLists("multi-select", options),
  ofLists("multi-vercel-region", ["a", "b"]),
  ofLists("multi-vercel-region", options),
  {
    control: "vercel-region in its older form, with an enum",
    property: { type: "string", "ui:control": "vercel-region", enum: ["a"] },
    accepted: ["a"],
    rejected: ["b"],
  },
  {
    control: "vercel-region that accepts any region",
    property: { type: "string", "ui:control": "vercel-region" },
    accepted: ["iad1", "anything"],
    rejected: [1],
  },
  { control: "domain", property: { type: "string", "ui:control": "domain" }, accepted: ["a.example"], rejected: [1] },
  {
    control: "git-namespace",
    property: { type: "string", "ui:control": "git-namespace", "git:providers": ["github"] },
    accepted: ["acme"],
    rejected: [false],
  },
];

describe.each(rows)("P31 metadata by $control", ({ property, accepted, rejected }) => {
  it.each(accepted.map((value) => [JSON.stringify(value), value]))("accepts %s", (_, value) => {
    expect(validateProperty(property, value)).toEqual(valid);
  });

  it.each(rejected.map((value) => [JSON.stringify(value), value]))("rejects %s", (_, value) => {
    const { issues, warnings } = validateProperty(property, value);
    expect(issues.length).toBeGreaterThan(0);
    for (const { code, path } of issues) {
      expect(code).toBe("metadata-invalid");
      expect(path).toMatch(/^metadata\.it(\[\d\])?$/);
    }
    expect(warnings).toEqual([]);
  });
});

describe("P31 the schemas that partners publish", () => {
  it.each(Object.entries(examples))("%s accepts valid metadata, without gaps", (_, row) => {
    const [schema, metadata] = row;
    expect(validate(schema, metadata)).toEqual(valid);
  });

  it.each(Object.entries(examples))("%s rejects a property that it does not describe", (_, [schema, metadata]) => {
    expect(validate(schema, { ...metadata, nosuch: "x" }).issues).toMatchObject([{ code: "metadata-unknown" }]);
  });

  it.each(
    Object.entries(examples).flatMap(([name, [schema, metadata]]) =>
      ("required" in schema ? schema.required : []).map((key) => [name, key, schema, metadata] as const),
    ),
  )("%s requires %s, with or without a default", (_, key, schema, metadata) => {
    const rest = Object.fromEntries(Object.entries(metadata).filter(([one]) => one !== key));
    expect(validate(schema, rest).issues).toMatchObject([{ code: "metadata-required", path: `metadata.${key}` }]);
  });
});
