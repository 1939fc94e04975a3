// The control routes: the functions of the emulator over HTTP.
import { expect, test } from "vitest";
import { CREATE, client, errorOf, NEON, neonStore, startTestEmulator, storeOf } from "./client.ts";

test("stores can be seeded, edited, read and removed", async () => {
  const { emulator, api } = await startTestEmulator();
  const control = client(emulator, "");
  const seeded = await control.post("/_emulator/stores", { name: "db", integration: "neon", status: "suspended" });
  const { id } = seeded.body as { id: string };
  expect(storeOf(await api.get(`/v1/storage/stores/${id}`)).status).toBe("suspended");
  await control.patch(`/_emulator/stores/${id}`, { status: "available" });
  expect((await control.get(`/_emulator/stores/${id}`)).body).toMatchObject({ name: "db", status: "available" });
  expect((await control.get("/_emulator/stores", { team: "acme" })).body).toHaveLength(1);
  expect((await control.get("/_emulator/stores", { team: "acme-prod" })).body).toEqual([]);
  expect((await control.get(`/_emulator/stores/${id}/secrets`)).body).toEqual(emulator.stores.secretValues(id));
  const old = emulator.stores.secretValues(id);
  const rotated = await control.post(`/_emulator/stores/${id}/rotate-secrets`, {});
  expect(rotated.body).toEqual(emulator.stores.get(id));
  expect(emulator.stores.secretValues(id)).not.toEqual(old);
  expect((await control.delete(`/_emulator/stores/${id}`)).status).toBe(204);
  expect((await control.get("/_emulator/stores/history")).body).toMatchObject([{ id }, { event: "deleted" }]);
});

test("the journal can be read and cleared, and does not contain control routes", async () => {
  const { emulator, api } = await startTestEmulator();
  await api.get("/v2/user");
  await api.post(CREATE, {});
  const all = await api.get("/_emulator/journal");
  expect(all.body).toMatchObject([{ path: "/v2/user" }, { path: CREATE, status: 400 }]);
  expect((await api.get("/_emulator/journal", { writes: "" })).body).toHaveLength(1);
  expect((await api.delete("/_emulator/journal")).status).toBe(204);
  expect(emulator.journal.entries()).toEqual([]);
});

test("behaviour and state can be changed, and the emulator can be reset", async () => {
  const { emulator, api } = await startTestEmulator();
  const changed = await api.patch("/_emulator/behaviour", { duplicateNames: "allow" });
  expect(changed.body).toEqual(emulator.behaviour);
  await api.patch("/_emulator/state/products/neon/neon/plans/free_v3", { disabled: true });
  await api.patch("/_emulator/state/teams/acme", { paymentMethods: [] });
  await api.patch(`/_emulator/state/installations/${NEON}`, { status: "suspended" });
  const added = await api.post("/_emulator/state/installations", { integration: "supabase" });
  expect((await api.get("/_emulator/state")).body).toEqual(JSON.parse(JSON.stringify(emulator.state.snapshot())));
  expect(emulator.state.product("neon").plans[0]?.disabled).toBe(true);
  expect(emulator.state.installations({ integration: "supabase", team: "acme" })).toEqual([added.body]);
  await api.post("/_emulator/reset", {});
  expect(emulator.behaviour.duplicateNames).toBe("conflict");
  expect(emulator.state.installations({ integration: "supabase", team: "acme" })).toEqual([]);
  expect((await api.post(CREATE, neonStore())).status).toBe(200);
});

test("faults can be set, listed with their hits, and removed", async () => {
  const { api } = await startTestEmulator();
  const added = await api.post("/_emulator/faults", { kind: "status", status: 500, at: "answer", times: null });
  const { id } = added.body as { id: string };
  expect((await api.get("/v2/user")).status).toBe(500);
  expect((await api.get("/_emulator/faults")).body).toMatchObject([{ id, kind: "status", hits: 1, times: null }]);
  await api.delete(`/_emulator/faults/${id}`);
  expect((await api.get("/v2/user")).status).toBe(200);
  await api.post("/_emulator/faults/random", { seed: 1, chance: 1, kinds: ["status"], at: ["answer"] });
  expect((await api.get("/v2/user")).status).toBe(502);
  await api.delete("/_emulator/faults");
  expect((await api.get("/v2/user")).status).toBe(200);
});

test("a barrier can be set, waited for and released", async () => {
  const { emulator, api } = await startTestEmulator();
  const held = await api.post("/_emulator/barriers", { route: `POST ${CREATE}`, at: "after-commit" });
  const { id } = held.body as { id: string };
  const creation = api.post(CREATE, neonStore());
  expect((await api.get(`/_emulator/barriers/${id}/reached`, { n: "1" })).body).toEqual({ arrived: 1 });
  expect(emulator.stores.list()).toHaveLength(1);
  expect((await api.get("/_emulator/barriers")).body).toMatchObject([{ id, arrived: 1 }]);
  await api.delete(`/_emulator/barriers/${id}`);
  expect((await creation).status).toBe(200);
});

test("invalid input is rejected with a reason", async () => {
  const { api } = await startTestEmulator();
  const rejected = [
    await api.patch("/_emulator/behaviour", { deleteStatus: 201 }),
    await api.post("/_emulator/faults", { kind: "earthquake", at: "answer" }),
    await api.post("/_emulator/stores", { name: "db", integration: "nothing" }),
    await api.post("/_emulator/stores", "{not json"),
  ];
  expect(rejected.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect(errorOf(rejected[0] as never).message).toContain("deleteStatus");
  expect((await api.get("/_emulator/nothing")).status).toBe(404);
});
