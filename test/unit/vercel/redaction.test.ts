// What is taken out of texts that others wrote, and what is left of them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableDeep, redact, stringsIn } from "../../../provider/src/vercel/redaction.ts";

test("P29 given secrets are hidden as they are, inside JSON and inside an address", () => {
  const secret = 'p"ss word/é';

  expect(redact(`${secret} | ${JSON.stringify({ v: secret })} | ?v=${encodeURIComponent(secret)}`, [secret])).toBe(
    '[hidden] | {"v":"[hidden]"} | ?v=[hidden]',
  );
});

test("P29 a secret that is part of another one leaves nothing of it", () => {
  expect(redact("abcd abcdefgh", ["abcd", "abcdefgh"])).toBe("[hidden] [hidden]");
});

test("P29 what looks like a secret is hidden, whoever wrote it", () => {
  const shapes = {
    "Authorization: Bearer abc.def": "Authorization: Bearer [hidden]",
    "at postgres://user:pass@host/db": "at postgres://[hidden]host/db",
    "at postgres://user:pa/ss@w@host/db": "at postgres://[hidden]host/db",
    "token vcp_0123456789abcdef is revoked": "token [hidden] is revoked",
  };
  for (const [given, left] of Object.entries(shapes)) expect(redact(given, [])).toBe(left);
});

test("P29 a text without secrets is left as it is, on one line and without control characters", () => {
  expect(redact("See https://vercel.com/docs for plans: free, pro.", [])).toBe(
    "See https://vercel.com/docs for plans: free, pro.",
  );
  expect(redact("one\n  two\tthree\u001b[2J\u0000", [])).toBe("one two three [2J");
});

test("P29 a long text is cut, and never in the middle of a secret", () => {
  expect(redact("word ".repeat(100), [])).toHaveLength(301);
  expect(redact("x".repeat(10_000), [])).toBe("…");
  const credentials = `${"vcp_aaaaaaaaaaaa".padEnd(495, "a")} `.repeat(8);
  expect(redact(`${credentials} postgres://user:${"canary".repeat(100)}@host`, [])).not.toContain("canary");
});

test("P29 no text makes redaction slow", () => {
  for (const hostile of ["a", "a://", "bearer ", "vca_", "@", " ", "a://@", "\u001b"]) {
    const started = process.cpuUsage();
    redact(hostile.repeat(300_000), ["secret"]);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  }
});

test("P29 no secret of a request is left in any text around it", () => {
  const secret = fc.string({ minLength: 8, unit: "binary" }).filter((text) => !"[hidden]…".includes(text));
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
      expect(redact(`${before}${hidden}${after}`, [hidden])).not.toContain(hidden);
    }),
  );
});

test("P27 P29 the values of a request are found at any depth; short ones, booleans and keys are no secrets", () => {
  const value = {
    region: "iad1",
    deep: [{ password: "hunter2" }],
    n: 42,
    pin: -987654,
    rate: 0.125,
    on: true,
    eu: "eu",
  };

  expect(stringsIn({ ...value, no: null })).toEqual(["iad1", "hunter2", "987654", "0.125"]);
  expect(stringsIn(undefined)).toEqual([]);
});

const controls = [
  ...Array.from({ length: 32 }, (_, code) => code),
  ...Array.from({ length: 33 }, (_, index) => 0x7f + index),
  ...[0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].map((code) => String.fromCharCode(code));

test("P50 no control character of a response is left, in a value or a key, at any depth", () => {
  const hostile = `a${controls.join("")}b`;
  const response = { stores: [{ name: hostile, [hostile]: { list: [hostile] } }], plan: hostile };

  const text = JSON.stringify(printableDeep(response));

  for (const control of controls) expect(text).not.toContain(JSON.stringify(control).slice(1, -1));
  expect(JSON.parse(text)).toEqual({ stores: [{ name: "a b", "a b": { list: ["a b"] } }], plan: "a b" });
  expect(redact(hostile, [])).toBe("a b");
});

test("P50 a text cannot set colours of the engine, not even after a replacement", () => {
  for (const text of ["<{%fg 1%}>", "<<{%{%reset%}>", "<\u001b{%fg 1%}>"]) expect(printable(text)).not.toContain("<{%");
});

test("P3 P50 metadata keeps its line breaks, which a program may have set, and all other text stays as it is", () => {
  const response = {
    metadata: { pem: "-----BEGIN\n\tabc\r\n", odd: "\u001b[2J" },
    name: "My  Database – ü 漢 🙂",
    n: 1,
    no: null,
  };

  expect(printableDeep(response)).toEqual({ ...response, metadata: { pem: response.metadata.pem, odd: " [2J" } });
});
