// A provider in the SDK's own dynamic-provider process, called over gRPC as the engine calls it.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type {
  CheckResponse,
  CreateResponse,
  DiffResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { callProvider } from "./call.ts";
import { type FakeEngine, startFakeEngine } from "./fake-engine.ts";
import { type HostProcess, startHostProcess } from "./process.ts";
import { Empty, fromStruct, grpc, messages, type Properties, provider, toStruct } from "./protocol.ts";

export interface HostOptions {
  /** The text that every resource carries as `__provider`; each map of properties that has none gets it. */
  providerText?: string;
  environment?: Record<string, string>;
  /** Stack config as the engine hands it over: "vercel:apiToken". Values may be secret envelopes. */
  config?: Properties;
  /** An engine other than the fake one, such as an address where nobody listens. */
  engineAddress?: string;
  /** Where the provider is resolved from. */
  cwd?: string;
  /** How long a call may take before it counts as one that hangs. */
  deadlineSeconds?: number;
}

export interface DiffAnswer {
  /** "unknown" leaves it to the engine, which then compares the inputs. */
  changes: "unknown" | "none" | "some";
  replaces: string[];
  deleteBeforeReplace: boolean;
}

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const urn = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/test:Resource::under-test";
const changes = ["unknown", "none", "some"] as const;

export async function startHost(options: HostOptions = {}): Promise<Host> {
  const engine = await startFakeEngine();
  const started = await startHostProcess({
    cwd: options.cwd ?? checkout,
    environment: options.environment ?? {},
    engineAddress: options.engineAddress ?? engine.address,
  }).catch((error: Error) => {
    engine.die();
    throw error;
  });
  const host = new Host(started, engine, options);
  // The engine configures a provider before anything else, if only with nothing.
  await host.configure(options.config ?? {}).catch(async (error: Error) => {
    await host.dispose();
    throw error;
  });
  return host;
}

export class Host {
  readonly engine: FakeEngine;
  readonly #process: HostProcess;
  readonly #client: InstanceType<typeof provider.ResourceProviderClient>;
  readonly #providerText: string | undefined;
  readonly #seconds: number;

  constructor(started: HostProcess, engine: FakeEngine, options: HostOptions) {
    this.#process = started;
    this.engine = engine;
    this.#providerText = options.providerText;
    this.#seconds = options.deadlineSeconds ?? 30;
    const credentials = grpc.credentials.createInsecure();
    const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    this.#client = new provider.ResourceProviderClient(`127.0.0.1:${started.port}`, credentials, unlimited);
  }

  get pid(): number {
    return this.#process.child.pid ?? -1;
  }

  /** What the user would find under the stack's diagnostics, after the line with the port. */
  get stdout(): string {
    return this.#process.written.stdout.replace(/^\d+\n/, "");
  }

  get stderr(): string {
    return this.#process.written.stderr;
  }

  async configure(config: Properties): Promise<void> {
    const request = new messages.ConfigureRequest().setArgs(toStruct(config)).setAcceptsecrets(true);
    await callProvider("configure", this.#seconds, (done) => this.#client.configure(request, done));
  }

  async check(news: Properties, olds: Properties = {}) {
    // A resource that is being created has no old inputs at all, not even the text of its provider.
    const known = Object.keys(olds).length > 0 ? this.#struct(olds) : toStruct({});
    const request = new messages.CheckRequest().setUrn(urn).setNews(this.#struct(news)).setOlds(known);
    const answer = await callProvider<CheckResponse>("check", this.#seconds, (done) =>
      this.#client.check(request, done),
    );
    return {
      inputs: fromStruct(answer.getInputs()),
      failures: answer.getFailuresList().map((item) => item.toObject()),
    };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<DiffAnswer> {
    const request = new messages.DiffRequest().setId(id).setUrn(urn);
    request.setOlds(this.#struct(olds)).setNews(this.#struct(news));
    const answer = await callProvider<DiffResponse>("diff", this.#seconds, (done) => this.#client.diff(request, done));
    return {
      changes: changes[answer.getChanges()] ?? "unknown",
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties) {
    const request = new messages.CreateRequest().setUrn(urn).setProperties(this.#struct(inputs));
    const answer = await callProvider<CreateResponse>("create", this.#seconds, (done) =>
      this.#client.create(request, done),
    );
    return { id: answer.getId(), outputs: fromStruct(answer.getProperties()) };
  }

  /** With `properties`, as on a refresh; with `inputs` alone, as newer engines do for `get`. */
  async read(id: string, given: { properties?: Properties; inputs?: Properties }) {
    const request = new messages.ReadRequest().setId(id).setUrn(urn);
    if (given.properties) request.setProperties(this.#struct(given.properties));
    if (given.inputs) request.setInputs(this.#struct(given.inputs));
    const answer = await callProvider<ReadResponse>("read", this.#seconds, (done) => this.#client.read(request, done));
    return {
      id: answer.getId(),
      outputs: fromStruct(answer.getProperties()),
      inputs: answer.hasInputs() ? fromStruct(answer.getInputs()) : undefined,
    };
  }

  async update(id: string, olds: Properties, news: Properties) {
    const request = new messages.UpdateRequest().setId(id).setUrn(urn);
    request.setOlds(this.#struct(olds)).setNews(this.#struct(news));
    const answer = await callProvider<UpdateResponse>("update", this.#seconds, (done) =>
      this.#client.update(request, done),
    );
    return { outputs: fromStruct(answer.getProperties()) };
  }

  async delete(id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest().setId(id).setUrn(urn).setProperties(this.#struct(outputs));
    await callProvider("delete", this.#seconds, (done) => this.#client.delete(request, done));
  }

  async cancel(): Promise<void> {
    await callProvider("cancel", this.#seconds, (done) => this.#client.cancel(new Empty(), done));
  }

  async dispose(): Promise<void> {
    const { child } = this.#process;
    this.#client.close();
    if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL")) await once(child, "exit");
    this.engine.die();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #struct(properties: Properties) {
    const text = this.#providerText === undefined ? {} : { __provider: this.#providerText };
    return toStruct({ ...text, ...properties });
  }
}
