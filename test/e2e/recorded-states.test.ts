// States that released versions wrote: this version previews them as unchanged, completes and destroys their resources.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type RecordedState, recordedStates } from "./support/recorded-state.ts";
import { CREATE_ROUTE, createStack, STORE_TYPE, type Stack } from "./support/stack.ts";

async function stackOf({ program, stackSettings, state, stores }: RecordedState): Promise<Stack> {
  const stack = await createStack({ program, files: { "Pulumi.dev.yaml": stackSettings } });
  const { emulator, workspace } = stack;
  for (const { region, installation, ...store } of stores) {
    emulator.stores.seed({
      ...store,
      integration: "neon",
      metadata: { region },
      integrationConfigurationId: installation,
    });
  }
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

test("at least one state is recorded", () => {
  expect(states.map(({ version }) => version)).toContain("0.1.0");
});

test.each(states)("P5 the state of $version previews as unchanged, without a request", async (recorded) => {
  await using stack = await stackOf(recorded);
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--json"]);

  const { steps, changeSummary } = JSON.parse(preview.stdout) as PreviewDigest;
  // Steps that change nothing are counted, but not listed.
  const changes = steps.filter(({ op }) => op !== "same").map(({ op, urn }) => [urn.split("::").at(-1), op]);
  expect(changes).toEqual([["slow", "update"]]);
  expect(changeSummary).toEqual({ same: 4, update: 1 });
  expect(emulator.journal.entries()).toEqual([]);
});

test.each(states)(
  "P5 an up completes what a run of $version left incomplete, and destroy deletes everything",
  async (recorded) => {
    await using stack = await stackOf(recorded);
    const { emulator, workspace } = stack;

    expect((await workspace.up()).code).toBe(0);
    expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(0);
    const statuses = (await workspace.resources(STORE_TYPE)).map(({ outputs }) => outputs?.status);
    expect(statuses).toEqual(["available", "available", "available"]);

    expect((await workspace.destroy()).code).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
  },
);
