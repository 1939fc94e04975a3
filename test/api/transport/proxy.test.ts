// The proxies of the environment: used for every host but this machine, and their credentials are in no message.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inspect, promisify } from "node:util";
import { expect, test } from "vitest";
import { readAccount, SettingsError } from "../../../provider/src/vercel/settings.ts";
import { client, failureOf, get, post, TOKEN } from "../../support/client.ts";
import { startForwardProxy } from "../../support/forward-proxy.ts";
import { emulate } from "../../support/process-context.ts";
import { serve } from "../../support/raw-server.ts";
import { fine } from "../../support/responses.ts";

/** A host that no machine can resolve: it is reached through a proxy or not at all. */
const API = "http://api.vercel.test";
const canary = "canary/4711 %";
const credentials = `user:${encodeURIComponent(canary)}`;

function accountOf(environment: Record<string, string>, apiUrl = API) {
  return readAccount({
    config: (key) => ({ "vercel:apiToken": TOKEN, "vercel:apiUrl": apiUrl })[key],
    environment: { VERCEL_ALLOW_HTTP: "1", ...environment },
  });
}

function through(environment: Record<string, string>, apiUrl?: string) {
  const account = accountOf(environment, apiUrl);
  return client(account.apiUrl, { proxies: account.proxies });
}

async function behindProxy(status?: number) {
  const server = await serve([fine]);
  const proxy = await startForwardProxy({ upstream: server.url, ...(status === undefined ? {} : { status }) });
  return { server, proxy };
}

for (const variable of ["HTTP_PROXY", "http_proxy"]) {
  test(`P25 requests go through the proxy of ${variable}, with its credentials, which the API does not see`, async () => {
    const { server, proxy } = await behindProxy();
    const transport = through({ [variable]: `http://${credentials}@${proxy.address}` });

    expect((await transport.send(get)).data.value).toBe("fine");
    expect((await transport.send(post)).data.value).toBe("fine");

    const authorization = `Basic ${Buffer.from(`user:${canary}`).toString("base64")}`;
    for (const tunnel of proxy.tunnels) expect(tunnel).toEqual({ destination: "api.vercel.test:80", authorization });
    expect(server.arrivals.map(({ method, body }) => [method, body])).toEqual([
      ["GET", ""],
      ["POST", '{"name":"shop"}'],
    ]);
    for (const { headers } of server.arrivals) {
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(headers["proxy-authorization"]).toBeUndefined();
    }
  });
}

test("P25 https goes through the proxy of HTTPS_PROXY, which may be named without http://", async () => {
  const { proxy } = await behindProxy();

  await failureOf(
    through({ HTTPS_PROXY: proxy.address, HTTP_PROXY: "http://127.0.0.1:9" }, "https://api.vercel.test").send(post),
  );

  expect(proxy.tunnels[0]?.destination).toBe("api.vercel.test:443");
});

test("P25 a host of NO_PROXY, and this machine always, are reached directly", async () => {
  const { server, proxy } = await behindProxy();
  const environment = { HTTP_PROXY: `http://${proxy.address}`, HTTPS_PROXY: `http://${proxy.address}` };

  for (const noProxy of ["api.vercel.test", ".vercel.test", "other.example, api.vercel.test", "*"]) {
    expect(await failureOf(through({ ...environment, NO_PROXY: noProxy }).send(post))).toMatchObject({
      kind: "unreachable",
      outcome: "not sent",
    });
  }
  for (const host of ["127.0.0.1", "localhost"]) {
    await through(environment, server.url.replace("127.0.0.1", host)).send(get);
  }

  expect(proxy.tunnels).toEqual([]);
});

test("P25 P6 a POST that the proxy did not let through was not sent, and its error has no credentials", async () => {
  const ends = await Promise.all(
    [403, 407, 502].map(async (status) => {
      const { server, proxy } = await behindProxy(status);
      const failure = await failureOf(through({ HTTP_PROXY: `http://${credentials}@${proxy.address}` }).send(post));
      expect(failure.detail).toContain(String(status));
      expect(server.arrivals).toEqual([]);
      return failure;
    }),
  );
  const refused = await failureOf(through({ HTTP_PROXY: `http://${credentials}@127.0.0.1:9` }).send(post));

  for (const failure of [...ends, refused]) {
    expect(failure).toMatchObject({ kind: "unreachable", outcome: "not sent" });
    expectNoCredentials(failure);
  }
});

test("P36 a proxy that is no URL, or of another kind, is rejected by the name of its variable", () => {
  for (const value of [
    `ftp://${credentials}@proxy.example`,
    "http://",
    `http://${credentials}@ x`,
    "http://user:%@proxy.example",
  ]) {
    const error = thrownBy(() => accountOf({ HTTPS_PROXY: value }));
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).message).toContain("HTTPS_PROXY");
    expectNoCredentials(error);
    expect(accountOf({ HTTPS_PROXY: value }, "http://localhost:4010").proxies).toBeUndefined();
  }
});

test("P25 a command works through a proxy, and ends; without one it does not load the proxy library", async () => {
  await using emulator = await emulate();
  const proxy = await startForwardProxy({ upstream: emulator.url });
  const discover = (environment: Record<string, string>) => {
    const script = `
      process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")));
      require(process.argv.splice(1, 1)[0]);
    `;
    const main = fileURLToPath(new URL("../../../provider/dist/cli/main.js", import.meta.url));
    const env = { VERCEL_API_TOKEN: emulator.token, VERCEL_TEAM: "acme", VERCEL_ALLOW_HTTP: "1", ...environment };
    return promisify(execFile)(process.execPath, ["-e", script, main, "discover", "neon"], { env });
  };
  const undici = /node_modules\/undici\//;

  const proxied = await discover({ VERCEL_API_URL: API, HTTP_PROXY: `http://${proxy.address}` });
  expect(proxied.stdout).toContain("neon");
  expect(proxied.stderr).toMatch(undici);
  expect(proxied.stderr).not.toContain("Warning");
  expect(proxy.tunnels.length).toBeGreaterThan(0);

  const direct = await discover({ VERCEL_API_URL: emulator.url });
  expect(direct.stdout).toBe(proxied.stdout);
  expect(direct.stderr).not.toMatch(undici);
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function expectNoCredentials(error: unknown): void {
  const printed = inspect(error, { showHidden: true, getters: true, depth: Infinity });
  for (const secret of [canary, "4711", encodeURIComponent(canary), Buffer.from(`user:${canary}`).toString("base64")]) {
    expect(printed).not.toContain(secret);
  }
}
