// The steps of the demo, in order.
import { nothingWritten, type Step, type StepResult } from "./step.ts";

const createRoute = "/v1/storage/stores/integration/direct";
const deleteRoute = "/v1/storage/stores/integration/:id";
const storeRoute = "/v1/storage/stores/:id";

export const steps: Step[] = [
  {
    title: "Preview: what would be created",
    before: ["The provider resolves the installation, the product and the plan.", "Safe: a preview only reads."],
    command: ["preview", "--diff"],
    checks: [
      {
        description: "The preview shows the name, the installation and the plan, which is free.",
        passes: ({ output, requests }) =>
          requests.length > 0 &&
          /name\s*: "quickstart-dev-db"/.test(output) &&
          /integrationConfigurationId\s*: "icfg_/.test(output) &&
          /cost\s*: ""\s+id\s*: "free/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "Up: the store is created",
    before: [
      "Its connection details are returned as secrets.",
      "Safe: it lists the stores first to find one of the same name, and sends one creation.",
    ],
    command: ["up", "--yes", "--skip-preview"],
    checks: [
      {
        description: "The stores were listed, then one creation was sent, and no other write.",
        passes: ({ requests }) => {
          const routes = requests.map(({ method, route }) => `${method} ${route}`);
          const listed = routes.indexOf("GET /v1/storage/stores");
          const isListedFirst = listed >= 0 && listed < routes.indexOf(`POST ${createRoute}`);
          return isListedFirst && written(requests) === `POST ${createRoute}`;
        },
      },
      {
        description: "The API has one store, quickstart-dev-db, and it is available.",
        passes: ({ stores }) =>
          stores.map(({ name, status }) => `${name} ${status}`).join() === "quickstart-dev-db available",
      },
    ],
  },
  {
    title: "Outputs: what the program exports",
    before: [
      "The outputs as everyone with access to the stack sees them.",
      "Safe: values are shown as [secret], and are encrypted on disk.",
    ],
    command: ["stack", "output"],
    checks: [
      {
        description: "databaseUrl has the real connection string, and is shown as [secret].",
        passes: async (result) => {
          const { databaseUrl } = await result.workspace.outputs({ showSecrets: true });
          return /databaseUrl\s+\[secret\]/.test(result.output) && databaseUrl === values(result).DATABASE_URL;
        },
      },
      {
        description: "No file of the stack contains a value or the API token in clear text.",
        passes: async (result) => {
          const bytes = await result.workspace.stateBytes();
          return [result.emulator.token, ...Object.values(values(result))].every((value) => !bytes.includes(value));
        },
      },
    ],
  },
  {
    title: "Preview again, without a change",
    before: ["Safe: unchanged resources cause no request."],
    command: ["preview", "--expect-no-changes"],
    checks: [
      {
        description: "No change, and no request.",
        passes: ({ output, requests }) => output.includes("2 unchanged") && requests.length === 0,
      },
    ],
  },
  {
    title: "A mistake: a second store with a misspelled integration",
    before: ["Safe: the preview fails, before an update has started."],
    edit: { add: 'new IntegrationStore("cache", { integration: "upstsh" });' },
    command: ["preview", "--diff"],
    fails: true,
    checks: [
      {
        description: "The message names the property, and suggests the correct integration.",
        passes: ({ output }) => /integration: "upstsh".*\bupstash\b/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "A change that would delete the data",
    before: [
      "Another region requires a new store: this one would be deleted with its data.",
      "Safe: the update is rejected, even without a preview.",
    ],
    edit: { remove: '  metadata: { region: "iad1" },', add: '  metadata: { region: "fra1" },' },
    command: ["up", "--yes", "--skip-preview", "--diff", "--suppress-outputs"],
    fails: true,
    checks: [
      {
        description: "The message names the store, and the argument that allows the replacement.",
        passes: ({ output, stores }) =>
          output.includes(`${stores[0]?.id}`) && output.includes("allowReplacement: true"),
      },
      nothingWritten,
    ],
  },
  {
    title: "Destroy: the store is deleted",
    before: ["Safe: the store is read first, deleted by one request, and its deletion is confirmed."],
    command: ["destroy", "--yes", "--skip-preview"],
    checks: [
      {
        description: "The store was read, deleted by one request, and then no longer found.",
        passes: ({ requests, storesBefore }) => {
          const [first, last] = [requests[0], requests.at(-1)];
          const isRead = first?.route === storeRoute && first.path.endsWith(`/${storesBefore[0]?.id}`);
          const isDeleted = last?.route === storeRoute && last.status === 404;
          return isRead && written(requests) === `DELETE ${deleteRoute}` && isDeleted;
        },
      },
      { description: "The API has no store.", passes: ({ stores }) => stores.length === 0 },
    ],
  },
];

/** The writes among the requests, by their routes. */
function written(requests: StepResult["requests"]): string {
  const writes = requests.filter(({ method }) => method !== "GET");
  return writes.map(({ method, route }) => `${method} ${route}`).join(", ");
}

/** The connection details of the only store. */
function values({ emulator, stores }: StepResult): Readonly<Record<string, string>> {
  return emulator.stores.secretValues(`${stores[0]?.id}`);
}
