// Random schemas of the documented subset and random metadata: our rules and ajv must say the same of every pair.
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, it } from "vitest";
import { asJsonSchema, type Property, type Schema } from "./as-json-schema.ts";
import { judge } from "./validate.ts";

const words = ["a", "bb", "ccc", "dddd"];
const word = fc.constantFrom(...words);
const small = fc.integer({ min: -1, max: 5 });
const when = fc.constantFrom(true, false, "create", "update", { expr: "plan == 'free'" });

const option = fc.oneof(
  word,
  fc.record({ value: word, label: fc.string(), hidden: when, disabled: when }, { requiredKeys: ["value", "label"] }),
);
const options = fc.uniqueArray(option, {
  minLength: 1,
  maxLength: 4,
  selector: (one) => (typeof one === "string" ? one : one.value),
});
const ofText = {
  minLength: fc.integer({ min: 0, max: 4 }),
  maxLength: fc.integer({ min: 0, max: 4 }),
  pattern: fc.constantFrom("^[a-c]+$", "b", "^.{2,}$"),
};
const ofNumber = { minimum: small, maximum: small, exclusiveMinimum: small, exclusiveMaximum: small };
const ofList = { minItems: fc.integer({ min: 0, max: 3 }), maxItems: fc.integer({ min: 0, max: 3 }) };
const marks = { "ui:hidden": when, "ui:read-only": when, "ui:disabled": when, "ui:label": fc.string() };

/** A property: what it must have, and what it may have. */
function property(must: Record<string, fc.Arbitrary<unknown>>, may: Record<string, fc.Arbitrary<unknown>> = {}) {
  const maybe = Object.entries({ ...may, ...marks }).map(([keyword, value]) => [
    keyword,
    fc.option(value, { freq: 1, nil: undefined }),
  ]);
  return fc.record({ ...must, ...Object.fromEntries(maybe) }).map(withoutUndefined) as fc.Arbitrary<unknown>;
}

function withoutUndefined(raw: object): object {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}

const is = fc.constant;
const texts = fc.record({ type: is("string"), ...ofText }, { requiredKeys: ["type"] });
const numbers = fc.record({ type: is("number"), ...ofNumber }, { requiredKeys: ["type"] });
const anyProperty = fc.oneof(
  property(
    { type: is("string"), "ui:control": is("input") },
    { ...ofText, enum: fc.uniqueArray(word, { minLength: 1 }), default: word },
  ),
  property({ type: is("number"), "ui:control": is("input") }, { ...ofNumber, default: small }),
  property({ type: is("boolean"), "ui:control": is("toggle") }, { default: fc.boolean() }),
  property(
    {
      type: is("array"),
      "ui:control": is("slider"),
      items: numbers,
      "ui:steps": fc.uniqueArray(small, { minLength: 1 }),
    },
    ofList,
  ),
  property({
    type: is("string"),
    "ui:control": fc.constantFrom("select", "radio-button", "vercel-region", "vercel-country"),
    "ui:options": options,
  }),
  property(
    {
      type: is("array"),
      "ui:control": fc.constantFrom("multi-select", "multi-vercel-region"),
      items: texts,
      "ui:options": options,
    },
    ofList,
  ),
  property({ type: is("string"), "ui:control": fc.constantFrom("domain", "git-namespace") }),
) as fc.Arbitrary<Property>;

const keys = ["one", "two", "three"];
const schemas: fc.Arbitrary<Schema> = fc
  .dictionary(fc.constantFrom(...keys), anyProperty, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
  .chain((properties) =>
    fc.record({
      type: fc.constant("object" as const),
      properties: fc.constant(properties),
      required: fc.subarray(Object.keys(properties)),
    }),
  );

/** A value that the property may well take, or any other that a program can write. */
function valueFor(property: Property): fc.Arbitrary<unknown> {
  const listed =
    property["ui:steps"] ?? property["ui:options"]?.map((one) => (typeof one === "string" ? one : one.value));
  const one = listed === undefined ? fc.oneof(word, small) : fc.constantFrom<unknown>(...listed);
  const likely: Record<string, fc.Arbitrary<unknown>> = {
    string: listed === undefined ? word : one,
    number: small,
    boolean: fc.boolean(),
    array: fc.array(one, { maxLength: 2 }),
  };
  const any = fc.oneof(word, small, fc.string(), fc.boolean(), fc.array(word, { maxLength: 4 }));
  return fc.oneof({ arbitrary: likely[property.type] ?? any, weight: 9 }, { arbitrary: any, weight: 1 });
}

const pairs = schemas.chain((schema) =>
  fc.tuple(
    fc.constant(schema),
    fc.record(Object.fromEntries(Object.entries(schema.properties).map(([key, one]) => [key, valueFor(one)])), {
      requiredKeys: [],
    }),
    fc.option(fc.tuple(fc.constantFrom("four", ...keys), fc.boolean()), { freq: 8, nil: undefined }),
  ),
);

it("P31 our rules and an independent validator agree on every schema of the documented subset", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(pairs, ([schema, values, extra]) => {
      const metadata = extra === undefined ? values : { [extra[0]]: extra[1], ...values };
      const { refusals, warnings } = judge(schema, metadata);
      const accepted = refusals.length === 0;
      seen[accepted ? "accepted" : "refused"] += 1;
      expect(warnings).toEqual([]);
      expect(accepted, refusals.join("\n")).toBe(ajv.validate(asJsonSchema(schema), metadata));
    }),
    { numRuns: 1_000 },
  );
  // A generator that only ever makes one kind of pair would prove nothing.
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(150);
});
