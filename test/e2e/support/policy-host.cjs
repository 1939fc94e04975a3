// The language host of an engine built from Go modules, with what the official one does for policy packs besides.
const { spawn } = require("node:child_process");
const { dirname, join } = require("node:path");

const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
const grpc = require(require.resolve("@grpc/grpc-js", { paths: [sdk] }));
const { RunPluginResponse } = require(join(sdk, "proto/language_pb.js"));

const addService = grpc.Server.prototype.addService;
grpc.Server.prototype.addService = function (definition, service) {
  return addService.call(this, definition, { ...service, runPlugin });
};
require("../../../tools/engine/language-host.cjs");

function runPlugin(call) {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const script = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
  const environment = Object.fromEntries(request.getEnvList().map((entry) => entry.split(/=(.*)/s, 2)));
  const pack = spawn("node", [script, ...request.getArgsList(), folder], {
    cwd: folder,
    env: { ...process.env, ...environment, PULUMI_NODEJS_TYPESCRIPT: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  pack.stdout.on("data", (chunk) => call.write(new RunPluginResponse().setStdout(chunk)));
  pack.stderr.on("data", (chunk) => call.write(new RunPluginResponse().setStderr(chunk)));
  pack.on("close", (code) => {
    call.write(new RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  const end = () => pack.kill("SIGKILL");
  call.on("cancelled", end);
  process.on("exit", end);
}
