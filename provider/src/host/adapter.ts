// From Pulumi's dynamic-provider protocol to a lifecycle, keeping every rule that would lose data when broken.
import type { Context, Lifecycle } from "../lifecycle/core/context";
import { completed, leftOutMark } from "./abridged";
import { creationFailure, reported } from "./failures";
import { sanitise, sanitiseWithSecrets, withoutProvider } from "./properties";
import type { ConfigureRequest, DynamicHandler, Properties } from "./protocol";

export interface AdapterOptions<Inputs extends object, State extends object> {
  lifecycle: Lifecycle<Inputs, State>;
  context: Context & { configure(request: ConfigureRequest): void };
  /** Outputs whose values must never be seen. */
  secretKeys: readonly string[];
  /** Whether properties are outputs that this package wrote, and not merely the inputs of a `get`. */
  isState(properties: Properties): boolean;
}

export function adapt<Inputs extends object, State extends object>(
  options: AdapterOptions<Inputs, State>,
): DynamicHandler {
  const { lifecycle, context, secretKeys } = options;
  const outs = (state: State) => sanitiseWithSecrets(state, secretKeys);
  return {
    async configure(request) {
      context.configure(request);
    },

    async check(olds, news) {
      const old = withoutProvider(olds);
      const known = Object.keys(old).length === 0 ? undefined : (old as Inputs);
      const { inputs, failures } = await orReport(() =>
        lifecycle.check(context, known, present(withoutProvider(news)) as Inputs & Properties),
      );
      // The engine prints the value of a property that a failure names, secret or not: the path is in the reason.
      return { inputs: sanitise(inputs), failures: failures.map((reason) => ({ property: "", reason })) };
    },

    async diff(id, olds, news) {
      const { changes, replaces } = await orReport(() =>
        lifecycle.diff(context, id, completed(withoutProvider(olds), news) as State, withoutProvider(news) as Inputs),
      );
      return changes === undefined ? { replaces } : { changes, replaces };
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
      const found = await orReport(() => lifecycle.read(context, id, state));
      // No id means gone to the engine.
      if (found === undefined) return {};
      return { id, props: { ...outs(found.state), ...leftOutMark(props) }, inputs: sanitise(found.inputs) };
    },

    async update(id, olds, news) {
      try {
        const state = await lifecycle.update(
          context,
          id,
          completed(withoutProvider(olds), news) as State,
          withoutProvider(news) as Inputs,
        );
        return { outs: outs(state) };
      } catch (thrown) {
        throw creationFailure(thrown, news, secretKeys);
      }
    },

    async delete(id, props) {
      await orReport(() => lifecycle.delete(context, id, withoutProvider(props) as State));
    },
  };
}

/** Members that are null are absent: a program's `undefined` may arrive as either. */
function present(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined));
}

async function orReport<Value>(act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (thrown) {
    throw reported(thrown);
  }
}
