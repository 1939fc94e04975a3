// Every file that is generated from the code: `npm run docs` writes them, a test compares them.
import { readFileSync } from "node:fs";
import { emulatorTables } from "./emulator-tables.ts";
import { errorsPage } from "./errors-page.ts";
import { guaranteesPage } from "./guarantees-page.ts";
import { tables, withTables } from "./tables.ts";

export const root = new URL("../../", import.meta.url);

/** The text of every generated file, by its path from the root. */
export function generatedFiles(): Record<string, string> {
  return {
    "README.md": withTables(read("README.md"), tables()),
    "emulator/README.md": withTables(read("emulator/README.md"), emulatorTables()),
    "docs/guarantees.md": guaranteesPage(root),
    "docs/errors.md": errorsPage(),
  };
}

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}
