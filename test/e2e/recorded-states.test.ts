// States that released versions wrote: this version previews them as unchanged, completes and destroys their resources.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metadata } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import {
  isOurs,
  type RecordedState,
  recordedStates,
  recordingFile,
  recordState,
  shapesOf,
} from "./support/recorded-state.ts";
import { CREATE_ROUTE, createStack, STORE_TYPE, type Stack } from "./support/stack.ts";
import { createWorkspace } from "./support/workspace.ts";

async function stackOf({ program, stackSettings, state, stores }: RecordedState): Promise<Stack> {
  const stack = await createStack({ program, files: { "Pulumi.dev.yaml": stackSettings } });
  const { emulator, workspace } = stack;
  for (const store of stores) emulator.stores.seed(store);
  await writeFile(join(workspace.folder, "state.json"), JSON.stringify(state));
  const imported = await workspace.pulumi(["stack", "import", "--file", "state.json"]);
  expect(imported).toMatchObject({ code: 0 });
  return stack;
}

interface PreviewDigest {
  steps: { op: string; urn: string }[];
  changeSummary: Record<string, number>;
}

const states = recordedStates();
const newest = states.at(-1);

test("P5 this version writes states of the shape that is recorded of the newest version", async () => {
  const { state } = await recordState("this version", createWorkspace);

  expect(
    shapesOf(state),
    `The shape of the state is another one than that in test/fixtures/states/${newest?.version}.json. If that version is ` +
      "released, raise the version in provider/package.json and record the new shape with: npm run record-state. If not: " +
      "npm run record-state -- --unreleased",
  ).toEqual(newest && shapesOf(newest.state));
});

test("P5 a state that is recorded is not recorded again, unless its version is not released", () => {
  expect(() => recordingFile("0.1.0", { isUnreleased: false })).toThrow("0.1.0 has a recording");
  expect(recordingFile("0.1.0", { isUnreleased: true })).toMatch(/[\\/]0\.1\.0\.json$/);
  expect(recordingFile("99.0.0", { isUnreleased: false })).toMatch(/[\\/]99\.0\.0\.json$/);
});

test.each(states)(
  "P5 the state of $version previews as unchanged, without a request, up completes it, and destroy deletes everything",
  async (recorded) => {
    await using stack = await stackOf(recorded);
    const { emulator, workspace } = stack;

    const preview = await workspace.preview(["--json"]);
    const { steps, changeSummary } = JSON.parse(preview.stdout) as PreviewDigest;
    // Steps that change nothing are counted, but not listed.
    const changes = steps.filter(({ op }) => op !== "same").map(({ op, urn }) => [urn.split("::").at(-1), op]);
    expect(changes).toEqual([["slow", "update"]]);
    // The stack and all resources but one.
    expect(changeSummary).toEqual({ same: recorded.state.deployment.resources?.filter(isOurs).length, update: 1 });
    expect(emulator.journal.entries()).toEqual([]);

    expect((await workspace.up()).code).toBe(0);
    expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(0);
    const statuses = (await workspace.resources(STORE_TYPE)).map(({ outputs }) => outputs?.status);
    expect(statuses).toEqual(recorded.stores.map(() => "available"));

    const destroy = await workspace.destroy();
    expect(destroy.code, destroy.output).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
  },
);

test.each(states.filter(({ version }) => version === "0.1.0"))(
  "P5 a refresh of the state of $version adds the outputs of this version, and no store changes",
  exhaustive,
  async (recorded) => {
    await using stack = await stackOf(recorded);
    const { emulator, workspace } = stack;
    const before = await workspace.resources(STORE_TYPE);
    const { plans } = emulator.state.product("neon");
    for (const { id, outputs } of before) {
      const { metadata, billingPlan } = outputs as { metadata: Metadata; billingPlan: { id: string } };
      const plan = plans.find((one) => one.id === billingPlan.id);
      emulator.stores.edit(String(id), { metadata, ...(plan === undefined ? {} : { billingPlan: plan }) });
    }

    expect((await workspace.refresh()).code).toBe(0);

    const after = await workspace.resources(STORE_TYPE);
    expect(after).toHaveLength(3);
    for (const [at, { outputs }] of after.entries()) {
      expect(before[at]?.outputs).not.toHaveProperty("ownership");
      expect(outputs).toMatchObject({ ownership: "owned", stateVersion: 2 });
    }
    const preview = await workspace.preview(["--json"]);
    const { steps } = JSON.parse(preview.stdout) as PreviewDigest;
    expect(steps.filter(({ op, urn }) => op !== "same" && urn.includes(STORE_TYPE))).toEqual([]);
  },
);
