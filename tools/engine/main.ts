// `npm run engine`: makes sure there is a Pulumi engine. The last line on stdout is its folder; progress goes to stderr.
import { engineFolder } from "./engine-folder.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

try {
  const folder = await engineFolder({
    say: (line) => process.stderr.write(`engine: ${line}\n`),
    signal: interrupted.signal,
  });
  process.stdout.write(`${folder}\n`);
} catch (error) {
  process.stderr.write(`${interrupted.signal.aborted ? "engine: interrupted" : (error as Error).message}\n`);
  process.exitCode = 1;
}
