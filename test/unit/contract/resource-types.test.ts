// The text that every state holds: short, free of paths and secrets, and the same for ever.
import { expect, test } from "vitest";
import manifest from "../../../provider/package.json" with { type: "json" };
import { type HandlerName, PROVIDER_MODULE, providerText } from "../../../provider/src/contract/resource-types.ts";

const handlers: Record<HandlerName, string> = {
  integrationStore:
    'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("pulumi-vercel-marketplace/provider").integrationStore',
  projectConnection:
    'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("pulumi-vercel-marketplace/provider").projectConnection',
};

for (const [handler, text] of Object.entries(handlers) as [HandlerName, string][]) {
  test(`P30 the provider text of ${handler} is what states of released versions hold`, () => {
    expect(providerText(handler)).toBe(text);
  });

  test(`P30 the provider text of ${handler} is under 160 bytes and free of paths of this machine`, () => {
    const said = providerText(handler);
    expect(Buffer.byteLength(said)).toBeLessThan(160);
    for (const here of [process.cwd(), import.meta.dirname, "file:", "node_modules", "\\"]) {
      expect(said).not.toContain(here);
    }
  });
}

test("P30 the package exports the module that the provider text loads", () => {
  const subpath = PROVIDER_MODULE.replace(manifest.name, ".");

  expect(Object.keys(manifest.exports)).toContain(subpath);
});
