// Checks of this machine: versions, network settings, and whether the API can be reached from here.

import { execFile } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ALLOW_HTTP_VARIABLE, DEFAULT_API_URL } from "../../contract/account-settings";
import { formatElapsed } from "../../contract/duration";
import { orUndefined } from "../../contract/values";
import { nextStepOf } from "../../errors/render";
import { VercelError } from "../../vercel/errors";
import { redact } from "../../vercel/redaction";
import { readProxies } from "../../vercel/settings";
import { type Check, checksIn, describe, failed, NotChecked, ok, warning } from "./check";
import type { Facts } from "./facts";

export interface Machine {
  /** The version of Node, such as `v24.3.0`. */
  node: string;
  /** The folder of the program, or one below it. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** The URL of the API. */
  apiUrl: string;
  /** What `pulumi version` prints; undefined if it cannot be run. */
  pulumiVersion(): Promise<string | undefined>;
}

export function thisMachine(apiUrl: string = DEFAULT_API_URL): Machine {
  const { version: node, env } = process;
  const pulumiVersion = () =>
    promisify(execFile)("pulumi", ["version"], {
      timeout: 10_000,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    }).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
  return { node, folder: process.cwd(), environment: env, apiUrl, pulumiVersion };
}

interface Package {
  name: string;
  version: string;
  engines: { node: string };
  peerDependencies: { "@pulumi/pulumi": string };
}

const ownFolder = join(__dirname, "../../..");
const own = JSON.parse(readFileSync(join(ownFolder, "package.json"), "utf8")) as Package;
const SDK = "@pulumi/pulumi";
/** The first engine that imports stores from a file with their inputs. */
const IMPORTING_ENGINE = "3.254.0";
const MAX_SKEW = 5 * 60_000;

const machine = checksIn<Machine>("This machine");
const connection = checksIn<Facts>("This machine");

export const machineChecks: readonly Check<Machine>[] = [
  machine("node", "Node", ({ node }) => {
    const minimum = own.engines.node;
    return isAtLeast(node, minimum) ? ok(node) : failed(`${node}; it must be ${minimum}`, "Install a newer Node.");
  }),
  machine("package", own.name, ({ folder }) => {
    const installed = findPackage(own.name, folder);
    if (installed === undefined) return ok(`${own.version}, not installed in this folder`);
    if (realpathSync(installed.folder) === realpathSync(ownFolder)) return ok(own.version);
    const detail = `${own.version}; the program in this folder uses another copy, ${installed.version}`;
    if (installed.version === own.version) return ok(detail);
    return warning(detail, `Run \`npx ${own.name}\` in the program's folder, without a version.`);
  }),
  machine("pulumi-sdk", SDK, ({ folder }) => {
    const installed = findPackage(SDK, folder);
    if (installed === undefined) throw new NotChecked("it is not installed in this folder");
    const range = own.peerDependencies[SDK];
    const { version } = installed;
    if (isAtLeast(version, range) && numbersOf(version)[0] === numbersOf(range)[0]) return ok(version);
    return failed(`${version}; it must be ${range}`, `Run \`npm install ${SDK}@${range}\`.`);
  }),
  machine("pulumi-command", "Command pulumi", async ({ pulumiVersion }) => {
    const version = await pulumiVersion();
    if (version === undefined) {
      return failed(
        "it cannot be run, or does not end",
        "Install it: https://www.pulumi.com/docs/iac/download-install/",
      );
    }
    if (isAtLeast(version, IMPORTING_ENGINE)) return ok(version);
    return warning(`${version}; \`import\` needs ${IMPORTING_ENGINE}`, "Install a newer version.");
  }),
  machine("proxy", "Proxy", ({ apiUrl, environment }) => {
    const proxies = readProxies(apiUrl, environment);
    if (proxies === undefined) return ok("none");
    const { http, https, except } = proxies;
    // Never the URLs: they may hold credentials.
    const hosts = [...new Set([https, http].filter((url) => url !== "").map((url) => new URL(url).host))];
    return ok(`${hosts.join(", ")}${except === "" ? "" : `, except for ${redact(except, [])}`}`);
  }),
  machine("certificates", "NODE_EXTRA_CA_CERTS", ({ environment: { NODE_EXTRA_CA_CERTS: file } }) => {
    if (!file) return ok("not set");
    const text = orUndefined(() => readFileSync(file, "utf8"));
    if (text?.includes("-----BEGIN ")) return ok(file);
    const problem = text === undefined ? "cannot be read" : "has no certificates in PEM format";
    return failed(`${file} ${problem}, and Node ignores it`, "Name a file of certificates in PEM format.");
  }),
  machine("allow-http", ALLOW_HTTP_VARIABLE, ({ apiUrl, environment }) => {
    if (environment[ALLOW_HTTP_VARIABLE] !== "1") return ok("not set");
    if (apiUrl.startsWith("https:")) return ok("set, and not used");
    return warning(`the token is sent unencrypted to ${apiUrl}`, "Use https://, unless the API is an emulator.");
  }),
];

/** Those that need the API. */
export const connectionChecks: readonly Check<Facts>[] = [
  connection("api", "API", async (facts) => {
    const { problem } = await facts.access();
    if (problem === undefined || problem.isRejected) return ok("responds");
    const { error } = problem;
    const isOther = error.kind === "not found" || error.kind === "bad request";
    return failed(describe(error), isOther ? "Check that the API URL is right (vercel:apiUrl)." : nextStepOf(error));
  }),
  connection("clock", "Clock", async (facts) => {
    const { user, token } = await facts.access();
    const [response] = [user, token].flatMap((one) => (VercelError.isInstance(one) ? [] : one));
    if (response?.serverTime === undefined) throw new NotChecked("Vercel's time is not known");
    const skew = Date.now() - response.serverTime;
    if (Math.abs(skew) <= MAX_SKEW) return ok("as Vercel's");
    const detail = `${formatElapsed(Math.abs(skew))} ${skew > 0 ? "ahead of" : "behind"} Vercel's`;
    return warning(detail, "Set this machine's clock, for example by NTP.");
  }),
];

/** A package that a program in this folder would load. */
function findPackage(name: string, folder: string): { folder: string; version: string } | undefined {
  return orUndefined(() => {
    const file = createRequire(join(folder, "_")).resolve(`${name}/package.json`);
    return { folder: dirname(file), version: (JSON.parse(readFileSync(file, "utf8")) as Package).version };
  });
}

/** `range`: such as `>=22` or `^3.268.0`. */
function isAtLeast(version: string, range: string): boolean {
  const minimum = numbersOf(range);
  const actual = numbersOf(version);
  const at = minimum.findIndex((number, index) => number !== (actual[index] ?? 0));
  return at === -1 || (actual[at] ?? 0) > (minimum[at] ?? 0);
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}
