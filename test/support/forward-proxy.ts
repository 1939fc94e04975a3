// A proxy on a loopback socket: it connects every tunnel, whatever its destination, to one server.
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface ForwardProxy {
  /** `host:port` of the proxy itself. */
  address: string;
  /** The destinations of the tunnels, in order. */
  tunnels: { destination: string; authorization: string | undefined }[];
}

export interface ForwardProxyOptions {
  /** The server behind the proxy. */
  upstream: string;
  /** Default: 200, which opens the tunnel. Any other status rejects it. */
  status?: number;
}

export async function startForwardProxy({ upstream, status = 200 }: ForwardProxyOptions): Promise<ForwardProxy> {
  const { hostname, port } = new URL(upstream);
  const tunnels: ForwardProxy["tunnels"] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(500).end("Only tunnels."));
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (request, client: Socket) => {
    tunnels.push({ destination: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    client.on("error", () => {});
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const behind = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      behind.pipe(client).pipe(behind);
    });
    sockets.add(behind);
    behind.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
}
