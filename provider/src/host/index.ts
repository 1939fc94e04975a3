// `pulumi-vercel-marketplace/provider`: the module that the provider text in every state loads. Its exports are a
// permanent contract. The context of the process is created here, once.
import { SECRET_OUTPUTS } from "../contract/integration-store";
import { CONNECTION_SECRET_OUTPUTS } from "../contract/project-connection";
import type { HandlerName } from "../contract/resource-types";
import { integrationStore as storeLifecycle } from "../lifecycle/integration-store";
import { projectConnection as connectionLifecycle } from "../lifecycle/project-connection";
import { adapt } from "./adapter";
import { createProcessContext } from "./process-context";
import type { DynamicHandler, Properties } from "./properties";

const context = createProcessContext(process.argv.at(-1), process.env);

const handlers: Record<HandlerName, DynamicHandler> = {
  store: adapt({
    lifecycle: storeLifecycle,
    context,
    secretKeys: SECRET_OUTPUTS,
    isState: hasStateVersion,
  }),
  connection: adapt({
    lifecycle: connectionLifecycle,
    context,
    secretKeys: CONNECTION_SECRET_OUTPUTS,
    isState: hasStateVersion,
  }),
};

export const { store, connection } = handlers;
// The names in states of 0.1.0.
export { connection as projectConnection, store as integrationStore };

function hasStateVersion({ stateVersion }: Properties): boolean {
  return stateVersion !== undefined;
}
