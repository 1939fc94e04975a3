// A reset restores the initial state.
import { expect, test } from "vitest";
import { NEON, startTestEmulator } from "./client.ts";
import { startWithStore } from "./connection-requests.ts";

test("a reset restores catalogue, installations and behaviour, and clears stores, faults and the journal", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { idPrefix: "store_" } });
  const before = emulator.state.snapshot();
  emulator.configure({ duplicateNames: "allow" });
  emulator.state.editPlan("neon", "neon", "free_v3", { name: "Gratis" });
  emulator.state.editInstallation(NEON, { status: "suspended" });
  emulator.stores.seed({ name: "db", integration: "upstash" });
  emulator.faults.add({ kind: "reset", at: "answer", times: null });
  emulator.reset();
  expect([emulator.stores.list(), emulator.journal.entries(), emulator.stores.history()]).toEqual([[], [], []]);
  expect(emulator.state.snapshot()).toEqual(before);
  expect(emulator.behaviour).toMatchObject({ duplicateNames: "conflict", idPrefix: "store_" });
  expect((await api.get("/v2/user")).status).toBe(200);
});

test("a reset removes projects, connections and variables", async () => {
  const { emulator, id } = await startWithStore();
  emulator.projects.seed({ name: "shop" });
  emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080" });
  emulator.projects.connect({ store: id, project: "web" });
  emulator.reset();
  expect(emulator.projects.get("shop")).toBeUndefined();
  expect(emulator.projects.variables("web")).toEqual([]);
});
