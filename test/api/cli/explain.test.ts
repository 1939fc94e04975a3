// `explain` prints what the documentation in the package says about a code.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { apiFailures } from "../../../provider/src/errors/api-failures.ts";
import { runCommand } from "../../support/command.ts";

const explain = (...args: string[]) => runCommand(["explain", ...args], {});
const provider = fileURLToPath(new URL("../../../provider", import.meta.url));

test("P36 a code of the API has what happened, the likely cause and the next step", async () => {
  const { stdout, stderr, code } = await explain("api-forbidden");

  const { happened, cause, nextStep } = apiFailures["api-forbidden"];
  for (const part of [happened, cause, nextStep, "docs/troubleshooting.md"]) expect(stdout).toContain(part);
  expect([stderr, code]).toEqual(["", 0]);
  expect(stdout).not.toMatch(/(?!\n)[\p{Cc}*]/u);
});

test("P36 every code of the documentation is explained, each with text", async () => {
  const pages = ["errors", "troubleshooting"]
    .map((name) => readFileSync(`${provider}/docs/${name}.md`, "utf8"))
    .join("\n");
  const codes = [...pages.matchAll(/^###? ([a-z-]+)$|^\| `([a-z-]+)` \|/gm)].map(
    ([, heading, cell]) => heading ?? cell ?? "",
  );
  expect(codes.length).toBeGreaterThan(150);
  const { explanations } = await import("../../../provider/src/cli/explain/explain.ts");
  const explained = new Map(explanations().map(({ code, text }) => [code, text]));
  for (const code of codes) expect(explained.get(code)).toMatch(/\S.+\S/);
  // What follows a section is not part of it.
  for (const text of explained.values()) expect(text).not.toMatch(/^#/m);
});

test("P36 a message stands for its code", async () => {
  const { stdout } = await explain("A store named x already exists. [store-exists] (request iad1::abc)");

  expect(stdout).toMatch(/^store-exists\n/);
});

test("P36 of several words in brackets, the code of a message is explained", async () => {
  const message = "No [hidden] here. [api-conflict] (request iad1::abc) See x/docs/troubleshooting.md#api-conflict";
  expect((await explain(message)).stdout).toMatch(/^api-conflict\n/);
});

test("an unknown code fails with what is probably meant", async () => {
  const { stdout, stderr, code } = await explain("store-exist");

  expect([stdout, code]).toEqual(["", 1]);
  expect(stderr).toContain("Did you mean store-exists?");
  expect(stderr).toContain("[code-unknown]");
});

test("with --json, prints the version, the code, the page and the text", async () => {
  const { stdout } = await explain("plan-required", "--json");

  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    code: "plan-required",
    page: "docs/errors.md",
    text: expect.stringContaining("no free plan"),
  });
  const failed = await explain("zzz", "--json");
  expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: "code-unknown" } });
  expect(failed.code).toBe(1);
});

test("P36 P38 the pages are in the package, also if it is packed without scripts", async () => {
  const pack = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await promisify(execFile)("npm", pack, { cwd: provider });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];

  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["docs/errors.md", "docs/troubleshooting.md"]));
});
