// Adapts a lifecycle to Pulumi's dynamic-provider protocol. The rules here lose data when they are broken.
import { PROVIDER_KEY, searchesNewFolder } from "../contract/resource-types";
import { render } from "../errors/render";
import type { Context, Lifecycle } from "../lifecycle/core/context";
import { creationFailure, reported } from "./failures";
import {
  type ConfigureRequest,
  type DynamicHandler,
  type Properties,
  sanitize,
  sanitizeWithSecrets,
  withoutProvider,
} from "./properties";

export interface AdapterOptions<Inputs extends object, State extends object> {
  lifecycle: Lifecycle<Inputs, State>;
  context: Context & { configure(request: ConfigureRequest): void };
  /** Outputs with secret values. */
  secretKeys: readonly string[];
  /** Whether properties are outputs that this package wrote, and not the inputs of a `get`. */
  isState(properties: Properties): boolean;
}

export function adapt<Inputs extends object, State extends object>(
  options: AdapterOptions<Inputs, State>,
): DynamicHandler {
  const { lifecycle, context, secretKeys } = options;
  const outs = (state: State) => sanitizeWithSecrets(state, secretKeys);
  return {
    async configure(request) {
      context.configure(request);
    },

    async check(olds, news) {
      const old = withoutProvider(olds);
      const known = Object.keys(old).length === 0 ? undefined : (old as Inputs);
      const { inputs, failures } = await reporting(() =>
        lifecycle.check(context, known, present(withoutProvider(news)) as Inputs & Properties),
      );
      // The engine prints the value of a property that a failure names, also if it is secret: the path is in the reason.
      return {
        inputs: sanitize(inputs),
        failures: failures.map((failure) => ({ property: "", reason: render(failure) })),
      };
    },

    async diff(id, olds, news) {
      const { changes, replaces } = await reporting(() =>
        lifecycle.diff(context, id, withoutProvider(olds) as State, withoutProvider(news) as Inputs),
      );
      if (changes === undefined) return { replaces };
      // Refresh and delete use the text in the outputs, which only an update can change.
      return { changes: changes || searchesNewFolder(olds[PROVIDER_KEY], news[PROVIDER_KEY]), replaces };
    },

    async create(inputs) {
      try {
        const { id, state } = await lifecycle.create(context, withoutProvider(inputs) as Inputs);
        return { id, outs: outs(state) };
      } catch (thrown) {
        throw creationFailure(thrown, inputs, secretKeys);
      }
    },

    async read(id, props) {
      const state = options.isState(props) ? (withoutProvider(props) as State) : undefined;
      const result = await reporting(() => lifecycle.read(context, id, state));
      // Without an id the engine takes the resource for deleted.
      if (result === undefined) return {};
      return { id, props: outs(result.state), inputs: sanitize(result.inputs) };
    },

    async update(id, olds, news) {
      try {
        const state = await lifecycle.update(
          context,
          id,
          withoutProvider(olds) as State,
          withoutProvider(news) as Inputs,
        );
        return { outs: outs(state) };
      } catch (thrown) {
        throw creationFailure(thrown, news, secretKeys);
      }
    },

    async delete(id, props) {
      await reporting(() => lifecycle.delete(context, id, withoutProvider(props) as State));
    },
  };
}

/** Without null members: a program's `undefined` may arrive as null. */
function present(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined));
}

/** Runs a call, and reports what it throws. */
async function reporting<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (thrown) {
    throw reported(thrown);
  }
}
