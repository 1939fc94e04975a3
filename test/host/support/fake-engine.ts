// The part of an engine that a provider can call: it takes log messages, and it can die.
import { EventEmitter, once } from "node:events";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { Empty, engine, grpc } from "./protocol.ts";

type Severity = "debug" | "info" | "warning" | "error";

/** What a user would be shown. */
export interface LogEntry {
  severity: Severity;
  message: string;
  urn: string;
  streamId: number;
  ephemeral: boolean;
}

const severities: Severity[] = ["debug", "info", "warning", "error"];

export class FakeEngine {
  readonly address: string;
  readonly logs: LogEntry[];
  readonly #server: InstanceType<typeof grpc.Server>;
  readonly #arrivals: EventEmitter;

  constructor(server: InstanceType<typeof grpc.Server>, port: number, logs: LogEntry[], arrivals: EventEmitter) {
    this.#server = server;
    this.#arrivals = arrivals;
    this.address = `127.0.0.1:${port}`;
    this.logs = logs;
  }

  warnings(): string[] {
    return this.logs.filter(({ severity }) => severity === "warning").map(({ message }) => message);
  }

  /** Waits until a message matches. */
  async waitForLog(pattern: RegExp, timeoutSeconds = 10): Promise<LogEntry> {
    const signal = AbortSignal.timeout(timeoutSeconds * 1_000);
    for (;;) {
      const found = this.logs.find(({ message }) => pattern.test(message));
      if (found) return found;
      await once(this.#arrivals, "log", { signal }).catch(() => {
        throw new Error(`No log matched ${pattern} within ${timeoutSeconds} s. Seen: ${JSON.stringify(this.logs)}`);
      });
    }
  }

  /** Cuts every connection, as an engine does that is killed. */
  die(): void {
    this.#server.forceShutdown();
  }
}

export async function startFakeEngine(): Promise<FakeEngine> {
  const logs: LogEntry[] = [];
  const arrivals = new EventEmitter();
  const server = new grpc.Server();
  // The other calls of the service belong to the program's side; grpc answers them as not implemented.
  server.addService(engine.EngineService, {
    log(call: { request: LogRequest }, done: (error: null, answer: object) => void) {
      const request = call.request.toObject();
      logs.push({
        severity: severities[request.severity] ?? "error",
        message: request.message,
        urn: request.urn,
        streamId: request.streamid,
        ephemeral: request.ephemeral,
      });
      done(null, new Empty());
      arrivals.emit("log");
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return new FakeEngine(server, port, logs, arrivals);
}
