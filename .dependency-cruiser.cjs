// Imports go one way. Each folder may import the folders listed for it, and nothing else of ours.
const providerFolders = {
  contract: [],
  vercel: ["contract"],
  errors: ["vercel", "contract"],
  account: ["errors", "vercel", "contract"],
  discovery: ["account", "errors", "vercel", "contract"],
  "lifecycle/core": ["discovery", "account", "errors", "vercel", "contract"],
  "lifecycle/integration-store": ["lifecycle/core", "discovery", "account", "errors", "vercel", "contract"],
  "lifecycle/project-connection": ["lifecycle/core", "discovery", "account", "errors", "vercel", "contract"],
  host: ["lifecycle", "discovery", "account", "errors", "vercel", "contract"],
  resources: ["contract"],
  "cli/terminal": ["errors", "vercel", "contract"],
  "cli/account": ["cli/terminal", "discovery", "account", "errors", "vercel", "contract"],
  "cli/discover": ["cli/account", "cli/terminal", "discovery", "account", "errors", "vercel", "contract"],
  "cli/doctor": ["cli/account", "cli/terminal", "discovery", "account", "errors", "vercel", "contract"],
  "cli/explain": ["cli/terminal", "errors", "vercel", "contract"],
  "cli/cost": ["cli/terminal", "discovery", "errors", "vercel", "contract"],
  // It writes the state that a first read of a store or connection would.
  "cli/import": ["cli/account", "cli/terminal", "lifecycle", "discovery", "account", "errors", "vercel", "contract"],
  cli: ["lifecycle", "discovery", "account", "errors", "vercel", "contract"],
};

const emulatorFolders = {
  net: [],
  seed: [],
  state: ["net", "seed"],
  serializers: ["state", "seed", "net"],
  api: ["serializers", "state", "seed", "net"],
  faults: ["net"],
  server: ["api", "faults", "state", "seed", "net"],
};

const layers = [
  ["provider/src", providerFolders],
  ["emulator/src", emulatorFolders],
].flatMap(([root, folders]) =>
  Object.entries(folders).map(([folder, allowed]) => ({
    name: `${root}/${folder} imports one way`,
    severity: "error",
    from: { path: `^${root}/${folder}/` },
    to: { path: `^${root}/`, pathNot: `^${root}/(${[folder, ...allowed].join("|")})/` },
  })),
);

/** The folders beside the packages: tools know nothing of tests, and nothing imports tests. */
const outer = [
  ["tools", "test|demo|bench|examples"],
  ["demo", "test|bench|provider/src|emulator/src"],
  ["bench", "test|demo|provider/src|emulator/src"],
  ["provider", "test|demo|bench|tools|emulator|examples"],
  ["emulator/src", "test|demo|bench|tools|provider|examples"],
].map(([folder, forbidden]) => ({
  name: `${folder} stands alone`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: { path: `^(${forbidden})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    ...outer,
    {
      name: "pulumi-only-at-the-edges",
      comment:
        "Everything but the host and the resource classes is free of Pulumi, so that another adapter can be added.",
      severity: "error",
      from: { path: "^provider/src/(contract|vercel|errors|account|discovery|lifecycle|cli)/" },
      to: { path: "(^|/)@pulumi/" },
    },
    {
      name: "http-only-in-vercel",
      severity: "error",
      from: { path: "^provider/src/", pathNot: "^provider/src/vercel/" },
      to: { path: "node_modules/ofetch|^(node:)?https?$" },
    },
    {
      name: "resources-import-only-pulumi-and-the-contract",
      severity: "error",
      from: { path: "^provider/src/resources/" },
      to: { path: "node_modules/", pathNot: "node_modules/@pulumi/" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-circular-folders", scope: "folder", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: "\\.d\\.ts$|/index\\.ts$" }, to: {} },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(provider|emulator)/dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "import", "types", "default"] },
  },
};
