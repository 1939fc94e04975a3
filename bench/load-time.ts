// How long a new process takes to load the package: in programs, and in the provider process.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const checkout = join(import.meta.dirname, "..");

/** Loaded one after the other: the package needs the SDK, which a program has anyway. */
const modules = ["@pulumi/pulumi", "pulumi-vercel-marketplace", "pulumi-vercel-marketplace/provider"];

const script = `
  const times = {};
  for (const name of ${JSON.stringify(modules)}) {
    const start = performance.now();
    require(name);
    times[name] = performance.now() - start;
  }
  console.log(JSON.stringify(times));
`;

/** Milliseconds by module. */
export function measureLoad(): Record<string, number> {
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: checkout, encoding: "utf8" }));
}
