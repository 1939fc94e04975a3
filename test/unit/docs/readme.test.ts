// The pages for readers: tables of the code, links, guarantees, and code that compiles as it is printed.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { pagesWithTables } from "../../../tools/docs/generated.ts";
import { testsByGuarantee } from "../../../tools/docs/guarantees-page.ts";
import { tables } from "../../../tools/docs/tables.ts";
import { blocksOf } from "../../support/printed-blocks.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = globSync(
  ["*.md", "docs/**/*.md", "emulator/*.md", "bench/*.md", "examples/*/*.md", "provider/CHANGELOG.md"],
  {
    cwd: root,
  },
).map((path) => path.replaceAll("\\", "/"));

test("every table of the code has its place in one page", () => {
  const places = pagesWithTables.flatMap((path) =>
    [...read(path).matchAll(/<!-- table (\S+) -->/g)].map(([, name]) => name),
  );
  expect(places.sort()).toEqual(Object.keys(tables()).sort());
});

test("the README names the engine that the package was tested with", () => {
  const { engine } = JSON.parse(read("docs/compatibility.json")) as { engine: string };
  expect(read("README.md")).toContain(`(tested with ${engine})`);
});

test("the README is a page, and no book", () => {
  expect(read("README.md").split("\n").length).toBeLessThan(180);
});

describe.each(pages)("%s", (path) => {
  // Headings and links in code are none.
  const text = read(path)
    .replaceAll(/^(```+).*\n[\s\S]*?^\1$/gm, "")
    .replaceAll(/`[^`\n]*`/g, "");

  test("links to files and headings that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => String(link));
    expect(links.filter((link) => !exists(path, link))).toEqual([]);
  });
});

function exists(page: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? page : relative(root, join(root, dirname(page), file));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || !target.endsWith(".md") || anchorsOf(target).includes(anchor);
}

function anchorsOf(path: string): string[] {
  const text = read(path);
  const headings = [...text.replaceAll(/^(```+).*\n[\s\S]*?^\1$/gm, "").matchAll(/^#+ (.*)$/gm)];
  const slugs = headings.map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
  return [...slugs, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => String(id))];
}

test("every guarantee that the pages name has tests of that name", () => {
  const held = testsByGuarantee(new URL("../../../", import.meta.url));
  const named = new Set(pagesForUsers.flatMap((path) => read(path).match(/\bP\d+\b/g) ?? []));
  expect(named.size).toBeGreaterThan(10);
  expect([...named].filter((id) => !held.has(id))).toEqual([]);
});

const pagesForUsers = pages.filter((path) => path === "README.md" || /^docs\/[a-z-]+\.md$/.test(path));

/** What a block may use without declaring it: the page has said before what it is. */
const preamble: Record<string, string> = {
  pulumi: 'import * as pulumi from "@pulumi/pulumi";',
  IntegrationStore: 'import { IntegrationStore } from "pulumi-vercel-marketplace";',
  ProjectConnection: 'import { ProjectConnection } from "pulumi-vercel-marketplace";',
  Provider: 'import { Provider } from "pulumi-vercel-marketplace";',
  db: 'declare const db: import("pulumi-vercel-marketplace").IntegrationStore;',
  web: 'declare const web: { id: import("@pulumi/pulumi").Output<string> };',
  config: 'declare const config: import("@pulumi/pulumi").Config;',
  expect: 'import { expect } from "vitest";',
  runTheClientUnderTest: "declare const runTheClientUnderTest: (environment: Record<string, string>) => Promise<void>;",
};

test("every block of TypeScript compiles as it is printed", { timeout: 60_000 }, () => {
  // The blocks of testing.md are parts of an example, which compiles. Those of api.md are in the JSDoc.
  const blocks = [...pagesForUsers, ...pages.filter((path) => /^(examples|emulator)\//.test(path))]
    .filter((path) => path !== "docs/testing.md" && path !== "docs/api.md")
    .flatMap((path) => blocksOf(path));
  expect(blocks.length).toBeGreaterThan(7);
  const wrong = 'new IntegrationStore("db", { integration: 1 });';
  const problems = problemsOf([...blocks, wrong].map((code) => withPreamble(code)));
  expect(problems.filter((problem) => !problem.includes(wrong))).toEqual([]);
  expect(problems).not.toEqual([]);
});

test("the start page of the documentation leads to every page", () => {
  const start = read("docs/README.md");
  const written = pages.filter((path) => /^docs\/[a-z-]+\.md$/.test(path)).map((path) => path.replace("docs/", ""));
  expect(written.length).toBeGreaterThan(10);
  expect(written.filter((page) => !start.includes(`](${page}`))).toEqual([]);
});

/** What the pages use of the community provider, which this repository does not install. */
const communityProvider = `declare module "@pulumiverse/vercel" {
  class Project {
    constructor(name: string, args: { name: string; framework?: string });
    readonly id: import("@pulumi/pulumi").Output<string>;
  }
}`;

function withPreamble(code: string): string {
  const missing = Object.entries(preamble).filter(
    ([name]) =>
      new RegExp(`\\b${name}\\b`).test(code) && !new RegExp(`(import .*|const |declare )\\b${name}\\b`).test(code),
  );
  return [...missing.map(([, line]) => line), code, "export {};"].join("\n");
}

function problemsOf(programs: string[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const folder = join(root, "examples/quickstart");
  // Only a module may await at its top level.
  const extension = (text: string) => (/\bawait\b/.test(text) ? "mts" : "ts");
  const files = new Map(programs.map((text, index) => [join(folder, `block-${index}.${extension(text)}`), text]));
  files.set(join(folder, "community-provider.d.ts"), communityProvider);
  const { readFile, fileExists } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, target) : ts.createSourceFile(name, text, target);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.text ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
