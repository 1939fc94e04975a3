// A stack for one test, with an emulator and a state of its own. It needs no account, neither of Vercel nor of Pulumi.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { type Emulator, type EmulatorOptions, startEmulator } from "vercel-marketplace-emulator";

const stackName = "test";

export interface TestStack extends AsyncDisposable {
  emulator: Emulator;
  stack: Stack;
}

/** A stack of the function, or of the program that Pulumi.yaml names. */
export async function createTestStack(program?: PulumiFn, options: EmulatorOptions = {}): Promise<TestStack> {
  const emulator = await startEmulator(options);
  const folder = await mkdtemp(join(tmpdir(), "test-your-program-"));
  const settings = {
    envVars: {
      ...emulator.environment(),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "not a secret: the state is thrown away",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  };
  const stack = program
    ? await LocalWorkspace.createOrSelectStack({ stackName, projectName: "test-your-program", program }, settings)
    : await LocalWorkspace.createOrSelectStack({ stackName, workDir: process.cwd() }, settings);
  return {
    emulator,
    stack,
    async [Symbol.asyncDispose]() {
      // Removes Pulumi.test.yaml too, which is in this folder if the program is.
      await stack.workspace.removeStack(stackName, { force: true });
      await rm(folder, { recursive: true });
      await emulator.close();
    },
  };
}
