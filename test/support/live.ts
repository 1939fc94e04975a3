// `npm run test:live` as a process, against an emulator.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Emulator } from "vercel-marketplace-emulator";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface LiveProcess {
  pid: number;
  done: Promise<{ code: number | null; output: string }>;
}

/** Nothing of the environment of this test run reaches it, such as the settings of Vitest. */
export function startLive(
  emulator: Emulator | undefined,
  variables: Record<string, string> = {},
  script = ["tools/live/main.ts"],
): LiveProcess {
  const { PATH = "", HOME = "", XDG_CACHE_HOME } = process.env;
  const account =
    emulator === undefined
      ? {}
      : { VERCEL_LIVE_TOKEN: emulator.token, VERCEL_LIVE_TEAM: "acme", VERCEL_LIVE_API_URL: emulator.url };
  const child = spawn(process.execPath, script, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH,
      HOME,
      ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }),
      VERCEL_LIVE_SETTLE_SECONDS: "1",
      ...account,
      ...variables,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const done = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, output }));
  });
  return { pid: child.pid ?? -1, done };
}
