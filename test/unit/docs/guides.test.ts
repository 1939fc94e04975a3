// docs/testing.md shows code of examples/test-your-program, whose tests run, and the links of the guides work.
import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const docs = new URL("../../../docs/", import.meta.url);
const example = fileURLToPath(new URL("../examples/test-your-program/test/", docs));
const page = readFileSync(new URL("testing.md", docs), "utf8");

test("every block of code is in the example", () => {
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => String(code));
  const files = globSync("*.ts", { cwd: example }).map((name) => readFileSync(`${example}${name}`, "utf8"));
  expect(blocks.length).toBeGreaterThan(3);
  expect(blocks.filter((code) => !files.some((file) => file.includes(code)))).toEqual([]);
});

test.each(["testing.md", "pipelines.md", "live-tests.md"])("every file that %s links to is there", (name) => {
  const text = readFileSync(new URL(name, docs), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => String(path));
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((path) => !existsSync(new URL(path, docs)))).toEqual([]);
});
