// The engine that started this process: sends messages to it, and asks whether it is still alive.
import { createRequire } from "node:module";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { EngineClient as Client } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { Log } from "../lifecycle/core/context";

/** Modules of the @pulumi/pulumi that runs this host. gRPC is its dependency, not ours. */
const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

const CONNECT_TIMEOUT_MS = 5_000;
/** A listener that is busy may refuse one connection. */
const SECOND_TRY_MS = 1_000;
/** Messages of one stream replace each other on a terminal. */
const PROGRESS_STREAM = 1;

export interface Engine {
  readonly log: Log;
  /** False once its address has refused two connections. */
  isAlive(): Promise<boolean>;
}

/** The engine at the address that it passed to this process as the last argument. Without one, messages are dropped. */
export function connectEngine(address: string | undefined): Engine {
  if (address === undefined || !/^[^\s/]+:\d+$/.test(address)) return withoutEngine;
  let client: Client | undefined;
  let hasEnded = false;
  const connected = () => {
    client ??= createClient(address);
    return client;
  };
  return {
    log: {
      info: (message) => send(connected(), "INFO", message),
      warning: (message) => send(connected(), "WARNING", message),
      progress: (message) => send(connected(), "INFO", message, PROGRESS_STREAM),
    },
    isAlive: async () => {
      if (hasEnded || !(await refusesConnections(address))) return !hasEnded;
      await setTimeout(SECOND_TRY_MS);
      hasEnded ||= await refusesConnections(address);
      return !hasEnded;
    },
  };
}

const withoutEngine: Engine = {
  log: { info: () => {}, warning: () => {}, progress: () => {} },
  isAlive: async () => true,
};

function createClient(address: string): Client {
  const grpc = requireFromPulumi("@grpc/grpc-js");
  const { EngineClient } = requireFromPulumi("./proto/engine_grpc_pb.js");
  // The engine is on this machine: no proxy of the environment can reach it.
  return new EngineClient(address, grpc.credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
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

/**
 * Whether nobody listens at the address. A time-out is no refusal: the machine may have slept, or a debugger may hold the
 * engine. A bare connection, because a gRPC channel that has failed reports its last error for a while.
 */
function refusesConnections(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port), timeout: CONNECT_TIMEOUT_MS });
    const settle = (rejected: boolean) => {
      socket.destroy();
      resolve(rejected);
    };
    socket.once("connect", () => settle(false));
    socket.once("timeout", () => settle(false));
    socket.once("error", (error: NodeJS.ErrnoException) => settle(error.code === "ECONNREFUSED"));
  });
}
