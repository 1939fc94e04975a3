// What the transport makes of answers and addresses: data, a server's time, or one clear failure.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { path } from "../../../provider/src/vercel/path.ts";
import { client, everyMethod, failureOf, get, post, remove, TOKEN } from "../../support/client.ts";
import { type RawServer, serve } from "../../support/raw-server.ts";
import { fine, json, text } from "../../support/responses.ts";

test("P25 a request carries token, query and body to the address of the account", async () => {
  const server = await serve([fine]);

  await client(server.url).send({ ...post, query: { teamId: "team_a", slug: undefined } });

  const [arrival] = server.arrivals;
  expect(arrival).toMatchObject({ method: "POST", url: "/v1/things/1?teamId=team_a", body: '{"name":"shop"}' });
  expect(arrival?.headers).toMatchObject({
    authorization: `Bearer ${TOKEN}`,
    "content-type": "application/json",
    accept: "application/json",
  });
});

test("P25 an address with a path in front keeps it", async () => {
  const server = await serve([fine]);

  await client(`${server.url}/proxy/vercel`).send({ ...get, query: { metadata: '{"a":"b&c=d?#"}' } });

  const arrived = new URL(server.arrivals[0]?.url ?? "", server.url);
  expect(arrived.pathname).toBe("/proxy/vercel/v1/things/1");
  expect(arrived.searchParams.get("metadata")).toBe('{"a":"b&c=d?#"}');
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`P25 a ${status} is not followed, and the token never reaches the other server`, async () => {
    const other = await serve([fine]);
    const server = await serve([text(status, "", { location: `${other.url}/v1/things/1` })]);

    for (const request of everyMethod) {
      expect(await failureOf(client(server.url).send(request))).toMatchObject({ kind: "redirect" });
    }

    expect(server.arrivals).toHaveLength(3);
    expect(other.arrivals).toEqual([]);
  });
}

test("P25 a redirect within the same server is not followed either", async () => {
  const server: RawServer = await serve([text(307, "", { location: "/v1/things/2" }), fine]);

  expect((await failureOf(client(server.url).send(get))).message).toContain("redirect");
  expect(server.arrivals.map(({ url }) => url)).toEqual(["/v1/things/1"]);
});

test("P25 a server that does not speak TLS where it should is not trusted, and sees no token", async () => {
  const server = await serve([fine]);

  const error = await failureOf(client(server.url.replace("http:", "https:")).send(get));

  expect(error.kind).toBe("untrusted");
  expect(server.arrivals).toEqual([]);
});

for (const id of ["", ".", ".."]) {
  test(`P25 a path whose id is ${JSON.stringify(id)} is not sent, for it would be another path`, async () => {
    const server = await serve([fine]);

    const error = await failureOf(client(server.url).send({ ...remove, path: path`/v1/things/${id}` }));

    expect(error).toMatchObject({ kind: "bad request", outcome: "refused", status: undefined });
    expect(server.arrivals).toEqual([]);
  });
}

test("P16 an answer that is no JSON, another form, or empty is unreadable, and the message says which", async () => {
  const answers = [text(200, "<html>"), json(200, { value: 7 }), text(200, "")];
  const { url } = await serve(answers);
  const transport = client(url);
  for (const detail of ["it is not JSON", "it does not have the documented form", "it is empty"]) {
    const error = await failureOf(transport.send(get));
    expect(error).toMatchObject({ kind: "unreadable", status: 200, detail });
  }
});

test("P16 a request that reads nothing of its answer takes an empty one, but no page of somebody else", async () => {
  const { url } = await serve([text(204, ""), text(200, ""), json(200, {}), text(200, "<html>Sign in</html>")]);
  const transport = client(url);

  for (let n = 0; n < 3; n += 1) await transport.send(remove);

  expect(await failureOf(transport.send(remove))).toMatchObject({ kind: "unreadable", outcome: "unknown" });
});

test("P16 a body without end in size is cut, also when it is small on the wire", async () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, " "));
  const { url } = await serve([
    (response) => response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" }).end(bomb),
    fine,
  ]);
  const transport = client(url);

  expect((await failureOf(transport.send(get))).message).toContain("exceeds 32 MiB");
  expect((await transport.send(get)).data.value).toBe("fine");
});

test("P16 a letter that is cut between two pieces of a body is whole again", async () => {
  const bytes = Buffer.from('{"value":"é"}');
  const { url } = await serve([
    (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(bytes.subarray(0, 11), () => setImmediate(() => response.end(bytes.subarray(11))));
    },
  ]);

  expect((await client(url).send(get)).data.value).toBe("é");
});

test("P36 a failure carries the API's code, words and id of the request", async () => {
  const { url } = await serve([
    json(403, { error: { code: "forbidden", message: "Not an admin." } }, { "x-vercel-id": "fra1::abc" }),
    json(402, { code: "top_level", message: "No card" }),
    json(400, "text"),
  ]);
  const transport = client(url);

  expect(await failureOf(transport.send(post))).toMatchObject({
    message: "403 from Vercel on POST /v1/things/1: Not an admin.",
    code: "forbidden",
    requestId: "fra1::abc",
  });
  expect(await failureOf(transport.send(post))).toMatchObject({ code: "top_level" });
  expect(await failureOf(transport.send(post))).toMatchObject({ message: "400 from Vercel on POST /v1/things/1." });
});

test("P36 an answer carries the id of its request and the server's clock", async () => {
  const headers = { "x-vercel-id": "fra1::abc", date: "Wed, 05 Aug 2026 12:00:00 GMT" };
  const { url } = await serve([json(200, { value: "fine" }, headers), json(200, { value: "fine" }, { date: "never" })]);
  const transport = client(url);

  expect(await transport.send(get)).toMatchObject({ serverTime: Date.UTC(2026, 7, 5, 12) });
  expect((await transport.send(get)).serverTime).toBeUndefined();
});
