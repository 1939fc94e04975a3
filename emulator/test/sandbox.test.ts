// Sandboxes, which belong to nobody at their partner until a person claims them.
import { describe, expect, test } from "vitest";
import { type Client, CREATE, client, errorOf, neonStore, startTestEmulator, storeOf } from "./client.ts";
import { expectPublishedShape } from "./published-shapes.ts";

const CLAIM = "/v1/integrations/installations/{integrationConfigurationId}/resources/{resourceId}/sandbox/claim-url";

async function startWithSandbox() {
  const { emulator, api } = await startTestEmulator();
  const store = emulator.stores.seed({ name: "db", integration: "neon", ownership: "sandbox" });
  const installation = store.integrationConfigurationId;
  const path = (id = store.id, of = installation) =>
    `/v1/integrations/installations/${of}/resources/${id}/sandbox/claim-url`;
  const ownership = async (reader: Client = api) => storeOf(await reader.get(`/v1/storage/stores/${store.id}`));
  return { emulator, api, id: store.id, path, ownership };
}

describe("the claim link of a sandbox", () => {
  test("is another one for each request, and changes nothing until a person opens it", async () => {
    const { emulator, api, id, path, ownership } = await startWithSandbox();
    const first = await api.post(path(), { source: "cli" });
    const second = await api.post(path(), {});
    expectPublishedShape(first, "post", CLAIM);
    const links = [first, second].map(({ body }) => (body as { claimUrl: string }).claimUrl);
    for (const link of links) expect(new URL(link).protocol).toBe("https:");
    expect(new Set(links).size).toBe(2);
    expect(await ownership()).toMatchObject({ ownership: "sandbox" });

    emulator.stores.edit(id, { ownership: "linked" });
    expect(await ownership()).toMatchObject({ ownership: "linked" });
  });

  test.each(["linked", "owned"] as const)("is refused for a store that is %s", async (ownership) => {
    const { emulator, api, id, path } = await startWithSandbox();
    emulator.stores.edit(id, { ownership });
    const refused = await api.post(path(), { source: "cli" });
    expectPublishedShape(refused, "post", CLAIM, 400);
    expect(errorOf(refused).message).toContain("ownership");
  });

  test("is for admins of the team", async () => {
    const { emulator, path } = await startWithSandbox();
    const refused = await client(emulator, emulator.tokens.viewer).post(path(), { source: "cli" });
    expectPublishedShape(refused, "post", CLAIM, 403);
  });

  test("needs the store and its installation: the client tells the two errors apart by a word", async () => {
    const { emulator, api, id, path } = await startWithSandbox();
    const upstash = String(emulator.state.installations({ integration: "upstash" })[0]?.id);
    const prod = String(emulator.state.installations({ integration: "neon", team: "acme-prod" })[0]?.id);
    for (const missing of [path(id, "icfg_none"), path(id, prod)]) {
      const reply = await api.post(missing, { source: "cli" });
      expectPublishedShape(reply, "post", CLAIM, 404);
      expect(errorOf(reply).message).toContain("installation");
    }
    for (const missing of [path("ir_none"), path(id, upstash)]) {
      const reply = await api.post(missing, { source: "cli" });
      expectPublishedShape(reply, "post", CLAIM, 404);
      expect(errorOf(reply).message).not.toContain("installation");
    }
  });

  test("is refused for an invalid body", async () => {
    const { api, path } = await startWithSandbox();
    expectPublishedShape(await api.post(path(), { source: 1 }), "post", CLAIM, 400);
  });
});

test("new stores of a product with sandboxes are sandboxes; those of other products are owned", async () => {
  const { emulator, api } = await startTestEmulator();
  const { id } = emulator.state.addInstallation({ integration: "drift-search" });
  const created = await api.post(
    CREATE,
    neonStore({ name: "text", integrationConfigurationId: id, integrationProductIdOrSlug: "drift-text", metadata: {} }),
  );
  expectPublishedShape(created, "post", CREATE);
  expect(storeOf(created)).toMatchObject({ ownership: "sandbox", product: { capabilities: { sandbox: true } } });
  expect(storeOf(await api.post(CREATE, neonStore()))).toMatchObject({ ownership: "owned" });
});
