// Tests that need Unix or Linux are left out elsewhere, so that continuous integration can run the others there.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { notRunning, ofLinux, ofNode24, ofUnix } from "../../support/platforms.ts";

const cwd = fileURLToPath(new URL("../../../", import.meta.url));
const filesOf = (globs: readonly string[]) => globSync([...globs], { cwd }).filter((path) => path.endsWith(".test.ts"));

/** Of the tiers that run on every platform. */
const files = filesOf(["test/unit/**", "test/api/**", "emulator/test/**"]);

/** The text of a test and of the files beside it that it imports. */
function textOf(path: string): string {
  const text = read(path);
  const beside = [...text.matchAll(/ from "\.(\/[\w-]+\.ts)"/g)].map(([, name]) => read(`${path}/..${name}`));
  return [text, ...beside].join("\n");
}

function read(path: string): string {
  return readFileSync(new URL(path, `file://${cwd}`), "utf8");
}

const usesUnix = /#!\/bin\/sh|\((?:"bash"|"sh"|"npm"|"npx"), |SIGTERM|SIGINT|chmod|symlink\(|mode: 0o/;
const usesLinux = /\/dev\/full|\/proc\/(?!vercel)|spawn\("script"/;

test.each([
  { what: "Unix", uses: usesUnix, listed: ofUnix },
  { what: "Linux", uses: usesLinux, listed: ofLinux },
])("a test that uses what only $what has is listed", ({ uses, listed }) => {
  const using = files.filter((path) => uses.test(textOf(path)));
  expect(using.length).toBeGreaterThan(0);
  expect(using.filter((path) => !filesOf(listed).includes(path))).toEqual([]);
});

test("every entry of the lists has tests", () => {
  expect([...ofNode24, ...ofUnix, ...ofLinux].filter((glob) => filesOf([glob]).length === 0)).toEqual([]);
});

test("on Linux with the Node of development, everything runs", () => {
  expect(notRunning("linux", 24)).toEqual([]);
  expect(notRunning("linux", 22)).toEqual(ofNode24);
});
