// The commands that the pages print: shell that parses, scripts that exist, and options that a command has.
import { execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const command = join(root, "provider/dist/cli/main.js");

const pages = globSync(["*.md", "docs/*.md", "bench/*.md", "emulator/*.md", "examples/*/*.md"], { cwd: root }).map(
  (path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(root, path), "utf8") }),
);

test.skipIf(process.platform === "win32")("every block of shell parses", () => {
  const blocks = pages.flatMap(({ text }) => [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code]) => code));
  const problemOf = (input = "") => spawnSync("sh", ["-n"], { input, encoding: "utf8" }).stderr;
  expect(problemOf("pulumi up (")).not.toBe("");
  expect(blocks.length).toBeGreaterThan(5);
  expect(blocks.map(problemOf).filter((problem) => problem !== "")).toEqual([]);
});

test("every script of npm that is named exists", () => {
  // The workflows in docs/pipelines.md call a script of the reader.
  const ours = pages.filter(({ path }) => path !== "docs/pipelines.md");
  const called = ours.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => ({ path, script })),
  );
  expect(called.length).toBeGreaterThan(10);
  expect(called.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
});

describe("every command of the package that is printed", () => {
  const calls = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpx pulumi-vercel-marketplace ([a-z]+)([^|&;`#\n]*)/g)].map(([, name = "", rest = ""]) => ({
      path,
      name,
      options: rest.match(/(?<=\s)--[a-z-]+/g) ?? [],
    })),
  );

  test("exists", () => {
    const names = [...help().matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  test("has the options that are printed with it", () => {
    const options = calls.flatMap((call) => call.options.map((option) => ({ ...call, option })));
    expect(options.length).toBeGreaterThan(5);
    expect(options.filter(({ name, option }) => !help(name).includes(`${option} `))).toEqual([]);
  });
});

function help(...args: string[]): string {
  return execFileSync(process.execPath, [command, "help", ...args], { encoding: "utf8" });
}
