// Prints what the documentation in the package says about a code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../../errors/validation-error";
import { indent } from "../terminal/columns";
import { fail } from "../terminal/messages";
import type { Output } from "../terminal/output";

/** What `explain --json` prints, beside `version`. */
export interface Explanation {
  /** The code, such as `store-exists`. */
  code: string;
  /** The page of the package that has the code, such as `docs/errors.md`. */
  page: string;
  /** The section of the page, or the cell of its table, in Markdown. It may change. */
  text: string;
}

export function explain(given: string, options: { json?: boolean }, output: Output): void {
  const code = /\[([a-z-]+)\]/.exec(given)?.[1] ?? given;
  const all = explanations();
  const found = all.find((explanation) => explanation.code === code);
  if (found === undefined) {
    const codes = all.map((explanation) => ({ value: explanation.code }));
    throw fail("code-unknown", { code, meant: didYouMean(codes, code) });
  }
  if (options.json) {
    output.printJson(found);
    return;
  }
  const text = found.text
    .replace(/^> /m, "Example: ")
    .replace(/^\*\*(.+?)\*\*/gm, (_, words: string) => output.style("bold", words));
  output.print(`${output.style("bold", code)}\n\n${indent(text)}\n\nPage: pulumi-vercel-marketplace/${found.page}`);
}

/** Every code of the documentation. */
export function explanations(): Explanation[] {
  return ["docs/troubleshooting.md", "docs/errors.md"].flatMap(readPage);
}

/** The sections of a page whose heading is a code, and the rows of its tables that begin with one. */
function readPage(page: string): Explanation[] {
  const text = readFileSync(join(__dirname, "../../..", page), "utf8");
  const sections = text.split(/^(?=#)/m).flatMap((section) => [...section.matchAll(/^###? ([a-z-]+)\n\n(.+)$/gs)]);
  const rows = text.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm);
  return [...sections, ...rows].map(([, code = "", content = ""]) => ({ code, page, text: content.trim() }));
}
