// What `doctor` finds out about this machine: versions, certificates, proxies and plain HTTP.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DoctorStatus } from "../../../provider/src/cli/doctor/check.ts";
import { startForwardProxy } from "../../support/forward-proxy.ts";
import { type Program, programFolder, runDoctor, runIn } from "./run.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

describe("the program in this folder", () => {
  test.each<[what: string, Program, id: string, DoctorStatus, detail: string]>([
    ["an old engine", { engine: "v3.253.0" }, "pulumi-command", "warning", "v3.253.0"],
    ["no engine", { engine: null }, "pulumi-command", "failed", ""],
    ["an old SDK", { packages: { "@pulumi/pulumi": "3.215.9" } }, "pulumi-sdk", "failed", "3.215.9"],
    ["an SDK of another major version", { packages: { "@pulumi/pulumi": "4.0.0" } }, "pulumi-sdk", "failed", "4.0.0"],
    ["no SDK", { packages: {} }, "pulumi-sdk", "not checked", ""],
    ["another copy", { packages: { "pulumi-vercel-marketplace": "9.8.7" } }, "package", "warning", "9.8.7"],
    ["no copy", {}, "package", "ok", "not installed"],
  ])("%s", async (_, program, id, status, detail) => {
    const { checks, code } = await runDoctor(emulator, {}, { program });
    expect(checks[id]).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(code).toBe(status === "failed" ? 1 : 0);
  });
});

test.each([
  ["missing", undefined, "failed"],
  ["without certificates", "no certificate", "failed"],
  ["with certificates", "-----BEGIN CERTIFICATE-----\n", "ok"],
])("a file of certificates that is %s", async (_, text, status) => {
  const file = join(programFolder().folder, "ca.pem");
  if (text !== undefined) writeFileSync(file, text);
  const { checks } = await runDoctor(emulator, { NODE_EXTRA_CA_CERTS: file });
  expect(checks.certificates).toMatchObject({ status, detail: expect.stringContaining(file) });
});

test("P25 requests go through the proxy, whose credentials are not printed", async () => {
  const proxy = await startForwardProxy({ upstream: emulator.url });
  const { folder, environment } = programFolder();
  const variables = {
    ...emulator.environment(),
    ...environment,
    VERCEL_API_URL: "http://api.vercel.test",
    VERCEL_ALLOW_HTTP: "1",
    HTTP_PROXY: `http://user:canary4711@${proxy.address}`,
    NO_PROXY: "intranet.test,http://user:canary4711@other.test",
  };
  for (const args of [["doctor"], ["doctor", "--json"]]) {
    const { stdout, stderr, code } = await runIn(folder, args, variables);
    expect(stdout).toContain(`${proxy.address}, except for intranet.test,http://[hidden]`);
    expect(stdout).toContain("the token is sent unencrypted to http://api.vercel.test");
    expect(`${stdout}${stderr}`).not.toContain("canary4711");
    expect(code).toBe(0);
  }
  expect(proxy.tunnels.length).toBeGreaterThan(3);
});

test("P25 a proxy that rejects the connection, and a malformed one, do not show their credentials", async () => {
  const { address } = await startForwardProxy({ upstream: emulator.url, status: 407 });
  const change = { VERCEL_API_URL: "https://api.vercel.test" };
  const rejected = await runDoctor(emulator, { ...change, HTTPS_PROXY: `http://user:canary4711@${address}` });
  expect(rejected.checks.api).toMatchObject({ status: "failed", detail: expect.stringContaining("407") });

  const malformed = await runDoctor(emulator, { ...change, HTTPS_PROXY: "socks5://user:canary4711@proxy" });
  expect(malformed.checks).toMatchObject({
    proxy: { status: "failed", detail: expect.stringContaining("HTTPS_PROXY") },
    "setting-api-token": { status: "not checked" },
    node: { status: "ok" },
  });
  for (const { stdout, stderr, code } of [rejected, malformed]) {
    expect(`${stdout}${stderr}`).not.toContain("canary4711");
    expect(code).toBe(1);
  }
});
