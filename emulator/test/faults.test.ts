// Each kind of fault: what a client receives, and the state afterwards.
import { connect } from "node:net";
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { CREATE, neonStore, startTestEmulator, storeOf } from "./client.ts";

const create = `POST ${CREATE}`;

describe("a fault before the commit changes nothing, a fault after it leaves the store:", () => {
  const faults: FaultGiven[] = [
    { kind: "reset", at: "before-commit" },
    { kind: "truncated", at: "before-commit" },
    { kind: "status", at: "before-commit", status: 502 },
    { kind: "null-store", at: "before-commit" },
    { kind: "other-shape", at: "before-commit" },
    { kind: "not-json", at: "before-commit" },
    { kind: "redirect", at: "before-commit", location: "https://elsewhere.example/" },
  ];
  test.each(faults)("$kind", async (fault) => {
    const { emulator, api } = await startTestEmulator();
    const before = emulator.faults.add({ ...fault, route: create });
    await api.post(CREATE, neonStore()).catch(() => {});
    expect([before.hits, emulator.stores.list()]).toEqual([1, []]);
    const after = emulator.faults.add({ ...fault, route: create, at: "after-commit" });
    await api.post(CREATE, neonStore()).catch(() => {});
    expect([after.hits, emulator.stores.list()]).toMatchObject([1, [{ name: "db" }]]);
    expect(emulator.journal.entries().map((entry) => entry.fault)).toEqual([
      `before-commit ${fault.kind}`,
      `after-commit ${fault.kind}`,
    ]);
  });
});

describe("on the socket,", () => {
  test("a reset closes the connection without a byte", async () => {
    const { emulator } = await startTestEmulator();
    emulator.faults.add({ kind: "reset", at: "after-commit" });
    expect(await raw(emulator, "/v2/user")).toEqual({ received: "", error: "ECONNRESET" });
    expect(emulator.journal.entries()[0]?.status).toBeUndefined();
  });

  test("a hang sends nothing until the client or the emulator closes", async () => {
    const { emulator } = await startTestEmulator();
    emulator.faults.add({ kind: "hang", at: "before-commit" });
    const hanging = raw(emulator, "/v2/user");
    await expect.poll(() => emulator.journal.entries()[0]?.fault).toBe("before-commit hang");
    emulator.reset();
    expect((await hanging).received).toBe("");
  });

  test("a truncated answer is shorter than its content-length", async () => {
    const { emulator } = await startTestEmulator();
    emulator.faults.add({ kind: "truncated", at: "answer" });
    const { received } = await raw(emulator, "/v2/user");
    const [head = "", body = ""] = received.split("\r\n\r\n");
    const promised = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(head).toContain("200 OK");
    expect(body.length).toBe(Math.ceil(promised / 2));
    expect(emulator.journal.entries()[0]?.status).toBeUndefined();
  });

  test("a dripping answer is sent byte by byte and completely", async () => {
    const { emulator, api } = await startTestEmulator();
    emulator.faults.add({ kind: "drip", at: "answer", gapMs: 1 });
    const dripped = await api.get("/v2/user");
    expect(dripped.body).toEqual((await api.get("/v2/user")).body);
    expect(emulator.journal.entries()[0]).toMatchObject({ status: 200, fault: "answer drip" });
  });

  test("a dripping answer stops when the client disconnects", async () => {
    const { emulator } = await startTestEmulator();
    emulator.faults.add({ kind: "drip", at: "answer", gapMs: 5 });
    const cut = new AbortController();
    const response = await fetch(`${emulator.url}/v2/user`, { signal: cut.signal });
    cut.abort();
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => emulator.journal.entries()[0]?.endedAt).toEqual(expect.any(Number));
    expect(emulator.journal.entries()[0]?.status).toBeUndefined();
  });

  test("HTML, another shape and a null store are a 200, and a redirect has a location", async () => {
    const { emulator, api } = await startTestEmulator();
    emulator.faults.add({ kind: "not-json", at: "answer" });
    emulator.faults.add({ kind: "other-shape", at: "answer" });
    emulator.faults.add({ kind: "null-store", at: "answer" });
    emulator.faults.add({ kind: "redirect", at: "answer", location: "https://elsewhere.example/" });
    const [page, shape, none, moved] = [
      await api.get("/v2/user"),
      await api.get("/v2/user"),
      await api.get("/v2/user"),
      await api.get("/v2/user"),
    ];
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.body).toContain("<!doctype html>");
    expect([shape.status, shape.body]).toEqual([200, { resource: { identifier: "unexpected" }, stores: "none" }]);
    expect([none.status, none.body]).toEqual([200, { store: null }]);
    expect([moved.status, moved.headers.get("location")]).toEqual([307, "https://elsewhere.example/"]);
  });

  test.each(["1", "Wed, 21 Oct 2026 07:28:00 GMT", "-5", "99999999999", "soon", undefined])(
    "Retry-After: %s is sent as it is given",
    async (retryAfter) => {
      const { emulator, api } = await startTestEmulator();
      emulator.faults.add({ kind: "status", status: 429, at: "answer", ...(retryAfter ? { retryAfter } : {}) });
      const reply = await api.get("/v2/user");
      expect([reply.status, reply.headers.get("retry-after")]).toEqual([429, retryAfter ?? null]);
      expect(reply.body).toMatchObject({ error: { code: "rate_limited" } });
    },
  );

  test("a slow request continues, also when its client has disconnected", async () => {
    const { emulator, api } = await startTestEmulator();
    emulator.faults.add({ kind: "slow", at: "before-commit", ms: 20, route: create });
    expect(storeOf(await api.post(CREATE, neonStore())).status).toBe("available");
    emulator.faults.add({ kind: "slow", at: "before-commit", ms: 50, route: create });
    await fetch(`${emulator.url}${CREATE}`, {
      method: "POST",
      body: JSON.stringify(neonStore({ name: "left" })),
      headers: { authorization: `Bearer ${emulator.token}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(20),
    }).catch(() => {});
    await expect.poll(() => emulator.stores.list({ name: "left" })).toHaveLength(1);
  });
});

describe("a fault applies", () => {
  test("once by default, after the skipped requests, and not after its removal", async () => {
    const { emulator, api } = await startTestEmulator();
    const statuses = async (n: number) => {
      const seen: number[] = [];
      for (let i = 0; i < n; i += 1) seen.push((await api.get("/v2/user")).status);
      return seen;
    };
    emulator.faults.add({ kind: "status", status: 503, at: "answer" });
    expect(await statuses(2)).toEqual([503, 200]);
    const twice = emulator.faults.add({ kind: "status", status: 500, at: "answer", skip: 1, times: 2 });
    expect(await statuses(4)).toEqual([200, 500, 500, 200]);
    expect(twice.hits).toBe(2);
    const always = emulator.faults.add({ kind: "status", status: 500, at: "answer", times: Number.POSITIVE_INFINITY });
    expect(await statuses(2)).toEqual([500, 500]);
    always.remove();
    expect(await statuses(1)).toEqual([200]);
  });

  test("only to the selected method, pattern, path and body", async () => {
    const { emulator, api } = await startTestEmulator();
    const fault = { kind: "status", status: 500, at: "answer", times: null } as const;
    const { id } = emulator.stores.seed({ name: "seeded", integration: "neon" });
    emulator.faults.add({ ...fault, route: create, match: { body: { name: "unlucky" } } });
    emulator.faults.add({ ...fault, route: "GET /v1/storage/stores/:storeId" });
    emulator.faults.add({ ...fault, route: "/v2/integrations/*" });
    expect((await api.post(CREATE, neonStore({ name: "unlucky" }))).status).toBe(500);
    expect((await api.post(CREATE, neonStore({ name: "lucky" }))).status).toBe(200);
    expect((await api.get(`/v1/storage/stores/${id}`)).status).toBe(500);
    expect((await api.get("/v1/storage/stores")).status).toBe(200);
    expect((await api.get("/v2/integrations/integrations")).status).toBe(500);
    expect((await api.delete(`/v1/storage/stores/integration/${id}`)).status).toBe(200);
  });

  test("after validation at the commit, and also to errors at the answer", async () => {
    const { emulator, api } = await startTestEmulator();
    const commit = emulator.faults.add({ kind: "status", status: 500, at: "before-commit" });
    expect((await api.post(CREATE, {})).status).toBe(400);
    expect(commit.hits).toBe(0);
    emulator.faults.add({ kind: "status", status: 500, at: "answer" });
    expect((await api.post(CREATE, {})).status).toBe(500);
  });

  test("at random, and to the same requests for the same seed", async () => {
    const run = async (seed: number) => {
      const { emulator, api } = await startTestEmulator();
      emulator.faults.random({ seed, chance: 0.5, kinds: ["status"], at: ["answer"] });
      const seen: number[] = [];
      for (let i = 0; i < 20; i += 1) seen.push((await api.get("/v2/user")).status);
      return seen;
    };
    const first = await run(7);
    expect(new Set(first)).toEqual(new Set([200, 502]));
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  test("only if it is valid; otherwise add throws an error", async () => {
    const { emulator } = await startTestEmulator();
    expect(() => emulator.faults.add({ kind: "status", at: "answer" } as never)).toThrow(/status/);
    expect(() => emulator.faults.add({ kind: "reset", at: "lunch" } as never)).toThrow(/before-commit/);
  });
});

test("closing ends hanging requests at once", async () => {
  const { emulator } = await startTestEmulator();
  emulator.faults.add({ kind: "hang", at: "after-commit" });
  const hanging = raw(emulator, "/v2/user");
  await expect.poll(() => emulator.journal.entries()[0]?.fault).toBe("after-commit hang");
  await emulator.close();
  expect((await hanging).received).toBe("");
});

/** What a bare socket receives, and how it ends. */
function raw(emulator: Emulator, path: string): Promise<{ received: string; error?: string }> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve({ received, error: error.code ?? error.message }));
    socket.once("close", () => resolve({ received }));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: emulator\r\nAuthorization: Bearer ${emulator.token}\r\n\r\n`);
  });
}
