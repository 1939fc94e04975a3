// What `npm pack` puts into the packages. `dist` is that of the last build.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";

const checkout = join(import.meta.dirname, "../../../..");

interface Manifest {
  author: string;
  bugs: { url: string };
  homepage: string;
  repository: { url: string };
}

interface SourceMap {
  sourceRoot?: string;
  sources: string[];
}

interface Packed {
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

/** Kilobytes with a fifth to grow. Half are the sources and the maps that lead stack traces and editors to them. */
const packages = [
  { folder: "provider", readme: "#readme", kilobytes: { packed: 680, unpacked: 2_800 } },
  { folder: "emulator", readme: "/tree/main/emulator#readme", kilobytes: { packed: 240, unpacked: 1_050 } },
];

const allowed = [
  /^package\.json$/,
  /^(README|CHANGELOG|LICENSE)(\.md)?$/,
  /^bin\/[a-z-]+\.js$/,
  /^dist\/.+\.(js|d\.ts)(\.map)?$/,
  /^src\/.+\.ts$/,
  /^docs\/(errors|troubleshooting)\.md$/,
];

describe.each(packages)("P38 the package of $folder", ({ folder, readme, kilobytes }) => {
  const command = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [packed] = JSON.parse(
    execFileSync("npm", command, {
      cwd: join(checkout, folder),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as [Packed];
  const paths = packed.files.map(({ path }) => path);
  const parse = (path: string): unknown => JSON.parse(readFileSync(join(checkout, folder, path), "utf8"));

  test("names its authors, and the pages of its repository", () => {
    const { author, bugs, homepage, repository } = parse("package.json") as Manifest;
    const page = repository.url.replace(/^git\+(.+)\.git$/, "$1");
    expect({ author, bugs, homepage }).toEqual({
      author: "the pulumi-vercel-marketplace contributors",
      bugs: { url: `${page}/issues` },
      homepage: `${page}${readme}`,
    });
  });

  test("contains what is needed, and nothing else", () => {
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "dist/index.js", "dist/index.js.map", "dist/index.d.ts"]));
  });

  test("has the source of every map, and a map of every file that is made of a source", () => {
    const has = new Set(paths);
    const hasSources = (map: string) => {
      const { sourceRoot = "", sources } = parse(map) as SourceMap;
      return (
        sources.length > 0 && sources.every((source) => has.has(posix.join(posix.dirname(map), sourceRoot, source)))
      );
    };
    expect(paths.filter((path) => path.endsWith(".map") && !hasSources(path))).toEqual([]);
    expect(paths.filter((path) => /^dist\/.+\.(js|d\.ts)$/.test(path) && !has.has(`${path}.map`))).toEqual([]);
  });

  test("stays within its size", () => {
    expect(packed.size / 1_000).toBeLessThan(kilobytes.packed);
    expect(packed.unpackedSize / 1_000).toBeLessThan(kilobytes.unpacked);
  });
});
