// The states that released versions wrote. `npm run record-state` records one for the version in provider/package.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Seed, startEmulator } from "vercel-marketplace-emulator";
import { engineFolder } from "../../../tools/engine/engine-folder.ts";
import type { StackState, StateResource } from "../../../tools/workspace/state.ts";
import { createWorkspace, type Workspace } from "../../../tools/workspace/workspace.ts";

export interface RecordedState {
  version: string;
  /** The program that wrote it. */
  program: string;
  /** The settings of the stack, with the salt of its encrypted values. */
  stackSettings: string;
  state: StackState;
  /** The stores that existed at Vercel. */
  stores: (Seed & { id: string })[];
}

const recordings = fileURLToPath(new URL("../../fixtures/states/", import.meta.url));

/** From the oldest version to the newest. */
export function recordedStates(): RecordedState[] {
  return readdirSync(recordings)
    .filter((name) => name.endsWith(".json"))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => withSeeds(JSON.parse(readFileSync(join(recordings, name), "utf8"))));
}

/** 0.1.0 recorded stores of Neon by region and installation. */
function withSeeds(recorded: RecordedState): RecordedState {
  if (recorded.version !== "0.1.0") return recorded;
  const stores = recorded.stores as unknown as { id: string; name: string; region: string; installation: string }[];
  const seeds = stores.map(({ id, name, region, installation }) => ({
    ...{ id, name, integration: "neon", metadata: { region }, integrationConfigurationId: installation },
  }));
  return { ...recorded, stores: seeds };
}

/** The store that the program adopts, and the connection. */
const adopted = { id: "ir_AdoptedStore0001", name: "adopted-one" };

/** Each resource has keys in its state that no other has. */
const program = `
  const pulumi = require("@pulumi/pulumi");
  const { IntegrationStore, ProjectConnection } = require("pulumi-vercel-marketplace");
  const plain = new IntegrationStore("plain", { integration: "neon", metadata: { region: "iad1" } });
  const full = new IntegrationStore("full", {
    integration: "neon", product: "neon", name: "full-name", metadata: { region: "fra1", auth: true },
    billingPlanId: "launch_v3", paymentMethodId: "pm_AcmeCard4242", externalId: pulumi.secret("an-id-of-ours"),
    teamId: "acme", allowReplacement: true, forceDestroy: true, timeouts: { create: "20m", delete: 300 },
  });
  const prepaid = new IntegrationStore("prepaid", {
    integration: "paid-db", name: "prepaid-one", metadata: { region: "us-east" }, billingPlanId: "prepay",
    prepaymentAmountCents: 1000,
  });
  const sandbox = new IntegrationStore("sandbox", { integration: "omnibase", name: "sandbox-one", metadata: { label: "one" } });
  const adopted = new IntegrationStore("adopted", {
    integration: "neon", name: "${adopted.name}", metadata: { region: "iad1" }, adopt: "${adopted.id}",
  });
  const projectId = "PROJECT";
  const link = new ProjectConnection("link", { storeId: plain.id, projectId, environments: ["preview"] });
  const sensitive = new ProjectConnection("sensitive", {
    storeId: full.id, projectId, environments: ["production"], sensitive: true, teamId: "acme",
  });
  const adoptedLink = new ProjectConnection("adopted-link", {
    storeId: adopted.id, projectId, environments: ["production"], envVarPrefix: "ADOPTED", adopt: "CONNECTION",
  });
  // The engine starts nothing more once this one has failed.
  new IntegrationStore("slow", {
    integration: "neon", name: "slow-one", metadata: { region: "iad1" }, timeouts: { create: 0.2 },
  }, { dependsOn: [full, prepaid, sandbox, adopted, link, sensitive, adoptedLink] });
  exports.url = plain.secrets.apply((secrets) => secrets.DATABASE_URL);
`;

/** Runs the program with this version, and returns what a later version has to read. */
export async function recordState(
  version: string,
  create: (given: { program: string; environment: Record<string, string> }) => Promise<Workspace>,
): Promise<RecordedState> {
  await using emulator = await startEmulator({
    behaviour: { provisioningByName: { slow: { status: "initializing" } } },
  });
  emulator.state.editProduct("omnibase", "omnibase", { ownership: "sandbox" });
  emulator.stores.seed({ ...adopted, integration: "neon", metadata: { region: "iad1" } });
  const project = String(emulator.projects.get("web")?.id);
  const connection = emulator.projects.connect({
    ...{ store: adopted.id, project, environments: ["production"], prefix: "ADOPTED" },
  });
  const filled = program.replace("PROJECT", project).replace("CONNECTION", connection.id);
  await using workspace = await create({ program: filled, environment: emulator.environment() });
  const { output } = await workspace.up();
  const state = withoutPaths(await workspace.exportState());
  const found = state.deployment.resources?.filter(isOurs).length;
  // Creating the slow store fails after it exists.
  if (found !== 9) throw new Error(`The program has 9 resources, the state ${found}:\n${output}`);
  const stackSettings = readFileSync(join(workspace.folder, "Pulumi.dev.yaml"), "utf8");
  const stores = emulator.stores
    .list()
    .map(({ id, name, integrationId, productId, integrationConfigurationId, ...store }): Seed & { id: string } => ({
      ...{ id, name, integration: integrationId, product: productId, integrationConfigurationId },
      ...{ metadata: store.metadata, billingPlanId: store.billingPlan.id, ownership: store.ownership },
      projectsMetadata: store.projectsMetadata,
    }));
  return { version, program: filled, stackSettings, state, stores };
}

/** Removes the paths of the machine that recorded the state. */
function withoutPaths(state: StackState): StackState {
  const paths = ["sourcePosition", "stackTrace"];
  return JSON.parse(JSON.stringify(state, (key, value) => (paths.includes(key) ? undefined : value)));
}

/** The names of all keys and the types of their values, by resource. */
export function shapesOf({ deployment }: StackState): Record<string, unknown> {
  const resources = deployment.resources?.filter(isOurs) ?? [];
  return Object.fromEntries(
    resources.map(({ urn, inputs, outputs }) => [urn.split("::").slice(-2).join(" "), shapeOf({ inputs, outputs })]),
  );
}

// The engine's mark of an encrypted value.
const SECRET = "4dabf18193072939515e22adb298388d";

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((member) => JSON.stringify(shapeOf(member))))];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  if (SECRET in value) return "secret";
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

/** Stores and connections, not the stack and the engine's own provider. */
export function isOurs({ type }: StateResource): boolean {
  return type.startsWith("pulumi-nodejs:dynamic/");
}

/** The file of a version. One that exists is replaced only on request: somebody may have states of that version. */
export function recordingFile(version: string, { isUnreleased }: { isUnreleased: boolean }): string {
  const file = join(recordings, `${version}.json`);
  if (existsSync(file) && !isUnreleased) {
    throw new Error(
      `${version} has a recording. If it is released, raise the version in provider/package.json. ` +
        "If not: npm run record-state -- --unreleased",
    );
  }
  return file;
}

if (import.meta.main) {
  const manifest = fileURLToPath(new URL("../../../provider/package.json", import.meta.url));
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const file = recordingFile(version, { isUnreleased: process.argv.includes("--unreleased") });
  const say = (line: string) => process.stderr.write(`engine: ${line}\n`);
  const engine = await engineFolder({ say, signal: new AbortController().signal });
  const recorded = await recordState(version, (given) => createWorkspace({ ...given, engine }));
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  process.stdout.write(`test/fixtures/states/${version}.json\n`);
}
