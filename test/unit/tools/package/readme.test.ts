// The README of the package: npm shows it where no other file of the repository is.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { relativeLinks, withAbsoluteLinks } from "../../../../tools/package/readme.ts";

const repository = "git+https://github.com/acme/stores.git";
const page = "https://github.com/acme/stores/blob/HEAD/";

test.each([
  ["[a](docs/errors.md)", `[a](${page}docs/errors.md)`],
  ["[a](docs/errors.md#code)", `[a](${page}docs/errors.md#code)`],
  ["![a](docs/images/a.svg)", "![a](https://raw.githubusercontent.com/acme/stores/HEAD/docs/images/a.svg)"],
  [
    '<img src="docs/a.svg" alt="a">',
    '<img src="https://raw.githubusercontent.com/acme/stores/HEAD/docs/a.svg" alt="a">',
  ],
  ["[a]: docs/errors.md", `[a]: ${page}docs/errors.md`],
  ["[a](#limits)", "[a](#limits)"],
  ["[a](https://vercel.com/docs)", "[a](https://vercel.com/docs)"],
  ["`[a](docs/errors.md)`", "`[a](docs/errors.md)`"],
  ["```ts\na[0](b)\n```\n[a](b.md)", `\`\`\`ts\na[0](b)\n\`\`\`\n[a](${page}b.md)`],
])("%j becomes %j", (given, absolute) => expect(withAbsoluteLinks(given, repository)).toBe(absolute));

test("the README has relative links, and its copy in the package has none", () => {
  const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");
  expect(relativeLinks(readme).length).toBeGreaterThan(10);
  expect(relativeLinks(withAbsoluteLinks(readme, repository))).toEqual([]);
});
