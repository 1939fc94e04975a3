// The programs that the command line prints.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import type { StoreArguments } from "../../../provider/src/contract/integration-store.ts";
import type { OperationError } from "../../../provider/src/errors/operation-error.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { processOf } from "../../support/process-context.ts";

/** Runs the program with a class that records its arguments, and checks these as a preview does. */
export async function previewFailures(emulator: Emulator, program: string): Promise<OperationError[]> {
  let given: StoreArguments = {};
  class IntegrationStore {
    constructor(_name: string, args: StoreArguments) {
      given = args;
    }
  }
  new Function("IntegrationStore", program.replace(/^import .*$/m, ""))(IntegrationStore);
  expect(given).toHaveProperty("integration");
  const context = processOf(emulator, { timings: { requestSeconds: 20 } });
  const { failures } = await integrationStore.check(context, undefined, { name: "shop-db", ...given });
  return failures;
}
