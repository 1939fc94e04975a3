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
  integrationStore: adapt({
    lifecycle: storeLifecycle,
    context,
    secretKeys: SECRET_OUTPUTS,
    isState: hasStateVersion,
  }),
  projectConnection: adapt({
    lifecycle: connectionLifecycle,
    context,
    secretKeys: CONNECTION_SECRET_OUTPUTS,
    isState: hasStateVersion,
  }),
};

export const integrationStore = handlers.integrationStore;
export const projectConnection = handlers.projectConnection;

function hasStateVersion({ stateVersion }: Properties): boolean {
  return stateVersion !== undefined;
}
