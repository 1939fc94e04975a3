// Tokens that expire, that are known in public, that are limited to a team, and teams that accept none.
import { expect, test } from "vitest";
import { client, startTestEmulator } from "./client.ts";

test("a token is described until it expires, and then rejected", async () => {
  const { emulator, api } = await startTestEmulator();
  const current = () => api.get("/v5/user/tokens/current");
  const { body } = await current();
  expect(body).toMatchObject({ token: { name: "admin", scopes: [{ type: "user" }] } });
  expect(body).not.toHaveProperty("token.expiresAt");
  expect((await api.get("/v5/user/tokens/tok_viewer")).status).toBe(404);

  const control = client(emulator, "");
  const expiresAt = Date.now() + 3_600_000;
  await control.patch("/_emulator/state/tokens/admin", { expiresAt, leakedAt: 1 });
  expect((await current()).body).toMatchObject({ token: { expiresAt, leakedAt: 1 } });

  emulator.configure({ clockOffsetMs: 3_600_001 });
  expect((await current()).status).toBe(401);
  expect((await api.get("/v2/user")).status).toBe(403);
  expect((await client(emulator, emulator.tokens.both).get("/v2/user")).status).toBe(200);
});

test("a team that requires SAML rejects every token, and says so", async () => {
  const { emulator, api } = await startTestEmulator();
  emulator.state.editTeam("acme", { saml: true });
  for (const path of ["/teams/acme", "/v1/storage/stores"]) {
    const { status, body } = await api.get(path);
    expect([status, body]).toMatchObject([403, { error: { saml: true, teamId: emulator.state.team("acme").id } }]);
  }
  expect((await api.get("/v2/user")).status).toBe(200);
});

test("the projects of a team are in pages", async () => {
  const { api } = await startTestEmulator();
  const { body } = await api.get("/v10/projects", { limit: "2" });
  expect(body).toMatchObject({ projects: [{ name: "web" }, { name: "worker" }], pagination: { count: 2 } });
  const { next } = (body as { pagination: { next: number } }).pagination;
  const rest = await api.get("/v10/projects", { limit: "2", until: String(next) });
  expect(rest.body).toMatchObject({ projects: [{ name: "docs" }], pagination: { next: null } });
});
