// What is sent again and what is not: counted where it arrives.
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { MAX_ATTEMPTS } from "../../../provider/src/vercel/transport.ts";
import { client, everyMethod, failureOf, get, post, writes } from "../../support/client.ts";
import { ManualClock, SkippingClock } from "../../support/manual-clock.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { fine, json, rateLimited, reset, resetInBody, silence, text, truncated } from "../../support/responses.ts";

const passing: Record<string, Answer> = {
  "a 500": json(500, {}),
  "a 502 that is no JSON": text(502, "<html>Bad Gateway</html>"),
  "a 503": json(503, {}),
  "a reset instead of an answer": reset,
  "a reset in the middle of the body": resetInBody(),
  "a body shorter than it was announced": truncated,
};

for (const [name, failure] of Object.entries(passing)) {
  test(`P24 a GET is sent again after ${name}`, async () => {
    const { url, arrivals } = await serve([failure, failure, fine]);

    expect((await client(url).send(get)).data).toEqual({ value: "fine" });
    expect(arrivals).toHaveLength(3);
  });

  for (const request of writes) {
    test(`P6 P24 a ${request.method} is sent once when it meets ${name}, and its outcome is unknown`, async () => {
      const { url, arrivals } = await serve([failure, fine]);

      const error = await failureOf(client(url).send(request));

      expect(error.outcome).toBe("unknown");
      expect(arrivals).toHaveLength(1);
    });
  }
}

for (const request of writes) {
  test(`P6 P24 a ${request.method} on a connection that served before, and is reset now, is sent once`, async () => {
    const { url, arrivals } = await serve([fine, reset, fine]);
    const transport = client(url);
    await transport.send(get);

    expect((await failureOf(transport.send(request))).outcome).toBe("unknown");
    expect(arrivals.map(({ method }) => method)).toEqual(["GET", request.method]);
  });
}

const ambiguous: Record<string, Answer> = {
  "a silence until the deadline": silence,
  "a 408": json(408, {}),
  "a success that is no JSON": text(200, "<html>Welcome to this network</html>"),
  "half a JSON text": text(200, '{"value":"fi'),
  "a redirect, which may follow a request that was carried out": text(303, "", { location: "/elsewhere" }),
};

for (const [name, answer] of Object.entries(ambiguous)) {
  for (const request of writes) {
    test(`P6 P24 a ${request.method} that is answered with ${name} is sent once, and its outcome is unknown`, async () => {
      const { url, arrivals } = await serve([answer, fine]);

      const error = await failureOf(client(url).send({ ...request, deadlineSeconds: 0.2 }));

      expect(error.outcome).toBe("unknown");
      expect(arrivals).toHaveLength(1);
    });
  }
}

test("P6 P24 a POST that is answered with a success without a body or of another form has an unknown outcome", async () => {
  for (const answer of [text(200, ""), json(200, { store: null }), json(200, [])]) {
    const { url, arrivals } = await serve([answer, fine]);

    const error = await failureOf(client(url).send(post));

    expect(error).toMatchObject({ kind: "unreadable", outcome: "unknown" });
    expect(arrivals).toHaveLength(1);
  }
});

for (const status of [400, 401, 402, 403, 404, 405, 409, 410, 422, 451]) {
  test(`P24 a GET that is answered with ${status} is never sent again`, async () => {
    const { url, arrivals } = await serve([json(status, {}), fine]);

    expect((await failureOf(client(url).send(get))).status).toBe(status);
    expect(arrivals).toHaveLength(1);
  });
}

test("P24 a GET that is answered with 408, a time-out, is sent again", async () => {
  const { url, arrivals } = await serve([json(408, {}), fine]);

  await client(url).send(get);

  expect(arrivals).toHaveLength(2);
});

test("P24 a POST that is clearly refused has the outcome refused, also when the body of the refusal breaks off", async () => {
  const { url } = await serve([json(400, {}), resetInBody(403)]);
  const transport = client(url);

  expect(await failureOf(transport.send(post))).toMatchObject({ outcome: "refused", status: 400 });
  expect(await failureOf(transport.send(post))).toMatchObject({ outcome: "refused", status: 403 });
});

test("P24 a GET is given up after a few attempts, with growing pauses between them", async () => {
  const clock = new SkippingClock();
  const { url, arrivals } = await serve([json(503, {})]);

  expect((await failureOf(client(url, { clock }).send(get))).status).toBe(503);
  expect(arrivals).toHaveLength(MAX_ATTEMPTS);
  const bounds = [250, 500, 1000, 2000];
  expect(clock.waits).toHaveLength(bounds.length);
  expect(clock.waits.every((wait, n) => wait <= (bounds[n] ?? 0))).toBe(true);
});

test("P24 a GET is not sent again once its budget of time is spent", async () => {
  const clock = new SkippingClock();
  const slow: Answer = (response, request) => {
    clock.advance(20_000);
    json(502, {})(response, request);
  };
  const { url, arrivals } = await serve([slow]);

  await failureOf(client(url, { clock, timings: { requestSeconds: 30 } }).send(get));

  expect(arrivals).toHaveLength(2);
});

test("P24 a pause that was waited out for a rate limit costs nothing of that budget", async () => {
  const { url, arrivals } = await serve([json(429, {}, { "retry-after": "50" }), json(502, {}), fine]);

  expect((await client(url, { timings: { requestSeconds: 30 } }).send(get)).data.value).toBe("fine");
  expect(arrivals).toHaveLength(3);
});

test("P24 nor does a pause that another request was told", async () => {
  const clock = new ManualClock();
  const { url, arrivals } = await serve([rateLimited("50"), json(502, {}), json(502, {}), fine]);
  const transport = client(url, { clock, timings: { requestSeconds: 30 } });
  const told = transport.send(get);
  await expect.poll(() => clock.sleeping).toBe(1);
  const other = transport.send(get);
  await expect.poll(() => clock.sleeping).toBe(2);

  clock.advance(50_000);
  await expect.poll(() => arrivals.length).toBe(3);
  await expect.poll(() => clock.sleeping).toBe(2);
  clock.advance(1_000);

  expect((await Promise.all([told, other])).map(({ data }) => data.value)).toEqual(["fine", "fine"]);
});

test("P24 where nothing listens, nothing was sent: the outcome says so, for every method", async () => {
  const port = await freePort();
  // A name may have several addresses, which are reported together.
  for (const host of ["127.0.0.1", "localhost"]) {
    for (const request of everyMethod) {
      const error = await failureOf(client(`http://${host}:${port}`).send(request));
      expect(error).toMatchObject({ kind: "unreachable", outcome: "not sent" });
      expect(error.message).toContain("ECONNREFUSED");
    }
  }
});

test("P24 a POST that could not be sent is sent again, and arrives once", async () => {
  const port = await freePort();
  const clock = new ManualClock();
  const sent = client(`http://127.0.0.1:${port}`, { clock }).send(post);
  await expect.poll(() => clock.sleeping).toBe(1);

  const { arrivals } = await serve([fine], { port });
  clock.advance(10_000);

  expect((await sent).data.value).toBe("fine");
  expect(arrivals.map(({ body }) => body)).toEqual(['{"name":"shop"}']);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}
