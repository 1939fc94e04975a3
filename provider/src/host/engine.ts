// The engine that started this process: sends messages to it, and asks whether it is still alive.
import { createRequire } from "node:module";
import type { EngineClient as Client } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { Log } from "../lifecycle/core/context";

/** Modules of the @pulumi/pulumi that runs this host. gRPC is its dependency, not ours. */
const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

const ALIVE_DEADLINE_MS = 5_000;
/** Messages of one stream replace each other on a terminal. */
const PROGRESS_STREAM = 1;

export interface Engine {
  readonly log: Log;
  isAlive(): Promise<boolean>;
}

/** The engine at the address that it passed to this process as the last argument. Without one, messages are dropped. */
export function connectEngine(address: string | undefined): Engine {
  if (address === undefined || !/^[^\s/]+:\d+$/.test(address)) return withoutEngine;
  let client: Client | undefined;
  const connected = () => {
    client ??= connect(address);
    return client;
  };
  return {
    log: {
      info: (message) => send(connected(), "INFO", message),
      warning: (message) => send(connected(), "WARNING", message),
      progress: (message) => send(connected(), "INFO", message, PROGRESS_STREAM),
    },
    isAlive: () => isResponding(connected()),
  };
}

const withoutEngine: Engine = {
  log: { info: () => {}, warning: () => {}, progress: () => {} },
  isAlive: async () => true,
};

function connect(address: string): Client {
  const grpc = requireFromPulumi("@grpc/grpc-js");
  const { EngineClient } = requireFromPulumi("./proto/engine_grpc_pb.js");
  return new EngineClient(address, grpc.credentials.createInsecure());
}

function send(client: Client, severity: "INFO" | "WARNING", message: string, stream = 0): void {
  const { LogRequest, LogSeverity } = requireFromPulumi("./proto/engine_pb.js");
  const request = new LogRequest();
  request.setSeverity(LogSeverity[severity]);
  request.setMessage(message);
  request.setUrn("");
  request.setStreamid(stream);
  request.setEphemeral(stream !== 0);
  // A message that is lost must not end an operation.
  client.log(request, () => {});
}

function isResponding(client: Client): Promise<boolean> {
  const { GetRootResourceRequest } = requireFromPulumi("./proto/engine_pb.js");
  return new Promise((resolve) => {
    const deadline = Date.now() + ALIVE_DEADLINE_MS;
    client.getRootResource(new GetRootResourceRequest(), requireMetadata(), { deadline }, (error) => {
      resolve(error === null || !isDead(error.code));
    });
  });
}

function requireMetadata() {
  const { Metadata } = requireFromPulumi("@grpc/grpc-js");
  return new Metadata();
}

/** gRPC codes of an engine that does not respond: deadline exceeded, unavailable, cancelled. */
function isDead(code: number): boolean {
  return code === 4 || code === 14 || code === 1;
}
