// Every request ends by its deadline, whatever the server does, and what is left of it is nothing.
import { expect, test } from "vitest";
import { client, failureOf, get, post } from "../../support/client.ts";
import { serve } from "../../support/raw-server.ts";
import { dripping, fine, json, silence } from "../../support/responses.ts";

// Of a POST, for that one is sent once only.
const short = { deadlineSeconds: 0.1 };

test("P23 a server that never answers is given up at the deadline", async () => {
  const { url } = await serve([silence]);

  const error = await failureOf(client(url).send({ ...post, ...short }));

  expect(error).toMatchObject({ kind: "timeout", outcome: "unknown", status: undefined });
});

test("P23 a body that drips without end is cut at the deadline", async () => {
  const { url } = await serve([dripping()]);

  const error = await failureOf(client(url).send({ ...post, ...short }));

  expect(error).toMatchObject({ kind: "timeout", outcome: "unknown" });
});

test("P23 a refusal whose body drips is still the refusal that its status says", async () => {
  const { url } = await serve([dripping(402)]);

  const error = await failureOf(client(url).send({ ...post, ...short }));

  expect(error).toMatchObject({ kind: "payment required", outcome: "refused", status: 402 });
});

test("P23 a request without a deadline of its own has that of all requests", async () => {
  const { url, arrivals } = await serve([silence]);

  const error = await failureOf(client(url, { timings: { requestSeconds: 0.1 } }).send(post));

  expect(error.kind).toBe("timeout");
  expect(arrivals).toHaveLength(1);
});

test("P23 waiting for a place costs nothing of the deadline", async () => {
  const slow = json(200, { value: "slow" });
  const { url } = await serve([(response, request) => setTimeout(() => slow(response, request), 1_000), fine]);
  const transport = client(url, { timings: { maxConcurrentRequests: 1 } });

  const first = transport.send({ ...get, deadlineSeconds: 10 });
  const second = transport.send({ ...get, deadlineSeconds: 0.9 });

  expect((await first).data.value).toBe("slow");
  expect((await second).data.value).toBe("fine");
});
