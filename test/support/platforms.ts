// Tests that cannot run everywhere. The others run on Linux, macOS and Windows, with every supported version of Node.

/** They run the tools of this repository with the Node of the tests, and the tools use syntax of Node 24. */
export const ofNode24 = ["test/unit/tools/**"];

/** Without the shells, signals, file modes and paths of Unix. */
export const ofUnix = [
  // About the repository, not about the packages: one platform is enough.
  "test/unit/architecture/**",
  "test/unit/docs/**",
  "test/unit/tools/**",
  "test/api/live/**",
  "emulator/test/command.test.ts",
  "emulator/test/vercel-cli/**",
  "test/api/cli/explain.test.ts",
  "test/api/cli/stack-config.test.ts",
  "test/api/cli/usage.test.ts",
  "test/api/doctor/**",
  "test/api/import/command.test.ts",
];

/** `/dev/full`, and `script` of util-linux, which makes a terminal. */
export const ofLinux = ["test/api/cli/terminal.test.ts", "test/api/cli/usage.test.ts"];

/** The globs of what does not run here. */
export function notRunning(platform: string, node: number): string[] {
  return [
    ...(node < 24 ? ofNode24 : []),
    ...(platform === "win32" ? ofUnix : []),
    ...(platform === "linux" ? [] : ofLinux),
  ];
}
