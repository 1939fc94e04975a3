// The provider text in the host: what it loads, and what it says where there is nothing to load.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { PROVIDER_MODULE, providerText } from "../../provider/src/contract/resource-types.ts";
import { createStore, openMarket, refusalOf } from "./market.ts";
import { startHost } from "./support/host.ts";
import type { Properties } from "./support/protocol.ts";
import { reveal } from "./support/values.ts";

const name = dirname(PROVIDER_MODULE);
const sdk = fileURLToPath(new URL("../../node_modules/@pulumi", import.meta.url));

/** A host in a new folder with these files, whose resources carry the text. */
async function hostIn(files: Record<string, string>, text = providerText("store")) {
  const cwd = await mkdtemp(join(tmpdir(), "program-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
  await mkdir(join(cwd, "node_modules"), { recursive: true });
  await symlink(sdk, join(cwd, "node_modules/@pulumi"));
  const host = await startHost({ providerText: text, cwd });
  onTestFinished(async () => {
    await host.dispose();
    await rm(cwd, { recursive: true });
  });
  return host;
}

/** The files of a package that stands for this one. */
function packageIn(folder: string, provider: string): Record<string, string> {
  const path = `${folder}/node_modules/${name}`;
  const manifest = { name, exports: { "./provider": "./provider.js" } };
  return { [`${path}/package.json`]: JSON.stringify(manifest), [`${path}/provider.js`]: provider };
}

const works = `exports.store = { async create() { return { id: "made", outs: {} }; } };`;

test("P38 without the package every call says which package to install, and nothing else", async () => {
  const host = await hostIn({});
  const calls = [
    host.check({}),
    host.diff("ir_1", {}, {}),
    host.create({}),
    host.update("ir_1", {}, {}),
    host.read("ir_1", { properties: { stateVersion: 1 } }),
    host.delete("ir_1", {}),
  ];
  for (const call of calls) expect((await refusalOf(call)).message).toContain(`npm install ${name}`);
  const lines = `${host.stdout}${host.stderr}`.trimEnd().split("\n");
  // The host prints failures of check, diff, read and delete itself.
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).toContain(`npm install ${name}`);
});

test.each([
  { what: "a dependency of the package", provider: `require("zod");`, message: /Cannot find module 'zod'/ },
  { what: "a file of the package", provider: `require("./gone.js");`, message: /Cannot find module '\.\/gone\.js'/ },
  { what: "a brace of the package", provider: "exports.store = {", message: /Unexpected end of input/ },
])("P38 if $what is missing, the error is its own", async ({ provider, message }) => {
  const host = await hostIn(packageIn(".", provider));

  const failure = await refusalOf(host.create({}));

  expect(failure.message).toMatch(message);
  expect(failure.message).not.toContain("npm install");
});

test("P38 a text for a further folder finds the package there, and in the program's folder", async () => {
  const text = providerText("store", "node_modules/library");
  const nested = await hostIn(packageIn("node_modules/library", works), text);
  const direct = await hostIn(packageIn(".", works), text);
  const neither = await hostIn({}, text);

  expect((await nested.create({})).id).toBe("made");
  expect((await direct.create({})).id).toBe("made");
  expect((await refusalOf(neither.create({}))).message).toContain(`npm install ${name}`);
});

test.each(["integrationStore", "projectConnection"])(
  "P5 the provider text of 0.1.0 still finds %s",
  async (handler) => {
    const text = `exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("${PROVIDER_MODULE}").${handler}`;
    const host = await startHost({ providerText: text });
    onTestFinished(() => host.dispose());

    expect((await host.check({})).failures).not.toHaveLength(0);
  },
);

test("P38 a state whose text does not search the package's new folder is updated to one that does", async () => {
  await using market = await openMarket();
  const { host } = market;
  const { id, inputs, outputs } = await createStore(host);
  const moved = { ...inputs, __provider: providerText("store", "node_modules/.pnpm") };

  expect((await host.diff(id, reveal(outputs) as Properties, inputs)).changes).toBe("none");
  expect(await host.diff(id, reveal(outputs) as Properties, moved)).toMatchObject({ changes: "some", replaces: [] });
  const updated = await host.update(id, reveal(outputs) as Properties, moved);
  expect(updated.outputs.__provider).toBe(moved.__provider);
  expect((await host.diff(id, reveal(updated.outputs) as Properties, moved)).changes).toBe("none");
});
