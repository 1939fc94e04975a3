// A proxy on loopback in front of the API. It writes a file for each exchange: the form of the answer without its values.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { routeOf } from "./routes.ts";
import { sanitize } from "./sanitize.ts";
import type { LiveRun } from "./settings.ts";

export interface Recorded {
  method: string;
  route: string;
  status: number;
  /** Names of the headers of the answer. */
  headers: string[];
  /** `null`: the answer has no body. */
  body: unknown;
}

/** What a comparison needs to repeat the tests. */
export type RecordedSettings = Pick<LiveRun, "integration" | "product" | "metadata">;

export interface Recorder extends AsyncDisposable {
  url: string;
  /** @throws Error if an exchange was not recorded */
  close(): Promise<void>;
}

/** Not passed on: they describe the connection, or the encoding that `fetch` has already undone. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length"]);

export async function startRecorder(
  upstream: string,
  folder: string,
  { integration, product, metadata }: RecordedSettings,
): Promise<Recorder> {
  await mkdir(folder, { recursive: true });
  // Two recordings in one folder would be compared as one.
  if ((await readdir(folder)).length > 0) throw new Error(`The folder of the recording is not empty: ${folder}`);
  const write = (name: string, content: unknown) =>
    writeFile(join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  await write("settings", { integration, product, metadata });
  let count = 0;
  let failure: Error | undefined;
  const record = async (request: IncomingMessage, answer: Response, body: Buffer) => {
    count += 1;
    const name = String(count).padStart(4, "0");
    await write(name, recordOf(request, answer, body));
  };
  const server = createServer(async (request, response) => {
    try {
      const { answer, body } = await forward(upstream, request);
      // Before the answer is sent: the client may end when it has it.
      await record(request, answer, body).catch((error: Error) => {
        failure ??= error;
      });
      for (const [name, value] of answer.headers) if (!hopByHop.has(name)) response.setHeader(name, value);
      response.writeHead(answer.status).end(body);
    } catch {
      // What the client sees without a recorder, too: a connection that ends.
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (failure !== undefined) throw new Error(`The recording is not complete: ${failure.message}`);
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close, [Symbol.asyncDispose]: close };
}

async function forward(upstream: string, request: IncomingMessage): Promise<{ answer: Response; body: Buffer }> {
  const { method = "GET", url = "/" } = request;
  const headers = Object.entries(request.headers).filter(([name]) => name !== "host" && !hopByHop.has(name));
  const sent = await bytesOf(request);
  const answer = await fetch(`${upstream}${url}`, {
    method,
    redirect: "manual",
    headers: headers.map(([name, value]) => [name, String(value)] as [string, string]),
    ...(sent.length > 0 ? { body: sent } : {}),
  });
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
}

function recordOf({ method = "GET", url = "/" }: IncomingMessage, answer: Response, body: Buffer): Recorded {
  const route = routeOf(method, new URL(url, "http://127.0.0.1").pathname);
  const headers = [...answer.headers.keys()].sort();
  return { method, route, status: answer.status, headers, body: sanitize(parsed(body), route) };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parsed(body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return "not JSON";
  }
}
