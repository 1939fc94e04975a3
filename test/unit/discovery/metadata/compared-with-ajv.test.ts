// Random schemas of the documented subset and random metadata: our validation and ajv must agree on every pair.
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, it } from "vitest";
import { asJsonSchema, type Property, type Schema } from "./as-json-schema.ts";
import { validate } from "./validate.ts";

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
const ofString = {
  minLength: fc.integer({ min: 0, max: 4 }),
  maxLength: fc.integer({ min: 0, max: 4 }),
  pattern: fc.constantFrom("^[a-c]+$", "b", "^.{2,}$"),
};
const ofNumber = { minimum: small, maximum: small, exclusiveMinimum: small, exclusiveMaximum: small };
const ofList = { minItems: fc.integer({ min: 0, max: 3 }), maxItems: fc.integer({ min: 0, max: 3 }) };
const flags = { "ui:hidden": when, "ui:read-only": when, "ui:disabled": when, "ui:label": fc.string() };

/** A property with required and optional keywords. */
function property(must: Record<string, fc.Arbitrary<unknown>>, may: Record<string, fc.Arbitrary<unknown>> = {}) {
  const maybe = Object.entries({ ...may, ...flags }).map(([keyword, value]) => [
    keyword,
    fc.option(value, { freq: 1, nil: undefined }),
  ]);
  return fc.record({ ...must, ...Object.fromEntries(maybe) }).map(withoutUndefined) as fc.Arbitrary<unknown>;
}

function withoutUndefined(raw: object): object {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}

const is = fc.constant;
const strings = fc.record({ type: is("string"), ...ofString }, { requiredKeys: ["type"] });
const numbers = fc.record({ type: is("number"), ...ofNumber }, { requiredKeys: ["type"] });
const anyProperty = fc.oneof(
  property(
    { type: is("string"), "ui:control": is("input") },
    { ...ofString, enum: fc.uniqueArray(word, { minLength: 1 }), default: word },
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
      items: strings,
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

/** A value that is likely to be valid, or sometimes any other. */
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

it("P31 our validation and an independent validator agree on every schema of the documented subset", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const seen = { accepted: 0, rejected: 0 };
  fc.assert(
    fc.property(pairs, ([schema, values, extra]) => {
      const metadata = extra === undefined ? values : { [extra[0]]: extra[1], ...values };
      const { issues, warnings } = validate(schema, metadata);
      const accepted = issues.length === 0;
      seen[accepted ? "accepted" : "rejected"] += 1;
      expect(warnings).toEqual([]);
      expect(accepted, JSON.stringify(issues)).toBe(ajv.validate(asJsonSchema(schema), metadata));
    }),
    { numRuns: 1_000 },
  );
  // If nearly all pairs were of one kind, the agreement would prove little.
  expect(Math.min(seen.accepted, seen.rejected)).toBeGreaterThan(150);
});
