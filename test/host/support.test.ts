// The harness itself: a provider given as a text answers from the SDK's own process.
import { createRequire } from "node:module";
import { expect, onTestFinished, test } from "vitest";
import { CallError } from "./support/call.ts";
import { type HostOptions, startHost } from "./support/host.ts";
import { isSecret, reveal, secret, unknown } from "./support/values.ts";

async function hostOf(methods: string, options: HostOptions = {}) {
  const host = await startHost({ providerText: `exports.handler = () => ({ ${methods} })`, ...options });
  onTestFinished(() => host.dispose());
  return host;
}

test("a resource is created, and its outputs come back with their secrets", async () => {
  const host = await hostOf(`async create(inputs) { return { id: "s1", outs: { ...inputs, size: 2 } } }`);

  const { id, outputs } = await host.create({ token: secret("t"), later: unknown });

  expect(id).toBe("s1");
  expect(isSecret(outputs.token)).toBe(true);
  expect(reveal(outputs)).toMatchObject({ token: "t", later: unknown, size: 2 });
});

test("every method is reached with what the engine would hand it", async () => {
  const host = await hostOf(`
    async check(olds, news) { return { inputs: { ...news, first: !olds.__provider }, failures: [{ property: "", reason: "no" }] } },
    async diff(id, olds, news) { return { replaces: [id, olds.a, news.a], deleteBeforeReplace: true } },
    async create() { return { id: "x" } },
    async read(id, props) { return { id, props: { seen: props.a }, inputs: { a: props.a } } },
    async update(id, olds, news) { return { outs: { was: olds.a, is: news.a } } },
    async delete(id, props) { console.log("deleted " + id + props.a) },
  `);

  expect(await host.check({ a: "1" })).toMatchObject({
    inputs: { a: "1", first: true },
    failures: [{ property: "", reason: "no" }],
  });
  expect((await host.check({ a: "1" }, { a: "0" })).inputs).toMatchObject({ first: false });
  expect(await host.diff("x", { a: "0" }, { a: "1" })).toEqual({
    changes: "unknown",
    replaces: ["x", "0", "1"],
    deleteBeforeReplace: true,
  });
  expect(await host.read("x", { properties: { a: "1" } })).toMatchObject({
    outputs: { seen: "1" },
    inputs: { a: "1" },
  });
  expect(await host.update("x", { a: "0" }, { a: "1" })).toMatchObject({ outputs: { was: "0", is: "1" } });
  await host.delete("x", { a: "1" });
  await host.cancel();
  await expect.poll(() => host.stdout).toBe("deleted x1\n");
});

test("config is handed over, and only the given environment", async () => {
  const host = await hostOf(
    `async configure({ config }) { this.token = config.get("vercel:apiToken") },
     async create() { return { id: this.token, outs: { shade: process.env.SHADE ?? "", vitest: process.env.VITEST ?? "" } } }`,
    { config: { "vercel:apiToken": secret("t-1") }, environment: { SHADE: "green" } },
  );

  expect(await host.create({})).toMatchObject({ id: "t-1", outputs: { shade: "green", vitest: "" } });
});

test("an init failure is decoded from the error", async () => {
  const host = await hostOf(
    `async create() { throw Object.assign(new Error("not ready"), { id: "s1", properties: { a: 1 }, reasons: ["slow"] }) }`,
  );

  const error = await host.create({}).catch((thrown) => thrown);

  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({
    message: "not ready",
    initFailure: { id: "s1", properties: { a: 1 }, reasons: ["slow"] },
  });
});

test("a call that is never answered is reported as one that hangs", async () => {
  const host = await hostOf("async create() { throw undefined }", { deadlineSeconds: 1 });

  await expect(host.create({})).rejects.toThrow("create hangs: the provider has not answered within 1 s");
});

test("a message to the engine is recorded as its user would see it", async () => {
  const host = await hostOf(`
    async create() {
      const address = process.argv.at(-1);
      const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
      const { LogRequest, LogSeverity } = require("@pulumi/pulumi/proto/engine_pb");
      const client = new EngineClient(address, require("@grpc/grpc-js").credentials.createInsecure());
      const request = new LogRequest().setSeverity(LogSeverity.WARNING).setMessage("mind the gap").setUrn("urn:a");
      await new Promise((resolve) => client.log(request, resolve));
      return { id: "x" };
    }`);

  await host.create({});

  expect(host.engine.logs).toEqual([
    { severity: "warning", message: "mind the gap", urn: "urn:a", streamId: 0, ephemeral: false },
  ]);
  expect(await host.engine.waitForLog(/gap/)).toMatchObject({ severity: "warning" });
});

test("secrets and unknowns are spelled as in the SDK", () => {
  const { runtime } = createRequire(import.meta.url)("@pulumi/pulumi") as typeof import("@pulumi/pulumi");

  expect(secret("v")).toEqual({ [runtime.specialSigKey]: runtime.specialSecretSig, value: "v" });
  expect(unknown).toBe(runtime.unknownValue);
});
