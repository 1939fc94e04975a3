// The states that released versions wrote. To record one:
// `node test/e2e/support/recorded-state.ts 0.1.0 "$(npm run --silent engine | tail -n 1)"`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "vercel-marketplace-emulator";
import type { StackState } from "../../../tools/workspace/state.ts";
import { createWorkspace } from "../../../tools/workspace/workspace.ts";

export interface RecordedState {
  version: string;
  /** The program that wrote it. */
  program: string;
  /** The settings of the stack, with the salt of its encrypted values. */
  stackSettings: string;
  state: StackState;
  /** The stores that existed at Vercel. */
  stores: { id: string; name: string; region: string; installation: string }[];
}

const recordings = fileURLToPath(new URL("../../fixtures/states/", import.meta.url));

export function recordedStates(): RecordedState[] {
  return readdirSync(recordings)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(recordings, name), "utf8")) as RecordedState);
}

/** A store with only required arguments, one with every argument, one that never becomes ready, and a connection. */
const program = (projectId: string) => `
  const pulumi = require("@pulumi/pulumi");
  const { IntegrationStore, ProjectConnection } = require("pulumi-vercel-marketplace");
  const plain = new IntegrationStore("plain", { integration: "neon", metadata: { region: "iad1" } });
  new IntegrationStore("full", {
    integration: "neon", product: "neon", name: "full-name", metadata: { region: "fra1", auth: true },
    billingPlanId: "launch_v3", externalId: pulumi.secret("an-id-of-ours"), teamId: "acme",
    allowReplacement: true, forceDestroy: true, timeouts: { create: "20m", delete: 300 },
  });
  new IntegrationStore("slow", {
    integration: "neon", name: "slow-one", metadata: { region: "iad1" }, timeouts: { create: 0.2 },
  });
  new ProjectConnection("link", { storeId: plain.id, projectId: "${projectId}", environments: ["preview", "production"] });
  exports.url = plain.secrets.apply((secrets) => secrets.DATABASE_URL);
`;

async function record(version: string, engine: string): Promise<void> {
  await using emulator = await startEmulator({
    behaviour: { provisioningByName: { slow: { status: "initializing" } } },
  });
  const projectId = String(emulator.projects.get("web")?.id);
  await using workspace = await createWorkspace({
    engine,
    program: program(projectId),
    environment: emulator.environment(),
  });
  await workspace.up();
  const state = withoutPaths(await workspace.exportState());
  const stores = emulator.stores.list().map(({ id, name, metadata, integrationConfigurationId }) => ({
    id,
    name,
    region: String(metadata.region),
    installation: integrationConfigurationId,
  }));
  const stackSettings = readFileSync(join(workspace.folder, "Pulumi.dev.yaml"), "utf8");
  const recorded: RecordedState = { version, program: program(projectId), stackSettings, state, stores };
  writeFileSync(join(recordings, `${version}.json`), `${JSON.stringify(recorded, null, 2)}\n`);
}

/** Removes the paths of the machine that recorded the state. */
function withoutPaths(state: StackState): StackState {
  const paths = ["sourcePosition", "stackTrace"];
  return JSON.parse(JSON.stringify(state, (key, value) => (paths.includes(key) ? undefined : value)));
}

if (import.meta.main) {
  const [version, engine] = process.argv.slice(2);
  if (!version || !engine) throw new Error("Name the version and the folder of the engine.");
  await record(version, engine);
}
