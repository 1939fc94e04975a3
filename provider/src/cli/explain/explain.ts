// Prints what the documentation in the package says about a code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../../errors/validation-error";
import { indent, wrap } from "../terminal/columns";
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
  const all = explanations();
  // A message may have other words in brackets, such as [hidden].
  const inBrackets = [...given.matchAll(/\[([a-z-]+)\]/g)].map(([, word]) => word);
  const found = all.find(({ code }) => code === given || inBrackets.includes(code));
  if (found === undefined) {
    const code = inBrackets.at(-1) ?? given;
    const codes = all.map((explanation) => ({ value: explanation.code }));
    throw fail("code-unknown", { code, meant: didYouMean(codes, code) });
  }
  if (options.json) {
    output.printJson(found);
    return;
  }
  const { code, page } = found;
  const lines = found.text.split("\n").map((line) => wrap(line, (output.width ?? Number.POSITIVE_INFINITY) - 2));
  const text = lines
    .join("\n")
    .replace(/^> /m, "Example: ")
    .replace(/^\*\*(.+?)\*\*/gm, (_, words: string) => output.style("bold", words));
  output.print(`${output.style("bold", code)}\n\n${indent(text)}\n\nPage: pulumi-vercel-marketplace/${page}`);
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
