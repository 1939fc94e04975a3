// Every control of Vercel's forms, with the values it takes and the nearest ones that it does not.
import { describe, expect, it } from "vitest";
import { examples } from "./schemas.ts";
import { judge, judgeValue } from "./validate.ts";

const text = { type: "string", "ui:control": "input" };
const number = { type: "number", "ui:control": "input" };
const options = [
  { value: "a", label: "Alpha" },
  { value: "b", label: "Beta" },
];

interface Row {
  control: string;
  property: Record<string, unknown>;
  accepted: unknown[];
  refused: unknown[];
}

const ofTexts = (control: string, values: unknown): Row => ({
  control,
  property: { type: "string", "ui:control": control, "ui:options": values },
  accepted: ["a", "b"],
  refused: ["c", "A", "", 1, true, ["a"]],
});

const ofLists = (control: string, values: unknown): Row => ({
  control,
  property: { type: "array", "ui:control": control, items: { type: "string" }, "ui:options": values },
  accepted: [[], ["a"], ["b", "a"]],
  refused: ["a", ["a", "c"], [1], true],
});

const rows: Row[] = [
  { control: "input of a text", property: text, accepted: ["", "x", "ü"], refused: [1, true, ["x"]] },
  { control: "input of a number", property: number, accepted: [0, -1, 1.5], refused: ["1", false, [1]] },
  {
    control: "input with an enum",
    property: { ...text, enum: ["v1", "v2"] },
    accepted: ["v1", "v2"],
    refused: ["v3", "V1", ""],
  },
  {
    control: "toggle",
    property: { type: "boolean", "ui:control": "toggle" },
    accepted: [true, false],
    refused: ["true", 1, []],
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
    refused: [[1, 3], [1], [1, 2, 4], [0, 1], [8, 9], ["1", "2"], 1],
  },
  ofTexts("select", options),
  ofTexts("select", ["a", "b"]),
  ofTexts("radio-button", options),
  ofTexts("vercel-region", ["a", { value: "b", label: "Beta" }]),
  ofTexts("vercel-country", ["a", { value: "b" }]),
  ofLists("multi-select", options),
  ofLists("multi-vercel-region", ["a", "b"]),
  ofLists("multi-vercel-region", options),
  {
    control: "vercel-region in its older form, with an enum",
    property: { type: "string", "ui:control": "vercel-region", enum: ["a"] },
    accepted: ["a"],
    refused: ["b"],
  },
  {
    control: "vercel-region that takes any region",
    property: { type: "string", "ui:control": "vercel-region" },
    accepted: ["iad1", "anything"],
    refused: [1],
  },
  { control: "domain", property: { type: "string", "ui:control": "domain" }, accepted: ["a.example"], refused: [1] },
  {
    control: "git-namespace",
    property: { type: "string", "ui:control": "git-namespace", "git:providers": ["github"] },
    accepted: ["acme"],
    refused: [false],
  },
];

describe.each(rows)("P31 metadata by $control", ({ property, accepted, refused }) => {
  it.each(accepted.map((value) => [JSON.stringify(value), value]))("accepts %s", (_, value) => {
    expect(judgeValue(property, value)).toEqual({ refusals: [], warnings: [] });
  });

  it.each(refused.map((value) => [JSON.stringify(value), value]))("refuses %s", (_, value) => {
    const { refusals, warnings } = judgeValue(property, value);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.every((refusal) => refusal.startsWith("metadata.it"))).toBe(true);
    expect(warnings).toEqual([]);
  });
});

describe("P31 the schemas that partners publish", () => {
  it.each(Object.entries(examples))("%s accepts what a store of it can have, and understands all of it", (_, row) => {
    const [schema, metadata] = row;
    expect(judge(schema, metadata)).toEqual({ refusals: [], warnings: [] });
  });

  it.each(Object.entries(examples))("%s refuses a property that it does not describe", (_, [schema, metadata]) => {
    expect(judge(schema, { ...metadata, nosuch: "x" }).refusals).toHaveLength(1);
  });

  it.each(
    Object.entries(examples).flatMap(([name, [schema, metadata]]) =>
      ("required" in schema ? schema.required : []).map((key) => [name, key, schema, metadata] as const),
    ),
  )("%s asks for %s, whether it has a default or not", (_, key, schema, metadata) => {
    const rest = Object.fromEntries(Object.entries(metadata).filter(([one]) => one !== key));
    expect(judge(schema, rest).refusals).toEqual([expect.stringMatching(`^metadata.${key} is required by Neon`)]);
  });
});
