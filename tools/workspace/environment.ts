// The environment of a command: offline, with its own backend, and without settings of the caller.
import { dirname, join } from "node:path";

/** The folders of a workspace. */
export const programFolders = ["project", "backend", "home", "tmp"] as const;

// Only these are passed on: a token, account or backend of the caller must not influence a test.
const passed = ["USER", "LOGNAME", "LANG", "TZ"];

export function cliEnvironment(root: string, engine: string): Record<string, string> {
  const node = dirname(process.execPath);
  return {
    ...Object.fromEntries(passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    PATH: [engine, node, process.env.PATH ?? ""].join(":"),
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
    PULUMI_HOME: join(root, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(root, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
  };
}
