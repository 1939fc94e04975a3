// Checks what npm packs of both packages with publint and Are The Types Wrong. Prints nothing if they find nothing.
// The packages must be built.
import { exec, execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = fileURLToPath(new URL("../../", import.meta.url));
// The emulator is an ES module, which every supported version of Node can `require`.
const packages = [
  { folder: "provider", options: [] },
  { folder: "emulator", options: ["--ignore-rules=cjs-resolves-to-esm"] },
];

const destination = await mkdtemp(join(tmpdir(), "packages-"));
try {
  const problems = (await Promise.all(packages.map(check))).flat();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await rm(destination, { recursive: true, force: true });
}

async function check({ folder, options }: { folder: string; options: string[] }): Promise<string[]> {
  const pkgDir = join(root, folder);
  const command = `npm pack --json --ignore-scripts --pack-destination=${JSON.stringify(destination)}`;
  const { stdout } = await promisify(exec)(command, { cwd: pkgDir });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const tarball = join(destination, filename);
  const found = await Promise.all([lint(tarball), checkTypes(tarball, options)]);
  return found.flat().map((problem) => `${folder}: ${problem}`);
}

async function lint(tarball: string): Promise<string[]> {
  const bytes = await readFile(tarball);
  const archive = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: archive } });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function checkTypes(tarball: string, options: string[]): Promise<string[]> {
  const tool = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const run = promisify(execFile)(process.execPath, [tool, "--no-definitely-typed", tarball, ...options]);
  return run.then(
    () => [],
    ({ stdout, stderr }: { stdout: string; stderr: string }) => [`attw: ${stdout}${stderr}`],
  );
}
