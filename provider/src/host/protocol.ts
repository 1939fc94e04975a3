// The parts of Pulumi's dynamic-provider protocol that this package uses, as the host calls them.

/** Property maps as they arrive: secrets in clear, unknowns as the engine's sentinel, and the provider text. */
export type Properties = Record<string, unknown>;

export interface ConfigureRequest {
  config: { get(key: string): unknown };
}

export interface CheckFailure {
  property: string;
  reason: string;
}

/** A handler as the host's `handler()` must return it. */
export interface DynamicHandler {
  configure(request: ConfigureRequest): Promise<void>;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes?: boolean; replaces: string[] }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, props: Properties): Promise<void>;
}
