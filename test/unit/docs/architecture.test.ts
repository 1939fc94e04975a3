// The page for newcomers names files that exist.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const files = globSync(["{provider,emulator,tools,test,docs,examples,demo,bench}/**/*.{ts,md,json}", "*.md"], {
  cwd: root,
  exclude: ["**/node_modules/**", "**/dist/**"],
});

test.each(["docs/architecture.md", "CONTRIBUTING.md"])("every file that %s names exists", (page) => {
  const text = readFileSync(`${root}${page}`, "utf8");
  const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.(?:ts|json))`/g)].map(([, path]) => String(path));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !files.some((file) => `/${file}`.endsWith(`/${path}`)))).toEqual([]);
});
