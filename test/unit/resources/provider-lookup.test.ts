// Where the provider process will find the package, in the layouts that package managers make.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test } from "vitest";
import { providerText } from "../../../provider/src/contract/resource-types.ts";
import { ProviderLookup } from "../../../provider/src/resources/provider-lookup.ts";

const script = "/x/node_modules/@pulumi/pulumi/cmd/run/index.js";
let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "lookup-")));
});

afterEach(() => rmSync(root, { recursive: true }));

/** Puts the package into a folder of the project, and returns its own folder. */
function install(folder: string): string {
  const own = join(root, folder, "node_modules/pulumi-vercel-marketplace");
  mkdirSync(own, { recursive: true });
  const exports = { "./provider": "./provider.js" };
  writeFileSync(join(own, "package.json"), JSON.stringify({ name: "pulumi-vercel-marketplace", exports }));
  writeFileSync(join(own, "provider.js"), "");
  return own;
}

/** The text that a program chooses which runs in a folder of the project. */
function textOf(folder: string, ownFolder: string | undefined, started: { root?: string; script?: string } = {}) {
  mkdirSync(join(root, folder), { recursive: true });
  const program = { cwd: join(root, folder), root, script, ownFolder, ...started };
  return new ProviderLookup(program).providerText("store");
}

const plain = providerText("store");

test.each(["", "infra"])("P38 a package in the program's folder or above it gets the plain text: %j", (folder) => {
  expect(textOf(folder, install(""))).toBe(plain);
});

test("P38 a package in pnpm's hoist folder is found there, also from a member of a workspace", () => {
  install("node_modules/.pnpm");
  const own = install("node_modules/.pnpm/pulumi-vercel-marketplace@1.0.0");
  expect(textOf("", own)).toBe(providerText("store", "node_modules/.pnpm"));
  expect(textOf("apps/shop", own)).toBe(providerText("store", "../../node_modules/.pnpm"));
});

test.each(["node_modules/library", "node_modules/@acme/library", "node_modules/one/node_modules/library"])(
  "P38 a package of its own in %s is found there",
  (library) => {
    expect(textOf("", install(library))).toBe(providerText("store", library));
  },
);

test.each([
  { what: "a folder with a version", folder: "node_modules/.pnpm/pulumi-vercel-marketplace@1.0.0" },
  { what: "a folder outside node_modules", folder: "store/links/1.0.0" },
])("P30 P38 $what is not named in the text: the program fails with one sentence", ({ folder }) => {
  const own = install(folder);
  expect(() => textOf("", own)).toThrow(pulumi.RunError);
  expect(() => textOf("", own)).toThrow(/npm install pulumi-vercel-marketplace.*\[package-not-found\]$/);
});

test("P38 a bundle without the package fails", () => {
  expect(() => textOf("", undefined)).toThrow(/package-not-found/);
});

test.each([
  { what: "outside a program of the language host", started: { script: "/app/server.js" } },
  { what: "in an inline program", started: { root: "", script: "/app/server.js" } },
  { what: "in a process without a script", started: { script: undefined } },
  { what: "with a language host that names no project", started: { root: "rootDirectory" } },
])("P38 $what nothing fails: the folder of the provider process is not known", ({ started }) => {
  expect(textOf("", undefined, started as { script: string })).toBe(plain);
});

test("P38 a program that has left its project is looked up from the project, and never fails", () => {
  const elsewhere = { cwd: tmpdir(), root, script, ownFolder: undefined };
  expect(new ProviderLookup(elsewhere).providerText("store")).toBe(plain);
  const started = install("");
  expect(
    new ProviderLookup({ ...elsewhere, cwd: root, root: tmpdir(), ownFolder: started }).providerText("store"),
  ).toBe(plain);
  rmSync(started, { recursive: true });
  const own = install("node_modules/library");
  expect(new ProviderLookup({ ...elsewhere, ownFolder: own }).providerText("store")).toBe(
    providerText("store", "node_modules/library"),
  );
});
