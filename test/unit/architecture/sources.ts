// The sources that the rules of the architecture apply to.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Source {
  /** From the root of the checkout. */
  path: string;
  file: ts.SourceFile;
}

export const sources: readonly Source[] = globSync(["provider/src/**/*.ts", "emulator/src/**/*.ts"], { cwd: root })
  .sort()
  .map((path) => ({ path, file: parse(path, readFileSync(`${root}${path}`, "utf8")) }));

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Every node of a file, from the top. */
export function nodesOf(node: ts.Node): ts.Node[] {
  return [node, ...node.getChildren().flatMap(nodesOf)];
}
