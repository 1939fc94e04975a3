// Runs Node.js programs for an engine built from Go modules, which come without the official language host.
// The engine starts this in the program's folder and reads the port from the first line of stdout.
const { spawn } = require("node:child_process");
const { dirname, join } = require("node:path");

const programFolder = process.cwd();
const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";

const sdk = dirname(locate("@pulumi/pulumi/package.json", programFolder));
const grpc = require(locate("@grpc/grpc-js", sdk));
const { Empty } = require(locate("google-protobuf/google/protobuf/empty_pb.js", sdk));
const { LanguageRuntimeService } = require(join(sdk, "proto/language_grpc_pb.js"));
const messages = require(join(sdk, "proto/language_pb.js"));
const { PluginInfo } = require(join(sdk, "proto/plugin_pb.js"));

// The SDK ends with this code when it has shown the error to the user already.
const failureAlreadyShown = 32;

const running = new Set();

const service = {
  handshake: answer(() => new messages.LanguageHandshakeResponse()),
  getPluginInfo: answer(() => new PluginInfo()),
  getRequiredPlugins: answer(() => new messages.GetRequiredPluginsResponse()),
  getRequiredPackages: answer(() => new messages.GetRequiredPackagesResponse()),
  getProgramDependencies: answer(() => new messages.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: answer(() => new messages.RuntimeOptionsResponse()),
  about: answer(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  // Advice only: a program that is still declaring resources is ended by the engine's signal, at the close.
  cancel: answer(() => new Empty()),
  installDependencies: (call) => call.end(),
  run: (call, callback) => runProgram(call.request, (response) => callback(null, response)),
};

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, service);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end());
// The engine holds the other end of stdin, so its closing tells even of an engine that was killed.
process.stdin.on("end", () => end()).resume();

function runProgram(request, respond) {
  const folder = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const options = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
  const nodeArguments = (options.nodeargs ?? "").split(" ").filter(Boolean);
  const script = locate("@pulumi/pulumi/cmd/run", folder);
  const program = spawn("node", [...nodeArguments, script, ...programArguments(request, folder)], {
    cwd: folder,
    env: { ...process.env, ...programEnvironment(request, options) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  running.add(program);
  let spawnError;
  program.on("error", (error) => {
    spawnError = error;
  });
  program.on("close", (code, signal) => {
    running.delete(program);
    const response = new messages.RunResponse();
    if (code === failureAlreadyShown) response.setBail(true);
    else if (code !== 0) response.setError(spawnError?.message ?? `Program exited with ${signal ?? `code ${code}`}`);
    respond(response);
  });
}

function programArguments(request, folder) {
  const flags = {
    "--monitor": request.getMonitorAddress(),
    "--engine": engineAddress,
    "--root-directory": request.getInfo()?.getRootDirectory() || folder,
    "--organization": request.getOrganization(),
    "--project": request.getProject(),
    "--stack": request.getStack(),
    "--pwd": folder,
    "--parallel": String(request.getParallel()),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== "");
  const entryPoint = request.getInfo()?.getEntryPoint() || request.getProgram() || ".";
  return [...given.flat(), ...(request.getDryrun() ? ["--dry-run"] : []), entryPoint, ...request.getArgsList()];
}

function programEnvironment(request, options) {
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    // As in the official host, TypeScript is on unless the project says otherwise.
    ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
  };
}

function answer(respond) {
  return (_call, callback) => callback(null, respond());
}

function locate(module, from) {
  return require.resolve(module, { paths: [from] });
}

function end() {
  for (const program of running) program.kill("SIGKILL");
  process.exit(0);
}
