// One rule for API outages, and one warning per process, for stores and connections alike.
import { describe, expect, test } from "vitest";
import { Preflight } from "../../../../provider/src/lifecycle/core/preflight.ts";
import { type FailureKind, type Outcome, VercelError } from "../../../../provider/src/vercel/errors.ts";
import { SettingsError } from "../../../../provider/src/vercel/settings.ts";
import { ManualClock } from "../../../support/manual-clock.ts";

function setting() {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const log = { info() {}, progress() {}, warning: (message: string) => warnings.push(message) };
  return { clock, warnings, preflight: new Preflight(log, clock, () => 30) };
}

function failure(kind: FailureKind, outcome: Outcome): VercelError {
  return new VercelError({ kind, outcome, method: "GET", path: "/v1/things/1" });
}

describe("P34 an outage is remembered for every resource after", () => {
  const outages: [FailureKind, Outcome][] = [
    ["timeout", "unknown"],
    ["rate limited", "refused"],
    ["server error", "unknown"],
    ["connection lost", "unknown"],
    ["unreachable", "not sent"],
    ["unreadable", "unknown"],
    ["redirect", "unknown"],
    ["untrusted", "refused"],
  ];
  test.each(outages)("%s (%s)", (kind, outcome) => {
    const { preflight, clock } = setting();

    expect(preflight.recordOutage(failure(kind, outcome))).toBe(true);

    expect(preflight.mayAsk()).toBe(false);
    clock.advance(30_000);
    expect(preflight.mayAsk()).toBe(true);
  });

  test("a missing token", () => {
    const { preflight } = setting();

    expect(preflight.recordOutage(new SettingsError("apiToken", "No token.", { missing: true }))).toBe(true);
    expect(preflight.mayAsk()).toBe(false);
  });
});

describe("P34 a rejection that concerns one resource is not remembered", () => {
  const rejections: FailureKind[] = ["bad request", "payment required", "forbidden", "not found", "conflict", "gone"];
  test.each(rejections)("%s", (kind) => {
    const { preflight, warnings } = setting();

    expect(preflight.recordOutage(failure(kind, "refused"))).toBe(true);

    expect(preflight.mayAsk()).toBe(true);
    expect(warnings).toHaveLength(1);
  });
});

test("P34 one process warns once, whatever fails", () => {
  const { preflight, warnings } = setting();
  preflight.recordOutage(failure("server error", "unknown"));
  preflight.recordOutage(failure("forbidden", "refused"));

  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("[not-verified]");
});

test("a malformed setting, and any other error, is no outage", () => {
  const { preflight, warnings } = setting();

  expect(preflight.recordOutage(new SettingsError("team", "Not a team."))).toBe(false);
  expect(preflight.recordOutage(new Error("bug"))).toBe(false);
  expect(preflight.mayAsk()).toBe(true);
  expect(warnings).toEqual([]);
});

test("P17 inputs are known by their meaning, and not kept in clear", () => {
  const { preflight } = setting();
  preflight.recordChecked({ name: "shop-db", metadata: { a: 1, b: "canary" } });
  preflight.recordUnverified({ name: "other" });

  expect(preflight.wasChecked({ metadata: { b: "canary", a: 1 }, name: "shop-db" })).toBe(true);
  expect(preflight.wasChecked({ name: "shop-db" })).toBe(false);
  expect(preflight.isUnverified({ name: "other" })).toBe(true);
  expect(preflight.isUnverified({ name: "shop-db" })).toBe(false);
});
