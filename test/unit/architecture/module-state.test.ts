// No mutable state at module level: what a process remembers are fields of classes that the context holds.
import ts from "typescript";
import { expect, test } from "vitest";
import { parse, sources } from "./sources.ts";

/** Each creates its sessions once per process. */
const exceptions = ["provider/src/host/index.ts", "provider/src/discovery/public/index.ts"];

const collections = ["Map", "Set", "WeakMap", "WeakSet"];
const readonlyTypes = ["ReadonlyMap", "ReadonlySet"];

function mutableState(file: ts.SourceFile): string[] {
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations
      .filter(({ initializer, type }) => {
        if ((declarationList.flags & ts.NodeFlags.Const) === 0) return true;
        if (initializer === undefined || !ts.isNewExpression(initializer)) return false;
        const constructed = initializer.expression.getText(file);
        const declared = type !== undefined && ts.isTypeReferenceNode(type) ? type.typeName.getText(file) : "";
        return collections.includes(constructed) && !readonlyTypes.includes(declared);
      })
      .map(({ name }) => name.getText(file)),
  );
}

test("the rule finds mutable state, and accepts constants", () => {
  const file = parse(
    "sample.ts",
    `let counter = 0;
     const cache = new Map<string, string>();
     const weak = new WeakMap();
     const table: ReadonlyMap<string, string> = new Map();
     const list = ["a"];
     function inside() { let local = new Map(); }`,
  );
  expect(mutableState(file)).toEqual(["counter", "cache", "weak"]);
});

test("no module has mutable state, except where the sessions of a process are created", () => {
  const found = sources
    .filter(({ path }) => !exceptions.includes(path))
    .flatMap(({ path, file }) => mutableState(file).map((name) => `${path}: ${name}`));
  expect(found).toEqual([]);
});
