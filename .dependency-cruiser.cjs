// Imports go one way. Each room may import the rooms listed for it, the contract, and nothing else of ours.
const rooms = {
  contract: [],
  vercel: [],
  errors: ["vercel"],
  account: ["errors", "vercel"],
  discovery: ["account", "errors", "vercel"],
  lifecycle: ["discovery", "account", "errors", "vercel"],
  host: ["lifecycle", "discovery", "account", "errors", "vercel"],
  resources: [],
  cli: ["discovery", "account", "errors", "vercel"],
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-one-way`,
  severity: "error",
  from: { path: `^provider/src/${room}/` },
  to: {
    path: "^provider/src/",
    pathNot: `^provider/src/(${[room, "contract", ...allowed].join("|")})/`,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "pulumi-only-at-the-edges",
      comment: "The lifecycle, discovery and the API client are plain functions, so that another adapter can be added.",
      severity: "error",
      from: { path: "^provider/src/(contract|vercel|discovery|lifecycle|cli)/" },
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
    {
      name: "emulator-stands-alone",
      severity: "error",
      from: { path: "^emulator/src/" },
      to: { path: "^(provider|test|examples)/" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
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
