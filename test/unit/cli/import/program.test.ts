// Names of resources in the program of `import`, and that the program compiles.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { declare, formatProgram, type StoreGroup } from "../../../../provider/src/cli/import/program.ts";

const store = (id: string) => ({ type: "store", id, inputs: {}, outputs: {} });
const link = (id: string, projectId: string, more = {}) => {
  const args = { storeId: "ir_1", projectId, ...more };
  return { type: "connection", id, args, inputs: {}, outputs: {} };
};

/** A store of each name, without connections. */
function groups(...names: string[]): StoreGroup[] {
  return names.map((name) => ({
    name,
    store: { ...store(`ir_${name}`), args: { integration: "neon", name, metadata: { region: "iad1" } } },
    connections: [],
  }));
}

const noNames = () => new Set<string>();

test.each([
  ["shop-db", "shopDb", "shop-db"],
  ["Big data store", "bigDataStore", "Big-data-store"],
  ["SHOP_DB", "shopDb", "SHOP_DB"],
  ["shopDB", "shopDB", "shopDB"],
  ["2024-orders", "store2024Orders", "2024-orders"],
  ["Größe", "groE", "Gro-e"],
  ["日本", "store", "store"],
  ["default", "defaultStore", "default"],
  ["require", "requireStore", "require"],
  ["__proto__", "proto", "__proto__"],
  ["undefined", "undefinedStore", "undefined"],
  ["a.b c", "aBC", "a.b-c"],
])("a store named %s is %s in the program, and %s in the stack", (name, variable, logicalName) => {
  expect(declare(groups(name), noNames)).toMatchObject([{ variable, logicalName }]);
});

test("names that become equal get numbers, and names of the stack are taken", () => {
  const declared = declare(groups("shop db", "shop-db", "shop_db", "shop-db-2"), () => new Set(["shop-db"]));
  expect(declared.map(({ variable, logicalName }) => [variable, logicalName])).toEqual([
    ["shopDb", "shop-db-2"],
    ["shopDb2", "shop-db-3"],
    ["shopDb3", "shop_db"],
    ["shopDb22", "shop-db-2-2"],
  ]);
});

test("connections are named after store and project, and after environments where the project has several", () => {
  const [group] = groups("db");
  if (group === undefined) throw new Error("There is no group.");
  const connections = [
    { projectName: "web", resource: link("spc_1", "prj_web", { environments: ["production"] }) },
    { projectName: "web", resource: link("spc_2", "prj_web", { environments: ["development", "qa"] }) },
    { projectName: "My docs", resource: link("spc_3", "prj_docs") },
  ];
  const declared = declare([{ ...group, connections }], noNames);
  expect(declared.map(({ variable, logicalName }) => [variable, logicalName])).toEqual([
    ["db", "db"],
    ["dbWebProduction", "db-web-production"],
    ["dbWebDevelopmentQa", "db-web-development-qa"],
    ["dbMyDocs", "db-My-docs"],
  ]);
  expect(formatProgram(declared)).toContain("storeId: db.id");
  expect(formatProgram(declare([{ ...group, store: undefined, connections }], noNames))).toContain('storeId: "ir_1"');
});

test("the program of hostile names compiles as strict TypeScript", { timeout: 60_000 }, () => {
  const names = [
    "class",
    "await",
    "module",
    "exports",
    `\${x}`,
    '"; x',
    "*/",
    "0",
    "",
    "IntegrationStore",
    "arguments",
  ];
  const [group, ...others] = groups(...names);
  if (group === undefined) throw new Error("There is no group.");
  const connections = [{ projectName: "eval", resource: link("spc_1", "prj_1", { environments: ["qa"] }) }];
  const programs = {
    "stores.ts": formatProgram(declare([{ ...group, connections }, ...others], noNames)),
    // A connection alone imports one class.
    "connections.ts": formatProgram(declare([{ ...group, store: undefined, connections }], noNames)),
  };
  expect(compile(programs)).toEqual([]);
});

const folder = fileURLToPath(new URL("../../../../examples/quickstart/", import.meta.url));

/** What TypeScript says to programs, as files beside an example. */
function compile(programs: Record<string, string>): string[] {
  const files = new Map(Object.entries(programs).map(([name, text]) => [join(folder, name), text]));
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target);
  };
  const all = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host));
  return all.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
