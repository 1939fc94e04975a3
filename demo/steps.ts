// The steps of the demo, in order.
import { nothingWritten, type Step, type StepResult } from "./step.ts";

const createRoute = "/v1/storage/stores/integration/direct";
const deleteRoute = "/v1/storage/stores/integration/:id";
const connectRoute = "/v1/integrations/installations/:installation/resources/:id/connections";
const disconnectRoute = "/v1/storage/stores/:id/connections/:connection";

const connection = `new ProjectConnection("web-db", { storeId: db.id, projectId: "prj_AcmeWeb4Kd8Xr2Ws7Vn1Tb5Qm3Z" });`;

export const steps: Step[] = [
  {
    title: "Preview: plan and price, before anything is created",
    command: ["preview"],
    checks: [
      {
        description: "The preview says which store, which plan and which price.",
        passes: ({ output }) => /shop-dev-db: plan Launch, \$19\.00\/month/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "Up, and the response is cut off after Vercel has created the store",
    fault: { at: "after-commit", kind: "reset", route: `POST ${createRoute}` },
    command: ["up"],
    checks: [
      {
        description: "The creation was not sent again: the store is in the list of stores, and now in the state.",
        passes: ({ requests, stores, output }) =>
          written(requests) === `POST ${createRoute}` && stores.length === 1 && output.includes("+ 2 created"),
      },
      {
        description: "Its connection string is a secret.",
        passes: async ({ output, stores, workspace, emulator }) => {
          const bytes = await workspace.stateBytes();
          const hidden = [emulator.token, ...Object.values(emulator.stores.secretValues(`${stores[0]?.id}`))];
          return /databaseUrl\s*: \[secret\]/.test(output) && hidden.every((value) => !bytes.includes(value));
        },
      },
    ],
  },
  {
    title: "The next up",
    command: ["up"],
    checks: [
      {
        description: "There is still one store.",
        passes: ({ requests, stores, output }) =>
          requests.length === 0 && stores.length === 1 && output.includes("2 unchanged"),
      },
    ],
  },
  {
    title: "A mistake: a region that Neon does not have",
    edit: { add: `new IntegrationStore("logs", { integration: "neon", metadata: { region: "mars1" } });` },
    command: ["preview"],
    fails: true,
    checks: [
      {
        description: "The preview fails, and names the valid values.",
        passes: ({ output }) => /metadata\.region: "mars1".*\biad1\b/.test(output),
      },
      nothingWritten,
    ],
  },
  {
    title: "A project gets the store's variables",
    edit: { add: connection },
    command: ["up"],
    checks: [
      {
        description: "The project has the variables, and the store was not touched.",
        passes: ({ requests, stores, emulator }) =>
          written(requests) === `POST ${connectRoute}` &&
          emulator.stores
            .get(`${stores[0]?.id}`)
            ?.projectsMetadata.map(({ name }) => name)
            .join() === "web",
      },
    ],
  },
  {
    title: "A change that would delete the data",
    edit: { remove: '  metadata: { region: "iad1" },', add: '  metadata: { region: "fra1" },' },
    command: ["preview"],
    fails: true,
    checks: [
      {
        description: "The preview fails. Only allowReplacement: true lets the store be deleted.",
        passes: ({ output, stores }) =>
          output.includes(`${stores[0]?.id}`) && output.includes("allowReplacement: true"),
      },
      nothingWritten,
    ],
  },
  {
    title: "Destroy: first the connection, then the store",
    command: ["destroy"],
    checks: [
      {
        description: "Both are gone.",
        passes: ({ requests, stores }) =>
          stores.length === 0 && written(requests) === `DELETE ${disconnectRoute}, DELETE ${deleteRoute}`,
      },
    ],
  },
];

/** The writes among the requests, by their routes. */
function written(requests: StepResult["requests"]): string {
  const writes = requests.filter(({ method }) => method !== "GET");
  return writes.map(({ method, route }) => `${method} ${route}`).join(", ");
}
