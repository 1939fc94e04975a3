// The folder of a Pulumi engine, found as `npm run engine` finds it.
import { fileURLToPath } from "node:url";
import { cacheRoot } from "../tools/engine/cache.ts";
import { findEngine } from "../tools/engine/find.ts";
import { fromGo } from "../tools/engine/from-go.ts";
import { installed } from "../tools/engine/installed.ts";
import { official } from "../tools/engine/official.ts";
import { narrate } from "./print.ts";

const checkout = fileURLToPath(new URL("../", import.meta.url));

export function engineFolder(signal: AbortSignal): Promise<string> {
  const cache = cacheRoot(process.env);
  const sources = [installed(process.env), official({ checkout, cache }), fromGo({ checkout, cache })];
  // The first time this takes minutes: without these lines the demo would look stuck.
  return findEngine(sources, { say: (line) => narrate(`engine: ${line}`), signal });
}
