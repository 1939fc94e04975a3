// The folder of a Pulumi engine: an installed one, the official release, or one built from its Go modules.
import { fileURLToPath } from "node:url";
import { cacheRoot } from "../cache/cache.ts";
import type { Work } from "../cache/work.ts";
import { findEngine } from "./find.ts";
import { fromGo } from "./from-go.ts";
import { installed } from "./installed.ts";
import { official } from "./official.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));

export function engineFolder(work: Work): Promise<string> {
  const cache = cacheRoot(process.env);
  return findEngine([installed(process.env), official({ checkout, cache }), fromGo({ checkout, cache })], work);
}
