// The steps of the demo, in order.
import { nothingWritten, type Step, type StepResult } from "./step.ts";

const createRoute = "/v1/storage/stores/integration/direct";
const deleteRoute = "/v1/storage/stores/integration/:id";
const connectRoute = "/v1/integrations/installations/:installation/resources/:id/connections";
const disconnectRoute = "/v1/storage/stores/:id/connections/:connection";

const connection = `
const web = new ProjectConnection("web", { storeId: db.id, projectId: "prj_AcmeWeb4Kd8Xr2Ws7Vn1Tb5Qm3Z" });
export const webUrl = web.values.apply((values) => values.DATABASE_URL);
`.trim();

export const steps: Step[] = [
  {
    title: "Preview: plan and price, before anything is created",
    command: ["preview"],
    checks: [
      {
        description: "The preview names the store, its plan and its price.",
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
        description: "Sent once, cut off, and found in the list of stores.",
        passes: ({ requests, stores, output }) =>
          written(requests) === `POST ${createRoute}` &&
          requests.some(({ method, fault }) => method === "POST" && fault === "after-commit reset") &&
          stores.length === 1 &&
          output.includes("+ 2 created"),
      },
      {
        description: "Its secrets are encrypted.",
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
    title: "A project gets the store's variables, and the program their values",
    edit: { add: connection },
    command: ["up"],
    checks: [
      {
        description: "The project has the variables.",
        passes: ({ requests, stores, emulator }) =>
          written(requests) === `POST ${connectRoute}` &&
          emulator.stores
            .get(`${stores[0]?.id}`)
            ?.projectsMetadata.map(({ name }) => name)
            .join() === "web",
      },
      {
        description: "webUrl is the value of one, and a secret.",
        passes: async ({ output, workspace, emulator }) => {
          const value = emulator.projects.variables("web").find(({ key }) => key === "DATABASE_URL")?.value;
          const { webUrl } = await workspace.outputs({ showSecrets: true });
          const isHidden = !(await workspace.stateBytes()).includes(`${value}`);
          return /webUrl\s*: \[secret\]/.test(output) && webUrl === value && isHidden;
        },
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
        description: "The preview fails: it requires allowReplacement: true.",
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
