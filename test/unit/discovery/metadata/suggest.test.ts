// The least metadata of a new store, as the command line writes it into a program.
import { describe, expect, it } from "vitest";
import { parseSchema } from "../../../../provider/src/discovery/metadata/parse.ts";
import { smallestMetadata } from "../../../../provider/src/discovery/metadata/suggest.ts";
import { examples } from "./schemas.ts";
import { judge } from "./validate.ts";

describe("P31 the least metadata of a new store", () => {
  it.each(Object.entries(examples))("of %s passes the preview", (_, [schema]) => {
    const { metadata, toBeSet } = smallestMetadata(parseSchema(schema));
    expect(judge(schema, metadata).refusals).toEqual([]);
    expect(toBeSet).toEqual([]);
  });

  const text = { type: "string", "ui:control": "input" };
  const number = { type: "number", "ui:control": "input" };
  const options = [{ value: "a", disabled: true }, { value: "b", hidden: true }, "c"];

  it.each<[string, Record<string, unknown>, unknown]>([
    ["what the form starts with", { ...text, default: "start" }, "start"],
    ["the example of the form", { ...text, "ui:placeholder": "e.g. my-org" }, "my-org"],
    ["a text of its own", text, "example"],
    ["a text that is long enough", { ...text, minLength: 9 }, "aaaaaaaaa"],
    ["digits where letters are refused", { ...text, pattern: "^\\d{4}$", minLength: 4 }, "1111"],
    [
      "the first option that can be chosen and is shown",
      { type: "string", "ui:control": "select", "ui:options": options },
      "c",
    ],
    ["no default that the schema itself refuses", { ...number, default: 0, minimum: 5 }, 5],
    ["a number above an open end", { ...number, exclusiveMinimum: 5 }, 6],
    ["a number between two open ends", { ...number, exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    ["a toggle that is off", { type: "boolean", "ui:control": "toggle" }, false],
    ["a list that is as short as can be", { type: "array", "ui:control": "multi-select", "ui:options": options }, []],
    [
      "a list that is as long as it must be",
      { type: "array", "ui:control": "slider", items: { type: "number" }, "ui:steps": [2, 4], minItems: 2 },
      [2, 2],
    ],
  ])("takes %s", (_, property, expected) => {
    const schema = { type: "object", properties: { it: property }, required: ["it"] };
    expect(smallestMetadata(parseSchema(schema))).toEqual({ metadata: { it: expected }, toBeSet: [] });
  });

  it("says which property a person has to set", () => {
    const schema = { type: "object", properties: { it: { ...text, pattern: "^org-\\d+$" } }, required: ["it"] };
    expect(smallestMetadata(parseSchema(schema)).toBeSet).toEqual(["it"]);
  });
});
