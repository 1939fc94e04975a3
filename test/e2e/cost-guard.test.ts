// The policy pack of examples/cost-guard on the real engine.
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { expect, inject, test } from "vitest";
import type { Workspace } from "../../tools/workspace/workspace.ts";
import { exhaustive } from "../support/matrix.ts";
import { createWorkspace } from "./support/workspace.ts";

const example = fileURLToPath(new URL("../../examples/cost-guard", import.meta.url));
const policyHost = fileURLToPath(new URL("support/policy-host.cjs", import.meta.url));

interface Guarded extends AsyncDisposable {
  emulator: Emulator;
  workspace: Workspace;
  /** Options and environment of a run with the policy pack and this config. */
  guard: (config: object) => Promise<[string[], { environment: Record<string, string> }]>;
}

async function createGuarded(): Promise<Guarded> {
  const emulator = await startEmulator();
  const workspace = await createWorkspace({
    copyOf: example,
    config: { "cost-guard:billingPlanId": "launch_v3" },
    environment: { ...emulator.environment(), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  const folders = [await hostFolder(workspace.root), workspace.environment.PATH].filter(Boolean);
  return {
    emulator,
    workspace,
    guard: async (config) => {
      const file = join(workspace.root, "policy-config.json");
      await writeFile(file, JSON.stringify(config));
      const options = ["--policy-pack", "policy", "--policy-pack-config", file];
      return [options, { environment: { PATH: folders.join(":") } }];
    },
    [Symbol.asyncDispose]: async () => {
      await workspace.dispose();
      await emulator.close();
    },
  };
}

/** The language host of an engine built from Go modules cannot start policy packs; the official one can. */
async function hostFolder(root: string): Promise<string | undefined> {
  const isOfficial = await access(join(inject("engineFolder"), "language-host.cjs")).then(
    () => false,
    () => true,
  );
  if (isOfficial) return undefined;
  const folder = join(root, "bin");
  await mkdir(folder);
  const launcher = `#!/bin/sh\nexec node ${policyHost} "$@"\n`;
  await writeFile(join(folder, "pulumi-language-nodejs"), launcher, { mode: 0o755 });
  return folder;
}

test("stores that cost more than the maximum fail the preview of an update, and nothing is created", async () => {
  await using guarded = await createGuarded();
  const { emulator, workspace, guard } = guarded;
  const [options, settings] = await guard({ "monthly-maximum": { dollars: 18 } });
  const { code, output } = await workspace.pulumi(["up", "--yes", "--non-interactive", ...options], settings);
  expect(code, output).not.toBe(0);
  expect(output).toMatch(/\[mandatory\] +monthly-maximum/);
  expect(emulator.journal.writes()).toEqual([]);
});

test(
  "stores within the maximum are created, and a protected one may not allow its replacement",
  exhaustive,
  async () => {
    await using guarded = await createGuarded();
    const { emulator, workspace, guard } = guarded;
    const up = await workspace.up(...(await guard({ "monthly-maximum": { dollars: 19 } })));
    expect(up.code, up.output).toBe(0);
    expect(up.output).toContain("cost-guard@");
    expect(emulator.stores.list()).toHaveLength(1);

    const store =
      "new IntegrationStore('orders', { integration: 'neon', metadata: { region: 'iad1' }, allowReplacement: true })";
    await writeFile(
      join(workspace.folder, "index.ts"),
      `import { IntegrationStore } from "pulumi-vercel-marketplace";\n${store};\n`,
    );
    expect(await workspace.preview(...(await guard({})))).toMatchObject({ code: 0 });
    const { code, output } = await workspace.preview(...(await guard({ "protected-stores": { names: ["orders"] } })));
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/\[mandatory\] +protected-stores/);
  },
);

test("the plan of an installation counts once, and prices by usage do not count", exhaustive, async () => {
  await using guarded = await createGuarded();
  const { emulator, workspace, guard } = guarded;
  emulator.state.editPlan("neon", "neon", "launch_v3", { scope: "installation", cost: "$19.99/month" });
  const neon = (name: string) =>
    `new IntegrationStore("${name}", { integration: "neon", metadata: { region: "iad1" }, billingPlanId: "launch_v3" });`;
  const usage = `new IntegrationStore("usage", { integrationConfigurationId: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
    product: "upstash-kv", billingPlanId: "paid", metadata: { primaryRegion: "iad1" } });`;
  await writeFile(
    join(workspace.folder, "index.ts"),
    ['import { IntegrationStore } from "pulumi-vercel-marketplace";', neon("a"), neon("b"), usage].join("\n"),
  );
  // As a fraction, 19.99 * 100 is less than 1999.
  expect(await workspace.preview(...(await guard({ "monthly-maximum": { dollars: 19.99 } })))).toMatchObject({
    code: 0,
  });
  const above = await workspace.preview(...(await guard({ "monthly-maximum": { dollars: 19.9 } })));
  expect(above.code).not.toBe(0);
  expect(above.output).toContain("The stores cost $19.99 a month: more than the maximum of $19.90.");
});
