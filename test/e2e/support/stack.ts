// A Pulumi workspace with its own emulator: the starting point of most end-to-end tests.
import { type Behaviour, type Emulator, startEmulator } from "vercel-marketplace-emulator";
import type { Workspace } from "../../../tools/workspace/workspace.ts";
import { createWorkspace, type WorkspaceOptions } from "./workspace.ts";

/** Timings short enough for a test; everything else as published. */
export const quickTimings = { pollSeconds: 0.05, settleSeconds: 1, outageSeconds: 30, requestSeconds: 5 };

export interface StackOptions extends Omit<WorkspaceOptions, "program"> {
  program?: string;
  behaviour?: Partial<Behaviour>;
  timings?: Record<string, number>;
}

export interface Stack extends AsyncDisposable {
  emulator: Emulator;
  workspace: Workspace;
}

/** One Neon store named `shop-dev-db`, with its usual outputs. */
export const oneStore = program('new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } })');

/** A program whose store is the given expression. */
export function program(store: string, more = ""): string {
  return `
    const pulumi = require("@pulumi/pulumi");
    const { IntegrationStore, Provider } = require("pulumi-vercel-marketplace");
    const db = ${store};
    exports.id = db.id;
    exports.status = db.status;
    exports.names = db.secretNames;
    exports.url = db.secrets.apply((secrets) => secrets?.DATABASE_URL);
    ${more}
  `;
}

export async function createStack(options: StackOptions = {}): Promise<Stack> {
  const { behaviour, timings, environment, ...project } = options;
  const emulator = await startEmulator(behaviour === undefined ? {} : { behaviour });
  try {
    const workspace = await createWorkspace({
      program: oneStore,
      ...project,
      environment: {
        ...emulator.environment(),
        VERCEL_MARKETPLACE_TIMINGS: JSON.stringify({ ...quickTimings, ...timings }),
        ...environment,
      },
    });
    const dispose = async () => {
      await workspace.dispose();
      await emulator.close();
    };
    return { emulator, workspace, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

export const STORE_TYPE = "pulumi-nodejs:dynamic/vercel:IntegrationStore";
export const CREATE_ROUTE = "/v1/storage/stores/integration/direct";
