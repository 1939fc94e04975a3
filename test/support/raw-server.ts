// A server on a loopback socket that answers as it is told and keeps a journal of what arrived.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

interface Arrival {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** The time of the clock that the server was given. */
  at: number;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface RawServer {
  url: string;
  /** What arrived, in order. */
  arrivals: Arrival[];
  /** The most requests that were under way at once. */
  mostAtOnce(): number;
}

export interface ServeOptions {
  /** The clock of the journal. */
  now?: () => number;
  /** Default: one that the system picks. */
  port?: number;
}

/** Gives the first request the first answer, and so on; the last answer is given to all that follow. */
export async function serve(
  answers: readonly Answer[],
  { now = Date.now, port: wanted = 0 }: ServeOptions = {},
): Promise<RawServer> {
  const arrivals: Arrival[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    // The true time, where a test runs on its own: only an answer that names a date has one.
    response.sendDate = false;
    underWay += 1;
    most = Math.max(most, underWay);
    // Answered or broken off, whichever comes first: a client may have read the end before the response is closed.
    let over = false;
    const end = () => {
      if (!over) underWay -= 1;
      over = true;
    };
    response.on("prefinish", end).on("close", end);
    const arrival = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, at: now() };
    const position = arrivals.push({ ...arrival, body: "" }) - 1;
    const body = await textOf(request);
    arrivals[position] = { ...arrival, body };
    answers[Math.min(position, answers.length - 1)]?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, arrivals, mostAtOnce: () => most };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
