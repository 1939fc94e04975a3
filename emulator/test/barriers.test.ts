// Barriers hold requests at a point until they are released.
import { expect, test } from "vitest";
import { CREATE, neonStore, startTestEmulator, storeOf } from "./client.ts";

const route = `POST ${CREATE}`;

test("a request held before the commit has changed nothing and continues when released", async () => {
  const { emulator, api } = await startTestEmulator();
  const barrier = emulator.barriers.hold({ route, at: "before-commit" });
  const creation = api.post(CREATE, neonStore());
  await barrier.reached();
  expect(emulator.stores.list()).toEqual([]);
  barrier.release();
  expect(storeOf(await creation).id).toBe(emulator.stores.list()[0]?.id);
});

test("a request held after the commit has created the store and has no answer", async () => {
  const { emulator, api } = await startTestEmulator();
  const barrier = emulator.barriers.hold({ route, at: "after-commit" });
  const creation = api.post(CREATE, neonStore());
  await barrier.reached();
  expect(emulator.stores.list()).toHaveLength(1);
  expect(emulator.journal.entries()[0]?.status).toBeUndefined();
  barrier.release();
  expect((await creation).status).toBe(200);
});

test("after-answer sends the answer and holds every later request", async () => {
  const { emulator, api } = await startTestEmulator();
  const barrier = emulator.barriers.hold({ route, at: "after-answer" });
  const { id } = storeOf(await api.post(CREATE, neonStore()));
  await barrier.reached();
  let answered = false;
  const next = api.get(`/v1/storage/stores/${id}`).then((reply) => {
    answered = true;
    return reply;
  });
  await expect.poll(() => emulator.journal.count("GET")).toBe(1);
  expect(answered).toBe(false);
  barrier.release();
  expect((await next).status).toBe(200);
});

test("a held request whose client was killed is committed when released", async () => {
  const { emulator } = await startTestEmulator();
  const barrier = emulator.barriers.hold({ route, at: "before-commit" });
  const client = new AbortController();
  const creation = fetch(`${emulator.url}${CREATE}`, {
    method: "POST",
    body: JSON.stringify(neonStore()),
    headers: { authorization: `Bearer ${emulator.token}` },
    signal: client.signal,
  });
  await barrier.reached();
  client.abort();
  await expect(creation).rejects.toThrow();
  expect(emulator.stores.list()).toEqual([]);
  barrier.release();
  await expect.poll(() => emulator.stores.list()).toHaveLength(1);
});

test("reached waits for the given number of selected requests", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { duplicateNames: "allow" } });
  const barrier = emulator.barriers.hold({ route, at: "before-commit", match: { body: { name: "held" } } });
  expect((await api.post(CREATE, neonStore({ name: "free" }))).status).toBe(200);
  const creations = [1, 2, 3].map(() => api.post(CREATE, neonStore({ name: "held" })));
  await barrier.reached(3);
  expect(barrier.arrived).toBe(3);
  expect(emulator.journal.mostInFlight()).toBe(3);
  barrier.release();
  expect((await Promise.all(creations)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await api.post(CREATE, neonStore({ name: "held" }))).status).toBe(200);
});

test("closing and resetting end held requests without a commit", async () => {
  const { emulator, api } = await startTestEmulator();
  const first = emulator.barriers.hold({ route, at: "before-commit" });
  const reset = expect(api.post(CREATE, neonStore())).rejects.toThrow();
  await first.reached();
  emulator.reset();
  await reset;
  const second = emulator.barriers.hold({ route, at: "before-commit" });
  const closed = expect(api.post(CREATE, neonStore())).rejects.toThrow();
  const never = expect(second.reached(2)).rejects.toThrow("closed or reset");
  await second.reached();
  await emulator.close();
  await Promise.all([closed, never]);
  expect(emulator.stores.list()).toEqual([]);
});
