// The TypeScript that pages of this repository print.
import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

/** The blocks of TypeScript in a page, which is named by its path in the repository. */
export function blocksOf(page: string): string[] {
  const text = readFileSync(new URL(page, root), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
}
