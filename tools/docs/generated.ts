// Every file that is generated from the code: `npm run docs` writes them, a test compares them.
import { readFileSync } from "node:fs";
import { emulatorTables } from "./emulator-tables.ts";
import { errorsPage } from "./errors-page.ts";
import { guaranteesPage } from "./guarantees-page.ts";
import { tables, withTables } from "./tables.ts";
import { troubleshootingPage } from "./troubleshooting-page.ts";

export const root = new URL("../../", import.meta.url);

/** Written by hand, with tables of the code. */
export const pagesWithTables = [
  "README.md",
  "docs/integration-store.md",
  "docs/project-connection.md",
  "docs/accounts.md",
];

/** The text of every generated file, by its path from the root. */
export function generatedFiles(): Record<string, string> {
  const pages = { "docs/errors.md": errorsPage(), "docs/troubleshooting.md": troubleshootingPage() };
  return {
    ...Object.fromEntries(pagesWithTables.map((path) => [path, withTables(read(path), tables())])),
    "emulator/README.md": withTables(read("emulator/README.md"), emulatorTables()),
    "docs/guarantees.md": guaranteesPage(root),
    ...pages,
    // The package has them too, for `explain` and for the links in messages.
    ...Object.fromEntries(Object.entries(pages).map(([path, text]) => [`provider/${path}`, text])),
  };
}

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}
