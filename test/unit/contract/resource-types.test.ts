// The text that every state holds: short, free of absolute paths and secrets, and the same for ever.
import { expect, test } from "vitest";
import manifest from "../../../provider/package.json" with { type: "json" };
import {
  type HandlerName,
  PROVIDER_MODULE,
  providerText,
  searchesNewFolder,
} from "../../../provider/src/contract/resource-types.ts";

const texts: Record<HandlerName, string> = {
  store: `exports.handler=(p="pulumi-vercel-marketplace")=>{try{return require(\`\${p}/provider\`).store}catch(e){throw/'pul/.test(e)&&(e.stack=e.message="npm install "+p),e}}`,
  connection: `exports.handler=(p="pulumi-vercel-marketplace")=>{try{return require(\`\${p}/provider\`).connection}catch(e){throw/'pul/.test(e)&&(e.stack=e.message="npm install "+p),e}}`,
};

for (const [handler, text] of Object.entries(texts) as [HandlerName, string][]) {
  test(`P30 the provider text of ${handler} is what states of released versions hold`, () => {
    expect(providerText(handler)).toBe(text);
  });

  test(`P30 the provider text of ${handler} is under 170 bytes and free of paths of this machine`, () => {
    const said = providerText(handler);
    expect(Buffer.byteLength(said)).toBeLessThan(170);
    for (const here of [process.cwd(), import.meta.dirname, "file:", "node_modules", "\\"]) {
      expect(said).not.toContain(here);
    }
  });
}

test("P30 the provider text for another folder names it relative to the program", () => {
  expect(providerText("store", "node_modules/.pnpm")).toContain('{paths:[".","node_modules/.pnpm"]}');
});

test("P30 the package exports the module that the provider text loads", () => {
  const subpath = PROVIDER_MODULE.replace(manifest.name, ".");

  expect(Object.keys(manifest.exports)).toContain(subpath);
});

const [plain, pnpm, library] = [undefined, "node_modules/.pnpm", "node_modules/library"].map((folder) =>
  providerText("store", folder),
);

test.each([
  { what: "a folder instead of none", olds: plain, news: pnpm, expected: true },
  { what: "another folder", olds: library, news: pnpm, expected: true },
  { what: "the same folder", olds: pnpm, news: pnpm, expected: false },
  { what: "no folder: the old text searches the program's too", olds: pnpm, news: plain, expected: false },
  { what: "the plain text instead of that of 0.1.0", olds: "exports.handler=…", news: plain, expected: false },
])("P38 the text in a state is changed for $what: $expected", ({ olds, news, expected }) => {
  expect(searchesNewFolder(olds, news)).toBe(expected);
});
