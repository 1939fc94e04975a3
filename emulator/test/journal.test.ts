// The journal: every request with its route, team, token name and request id.
import { expect, test } from "vitest";
import { CREATE, client, neonStore, startTestEmulator, storeOf } from "./client.ts";

test("the journal contains every request with its route, team, token name and request id", async () => {
  const { emulator, api } = await startTestEmulator();
  const reply = await api.post(CREATE, neonStore(), { slug: "acme" });
  await client(emulator, "").get(`/v1/storage/stores/${storeOf(reply).id}`);
  const [first, second] = emulator.journal.entries();
  expect(first).toMatchObject({
    index: 0,
    method: "POST",
    path: CREATE,
    route: CREATE,
    query: { slug: "acme" },
    body: neonStore(),
    status: 200,
    requestId: reply.headers.get("x-vercel-id"),
    team: emulator.state.team("acme").id,
    token: "admin",
  });
  expect(second).toMatchObject({ route: "/v1/storage/stores/:id", status: 401, token: "none" });
  expect(emulator.journal.count("GET", "/v1/storage/stores/:anything")).toBe(1);
  expect(emulator.journal.writes()).toHaveLength(1);
});
