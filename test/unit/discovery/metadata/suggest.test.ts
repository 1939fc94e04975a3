// The metadata of the example program that the command line prints.
import { describe, expect, it } from "vitest";
import { suggestMetadata } from "../../../../provider/src/cli/discover/example.ts";
import { parseSchema } from "../../../../provider/src/discovery/metadata/parse.ts";
import { examples } from "./schemas.ts";
import { validate } from "./validate.ts";

const suggestFor = (property: Record<string, unknown>) =>
  suggestMetadata(parseSchema({ type: "object", properties: { it: property }, required: ["it"] }));

describe("P31 the suggested metadata of a new store", () => {
  it.each(Object.entries(examples))("is valid: %s", (_, [schema]) => {
    const { metadata, toBeSet } = suggestMetadata(parseSchema(schema));
    expect(validate(schema, metadata).issues).toEqual([]);
    expect(toBeSet).toEqual([]);
  });

  const string = { type: "string", "ui:control": "input" };
  const number = { type: "number", "ui:control": "input" };
  const options = [{ value: "a", disabled: true }, { value: "b", hidden: true }, "c"];
  const select = { type: "string", "ui:control": "select", "ui:options": options };
  const list = { type: "array", "ui:control": "multi-select", "ui:options": options };

  it.each<[string, Record<string, unknown>, unknown]>([
    ["the default", { ...select, default: "b" }, "b"],
    ["the first available option", select, "c"],
    ["the first available option if the default is invalid", { ...select, default: "a" }, "c"],
    ["a list with the first available option", list, ["c"]],
    ["the placeholder", { ...string, "ui:placeholder": "my-org" }, "my-org"],
    ["the placeholder without its prefix", { ...string, "ui:placeholder": "e.g. my-org" }, "my-org"],
  ])("contains %s", (_, property, expected) => {
    expect(suggestFor(property)).toEqual({ metadata: { it: expected }, toBeSet: [] });
  });

  it.each<[string, Record<string, unknown>]>([
    ["a string without a placeholder", string],
    ["a number within bounds", { ...number, minimum: 5 }],
    ["a default out of range", { ...number, default: 0, minimum: 5 }],
    ["a placeholder that does not match the pattern", { ...string, "ui:placeholder": "x", pattern: "^org-\\d+$" }],
    ["a default whose pattern cannot be checked", { ...string, default: "x", pattern: "(" }],
    ["a default of another type", { ...string, default: { a: 1 } }],
    ["a toggle without a default", { type: "boolean", "ui:control": "toggle" }],
    ["a list that requires several members", { ...list, minItems: 2 }],
    ["a property without a type", { default: { a: 1 } }],
  ])("leaves a property to the user: %s", (_, property) => {
    expect(suggestFor(property)).toEqual({ metadata: {}, toBeSet: ["it"] });
  });
});
