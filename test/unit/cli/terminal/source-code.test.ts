// Literals and declarations as source code.
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDeclaration, formatLiteral } from "../../../../provider/src/cli/terminal/source-code.ts";

const evaluate = (code: string) => new Function(`return (${code});`)();

test("a literal means its value, whatever the value is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(evaluate(formatLiteral(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("a key that would set the prototype is a key", () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "a-b": 3}');
  expect(JSON.stringify(evaluate(formatLiteral(value)))).toBe(JSON.stringify(value));
  expect(formatLiteral({ "a-b": 1, c: [2] })).toBe('{ "a-b": 1, c: [2] }');
});

test("a declaration has one line if it fits, else one for each field", () => {
  const short = [["name", '"db"']] as const;
  expect(formatDeclaration("const db", { type: "Store", name: "db", fields: short })).toBe(
    'const db = new Store("db", { name: "db" });',
  );
  const long = [["name", formatLiteral("x".repeat(100))]] as const;
  expect(formatDeclaration("const db", { type: "Store", name: "db", fields: long })).toBe(
    `const db = new Store("db", {\n  name: "${"x".repeat(100)}",\n});`,
  );
});
