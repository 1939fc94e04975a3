// Folders stay small enough to be read at a glance.
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { sources } from "./sources.ts";

const MAX_FILES = 20;
const MAX_PROVIDER_FILES = 118;
const MAX_PROVIDER_LINES = 12_340;

test(`no folder has more than ${MAX_FILES} source files`, () => {
  const folders = sources.map(({ path }) => dirname(path));
  const tooFull = [...new Set(folders)].filter((folder) => folders.filter((one) => one === folder).length > MAX_FILES);
  expect(tooFull).toEqual([]);
});

test("the provider stays within its size", () => {
  const provider = sources.filter(({ path }) => path.startsWith("provider/"));
  expect(provider.length).toBeLessThanOrEqual(MAX_PROVIDER_FILES);
  const lines = provider.reduce((sum, { file }) => sum + file.getLineStarts().length - 1, 0);
  expect(lines).toBeLessThanOrEqual(MAX_PROVIDER_LINES);
});
