// Folders stay small enough to be read at a glance.
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { sources } from "./sources.ts";

const MAX_FILES = 20;
/** The command line is loaded only when it runs, and has limits of its own. */
const limits = [
  { what: "the provider", files: 121, lines: 12_500, has: (path: string) => !path.startsWith("provider/src/cli/") },
  { what: "its command line", files: 45, lines: 3_800, has: (path: string) => path.startsWith("provider/src/cli/") },
];

test(`no folder has more than ${MAX_FILES} source files`, () => {
  const folders = sources.map(({ path }) => dirname(path));
  const tooFull = [...new Set(folders)].filter((folder) => folders.filter((one) => one === folder).length > MAX_FILES);
  expect(tooFull).toEqual([]);
});

test.each(limits)("$what stays within its size", ({ files, lines, has }) => {
  const own = sources.filter(({ path }) => path.startsWith("provider/") && has(path));
  expect(own.length).toBeLessThanOrEqual(files);
  const sum = own.reduce((total, { file }) => total + file.getLineStarts().length - 1, 0);
  expect(sum).toBeLessThanOrEqual(lines);
});
