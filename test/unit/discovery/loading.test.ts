// What a program pays for a package that can also discover: nothing, until it does.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const index = fileURLToPath(new URL("../../../provider/dist/index.js", import.meta.url));

it("a program that discovers nothing loads no API client", async () => {
  const script = "require(process.argv[1]); process.stdout.write(Object.keys(require.cache).join('\\n'))";
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script, index]);
  const loaded = stdout.split("\n");
  expect(loaded).toContain(index);
  expect(loaded.filter((file) => /node_modules\/(ofetch|zod|citty)\/|\/vercel\/transport/.test(file))).toEqual([]);
});
