// What `npm pack` puts into the packages. `dist` is that of the last build.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const checkout = join(import.meta.dirname, "../../../..");

interface Packed {
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

/** Kilobytes with a fifth to grow. Half are the sources and the maps that lead stack traces and editors to them. */
const packages = [
  { folder: "provider", kilobytes: { packed: 680, unpacked: 2_800 } },
  { folder: "emulator", kilobytes: { packed: 240, unpacked: 1_050 } },
];

const allowed = [
  /^package\.json$/,
  /^(README|CHANGELOG|LICENSE)(\.md)?$/,
  /^bin\/[a-z-]+\.js$/,
  /^dist\/.+\.(js|d\.ts)(\.map)?$/,
  /^src\/.+\.ts$/,
  /^docs\/(errors|troubleshooting)\.md$/,
];

describe.each(packages)("P38 the package of $folder", ({ folder, kilobytes }) => {
  const command = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [packed] = JSON.parse(
    execFileSync("npm", command, {
      cwd: join(checkout, folder),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as [Packed];
  const paths = packed.files.map(({ path }) => path);

  test("contains what is needed, and nothing else", () => {
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "dist/index.js", "dist/index.js.map", "dist/index.d.ts"]));
  });

  test("has the source of every map, and a map of every file that is made of a source", () => {
    const has = new Set(paths);
    const sourceOf = (map: string) => map.replace(/^dist/, "src").replace(/(\.js|\.d\.ts)\.map$/, ".ts");
    expect(paths.filter((path) => path.endsWith(".map") && !has.has(sourceOf(path)))).toEqual([]);
    expect(paths.filter((path) => /^dist\/.+\.(js|d\.ts)$/.test(path) && !has.has(`${path}.map`))).toEqual([]);
  });

  test("stays within its size", () => {
    expect(packed.size / 1_000).toBeLessThan(kilobytes.packed);
    expect(packed.unpackedSize / 1_000).toBeLessThan(kilobytes.unpacked);
  });
});
