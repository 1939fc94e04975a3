// The steps of the demo, in order. Each says little before the engine runs, and proves what it says after it.
import { nothingWritten, type Seen, type Step } from "./step.ts";

const createRoute = "/v1/storage/stores/integration/direct";
const deleteRoute = "/v1/storage/stores/integration/:id";
const storeRoute = "/v1/storage/stores/:id";

export const story: Step[] = [
  {
    title: "Preview: what would be made, before anything is",
    before: [
      "The provider asks Vercel what the program means: installation, product, plan.",
      "Safe: a preview only reads.",
    ],
    command: ["preview", "--diff"],
    claims: [
      {
        says: "The name, the installation and the plan, a free one, are known already.",
        holds: ({ output, requests }) =>
          requests.length > 0 &&
          /name\s*: "quickstart-dev-db"/.test(output) &&
          /integrationConfigurationId\s*: "icfg_/.test(output) &&
          /cost\s*: ""\s+id\s*: "free/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "Up: the store is made",
    before: [
      "Its connection details come back as secrets.",
      "Safe: it looks for a store of that name first, and sends the creation once.",
    ],
    command: ["up", "--yes", "--skip-preview"],
    claims: [
      {
        says: "The list of stores was read, then one creation was sent, and no other write.",
        holds: ({ requests }) => {
          const routes = requests.map(({ method, route }) => `${method} ${route}`);
          const listed = routes.indexOf("GET /v1/storage/stores");
          const isListedFirst = listed >= 0 && listed < routes.indexOf(`POST ${createRoute}`);
          return isListedFirst && written(requests) === `POST ${createRoute}`;
        },
      },
      {
        says: "The API has one store, quickstart-dev-db, and it is ready for use.",
        holds: ({ stores }) =>
          stores.map(({ name, status }) => `${name} ${status}`).join() === "quickstart-dev-db available",
      },
    ],
  },
  {
    title: "Outputs: what the program hands on",
    before: [
      "What the program exports, as anyone who may see the stack sees it.",
      "Safe: values stay [secret], on disk too.",
    ],
    command: ["stack", "output"],
    claims: [
      {
        says: "databaseUrl is the real connection string, and is shown as [secret].",
        holds: async (seen) => {
          const { databaseUrl } = await seen.workspace.outputs({ showSecrets: true });
          return /databaseUrl\s+\[secret\]/.test(seen.output) && databaseUrl === values(seen).DATABASE_URL;
        },
      },
      {
        says: "No file of the stack has a value, or the API token, in clear text.",
        holds: async (seen) => {
          const bytes = await seen.workspace.stateBytes();
          return [seen.emulator.token, ...Object.values(values(seen))].every((value) => !bytes.includes(value));
        },
      },
    ],
  },
  {
    title: "Preview again, with nothing changed",
    before: ["Safe: what did not change is not touched, and not even asked about."],
    command: ["preview", "--expect-no-changes"],
    claims: [
      {
        says: "No change, and no request at all.",
        holds: ({ output, requests }) => output.includes("2 unchanged") && requests.length === 0,
      },
    ],
  },
  {
    title: "A mistake: a second store, its integration misspelt",
    before: ["Safe: it is found in the preview, not halfway through an update."],
    edit: { add: 'new IntegrationStore("cache", { integration: "upstsh" });' },
    command: ["preview", "--diff"],
    refused: true,
    claims: [
      {
        says: "The message names the property, and the integration that was meant.",
        holds: ({ output }) => /integration: "upstsh" is not installed.*Did you mean upstash\?/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "A change that would delete the data",
    before: [
      "Another region means another database, and this one deleted with its data.",
      "Safe: that is refused, even by an `up` without a preview.",
    ],
    edit: { remove: '  metadata: { region: "iad1" },', add: '  metadata: { region: "fra1" },' },
    command: ["up", "--yes", "--skip-preview", "--diff", "--suppress-outputs"],
    refused: true,
    claims: [
      {
        says: "The message names the store at stake, and both ways on.",
        holds: ({ output, stores }) =>
          output.includes(`${stores[0]?.id}`) &&
          /needs a new store.*change the program back.*allowReplacement: true/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "Destroy: the store is deleted",
    before: ["Safe: it is looked at first, deleted once, and looked for until it is gone."],
    command: ["destroy", "--yes", "--skip-preview"],
    claims: [
      {
        says: "It was read, deleted by one request, and then seen to be gone.",
        holds: ({ requests, storesBefore }) => {
          const [first, last] = [requests[0], requests.at(-1)];
          const isRead = first?.route === storeRoute && first.path.endsWith(`/${storesBefore[0]?.id}`);
          const isGone = last?.route === storeRoute && last.status === 404;
          return isRead && written(requests) === `DELETE ${deleteRoute}` && isGone;
        },
      },
      { says: "The API has no store left.", holds: ({ stores }) => stores.length === 0 },
    ],
  },
];

/** The writes among the requests, by their routes. */
function written(requests: Seen["requests"]): string {
  const writes = requests.filter(({ method }) => method !== "GET");
  return writes.map(({ method, route }) => `${method} ${route}`).join(", ");
}

/** The connection details that the API made up for the only store. */
function values({ emulator, stores }: Seen): Readonly<Record<string, string>> {
  return emulator.stores.secretValues(`${stores[0]?.id}`);
}
