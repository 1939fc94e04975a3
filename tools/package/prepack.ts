// What `npm pack` and `npm publish` run first, in the folder of a package. Packs nothing that this build has not made.
// `node ../tools/package/prepack.ts [<README of the repository>]`
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withAbsoluteLinks } from "./readme.ts";

const [readme] = process.argv.slice(2);

// A file whose source is gone would be packed, too.
rmSync("dist", { recursive: true, force: true });
const compiler = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
try {
  // The standard output of `npm pack --json` is for its JSON.
  execFileSync(process.execPath, [compiler, "-b"], { stdio: ["ignore", 2, 2] });
} catch {
  process.stderr.write("prepack: the package does not compile\n");
  process.exit(1);
}
if (readme !== undefined) {
  const { repository } = JSON.parse(readFileSync("package.json", "utf8")) as { repository: { url: string } };
  writeFileSync("README.md", withAbsoluteLinks(readFileSync(readme, "utf8"), repository.url));
}
