// The commands that `import` prints can be pasted into the shells of Windows. test/api/import has those of Unix.
import { expect, test, vi } from "vitest";
import { formatImport } from "../../../../provider/src/cli/import/print.ts";

vi.mock("node:path", async (load) => {
  const { win32 } = await load<typeof import("node:path")>();
  return { ...win32, default: win32 };
});

test.each([
  ["import.json", "import.json"],
  ["out\\import.json", "out\\import.json"],
  ["D:\\my shop\\import.json", '"D:\\my shop\\import.json"'],
])("on Windows, the file %s is one word of the command", (importFile, word) => {
  const text = formatImport({ files: { importFile, program: "src\\stores.ts" }, imported: [], leftOut: [] }, undefined);
  expect(text).toContain(`pulumi import --file ${word} --generate-code`);
  expect(text).toContain('import "./src/stores";');
});
