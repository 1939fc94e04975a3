// The API client is loaded only by programs and commands that use it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const pathOf = (file: string) => fileURLToPath(new URL(`../../../provider/dist/${file}`, import.meta.url));

/** The files that are loaded when a process of this script ends. */
async function loadedFiles(file: string, ...args: string[]): Promise<string[]> {
  const script = `
    process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")));
    require(process.argv[1]);
  `;
  const { stderr } = await promisify(execFile)(process.execPath, ["-e", script, pathOf(file), ...args]);
  return stderr.split("\n");
}

const clientFiles = /node_modules\/(ofetch|zod)\/|\/vercel\/transport/;

it("a program that discovers nothing loads no API client", async () => {
  const loaded = await loadedFiles("index.js");
  expect(loaded).toContain(pathOf("index.js"));
  expect(loaded.filter((file) => /node_modules\/commander\//.test(file) || clientFiles.test(file))).toEqual([]);
});

it("the command line loads a command only when it runs", async () => {
  const loaded = await loadedFiles("cli/main.js", "--version");
  expect(loaded).toContain(pathOf("cli/main.js"));
  expect(
    loaded.filter(
      (file) => /\/cli\/\w+\/(?!command|options|output|messages)\w+\.js$/.test(file) || clientFiles.test(file),
    ),
  ).toEqual([]);
});
