// `npm run engine`: makes sure there is a Pulumi engine. The last line on stdout is its folder; progress goes to stderr.
import { fileURLToPath } from "node:url";
import { cacheRoot } from "./cache.ts";
import { findEngine } from "./find.ts";
import { fromGo } from "./from-go.ts";
import { installed } from "./installed.ts";
import { official } from "./official.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

try {
  const cache = cacheRoot(process.env);
  const sources = [installed(process.env), official({ checkout, cache }), fromGo({ checkout, cache })];
  const folder = await findEngine(sources, {
    say: (line) => process.stderr.write(`engine: ${line}\n`),
    signal: interrupted.signal,
  });
  process.stdout.write(`${folder}\n`);
} catch (error) {
  process.stderr.write(`${interrupted.signal.aborted ? "engine: interrupted" : (error as Error).message}\n`);
  process.exitCode = 1;
}
