// The compiled provider, as far as the documentation is made from it. It is CommonJS; its sources do not run as they are.
import { createRequire } from "node:module";
import type { AccountSettingRow } from "../../provider/src/contract/account-settings.ts";
import type { ArgumentSpec } from "../../provider/src/contract/argument-spec.ts";
import type { ApiFailure, ApiFailureCode } from "../../provider/src/errors/api-failures.ts";
import type { Catalogue } from "../../provider/src/errors/messages.ts";
import {
  cliExamples,
  connectionExamples,
  coreExamples,
  discoveryExamples,
  importExamples,
  storeExamples,
} from "./error-examples.ts";

const load = createRequire(new URL("../../provider/dist/", import.meta.url));

type Specs = Record<string, ArgumentSpec<string>>;

export const { storeSpecs, SECRET_OUTPUTS } = load("./contract/integration-store.js") as {
  storeSpecs: Specs;
  SECRET_OUTPUTS: readonly string[];
};
export const { connectionSpecs, CONNECTION_SECRET_OUTPUTS } = load("./contract/project-connection.js") as {
  connectionSpecs: Specs;
  CONNECTION_SECRET_OUTPUTS: readonly string[];
};
export const { accountSettings } = load("./contract/account-settings.js") as {
  accountSettings: Record<string, AccountSettingRow>;
};
export const { issueCodes } = load("./contract/validation-issue.js") as { issueCodes: Record<string, string> };
export const { apiFailures } = load("./errors/api-failures.js") as { apiFailures: Record<ApiFailureCode, ApiFailure> };
export const { render } = load("./errors/render.js") as { render: (error: unknown) => string };
export const { OperationError } = load(
  "./errors/operation-error.js",
) as typeof import("../../provider/src/errors/operation-error.ts");
export const { VercelError, kindOfStatus } = load(
  "./vercel/errors.js",
) as typeof import("../../provider/src/vercel/errors.ts");
const { accountMessages } = load("./lifecycle/core/check-failures.js") as { accountMessages: Catalogue };
const { preflightMessages } = load("./lifecycle/core/preflight.js") as { preflightMessages: Catalogue };
const { newerStateMessages } = load("./lifecycle/core/newer-state.js") as { newerStateMessages: Catalogue };
const { deletionMessages } = load("./lifecycle/core/confirm-deleted.js") as { deletionMessages: Catalogue };
const { getMessages } = load("./lifecycle/core/get.js") as { getMessages: Catalogue };
const { discoveryMessages } = load("./discovery/metadata/validate.js") as { discoveryMessages: Catalogue };
const { marketplaceMessages } = load("./discovery/marketplace.js") as { marketplaceMessages: Catalogue };
const { storeMessages } = load("./lifecycle/integration-store/messages.js") as { storeMessages: Catalogue };
const { connectionMessages } = load("./lifecycle/project-connection/messages.js") as { connectionMessages: Catalogue };

const { cliMessages } = load("./cli/terminal/messages.js") as { cliMessages: Catalogue };
const { importMessages } = load("./cli/import/messages.js") as { importMessages: Catalogue };

/** The messages of each part with their examples, in the order of the page. */
export const catalogues: readonly { title: string; rows: Catalogue; examples: Record<string, unknown> }[] = [
  {
    title: "Stores and connections",
    rows: {
      ...accountMessages,
      ...preflightMessages,
      ...deletionMessages,
      ...getMessages,
      ...newerStateMessages,
      ...discoveryMessages,
      ...marketplaceMessages,
    },
    examples: { ...coreExamples, ...discoveryExamples },
  },
  { title: "IntegrationStore", rows: storeMessages, examples: storeExamples },
  { title: "ProjectConnection", rows: connectionMessages, examples: connectionExamples },
  {
    title: "Command line",
    rows: { ...cliMessages, ...importMessages },
    examples: { ...cliExamples, ...importExamples },
  },
];
