// Every file that is generated from the code: `npm run docs` writes them, a test compares them.
import { readFileSync } from "node:fs";
import { errorsPage } from "./errors-page.ts";
import { guaranteesPage } from "./guarantees-page.ts";
import { withTables } from "./tables.ts";

export const root = new URL("../../", import.meta.url);

/** The text of every generated file, by its path from the root. */
export function generatedFiles(): Record<string, string> {
  return {
    "README.md": withTables(readFileSync(new URL("README.md", root), "utf8")),
    "docs/guarantees.md": guaranteesPage(root),
    "docs/errors.md": errorsPage(),
  };
}
