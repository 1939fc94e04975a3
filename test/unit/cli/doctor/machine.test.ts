// Versions and variables of machines that no test runs on.
import { expect, test } from "vitest";
import { runCheck } from "../../../../provider/src/cli/doctor/check.ts";
import { type Machine, machineChecks } from "../../../../provider/src/cli/doctor/machine.ts";

const machine: Machine = {
  node: "v24.3.0",
  folder: "/",
  environment: {},
  apiUrl: "https://api.vercel.com",
  pulumiVersion: async () => "v3.254.0",
};

async function statusOf(id: string, change: Partial<Machine>): Promise<string | undefined> {
  const check = machineChecks.find((one) => one.id === id);
  return check && (await runCheck(check, { ...machine, ...change })).status;
}

test.each([
  ["v20.19.2", "failed"],
  ["v21.9.9", "failed"],
  ["v22.0.0", "ok"],
  ["v26.1.0-nightly20260101", "ok"],
])("Node %s: %s", async (node, status) => {
  expect(await statusOf("node", { node })).toBe(status);
});

test.each([
  ["3.253.9", "warning"],
  ["v3.254.0", "ok"],
  ["v3.300.1-alpha.5", "ok"],
  ["v4.0.0", "ok"],
])("engine %s: %s", async (version, status) => {
  expect(await statusOf("pulumi-command", { pulumiVersion: async () => version })).toBe(status);
});

test.each<[apiUrl: string, value: string | undefined, status: string]>([
  ["https://api.vercel.com", undefined, "ok"],
  ["https://api.vercel.com", "1", "ok"],
  ["http://10.0.0.1", "1", "warning"],
])("plain HTTP to %s with VERCEL_ALLOW_HTTP=%s: %s", async (apiUrl, value, status) => {
  expect(await statusOf("allow-http", { apiUrl, environment: { VERCEL_ALLOW_HTTP: value } })).toBe(status);
});
