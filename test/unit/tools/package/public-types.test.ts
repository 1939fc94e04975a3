// The types of the package stand for themselves: with the compiler options of Pulumi's templates, types of dependencies
// would be errors in programs.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "../../../../provider/dist");

test("P38 the public types need no other package than the SDK", () => {
  const files = new Set([join(dist, "index.d.ts")]);
  const packages = new Set<string>();
  const isNode = (name: string) => name.startsWith("node:");
  for (const file of files) {
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
      const path = join(dirname(file), name);
      const found = name.startsWith(".") ? [`${path}.d.ts`, join(path, "index.d.ts")].find(existsSync) : undefined;
      if (found === undefined) packages.add(name);
      else files.add(found);
    }
  }
  expect(files.size).toBeGreaterThan(10);
  expect([...packages].filter((name) => !isNode(name))).toEqual(["@pulumi/pulumi"]);
});
