// Whatever a lifecycle throws or returns, the call is answered: some values would make it hang, or lose a store.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf } from "./market.ts";
import { type Host, startHost } from "./support/host.ts";
import { isSecret } from "./support/values.ts";

const dist = (path: string) =>
  JSON.stringify(join(fileURLToPath(new URL("../../provider/dist", import.meta.url)), path));

/** Expressions of values that may be thrown; `what` is asked for by the name of a store. */
const thrown: Record<string, string> = {
  undefined: "undefined",
  null: "null",
  text: '"plain text"',
  "an object without a prototype": "Object.create(null)",
  "an object that cannot be a text": "{ toString() { throw new Error('inner') } }",
  "an error with metadata": "Object.assign(new Error('told'), { metadata: { a: 1 } })",
  "an error with a status": "Object.assign(new Error('told'), { code: 0 })",
  "an error without a message": "new Error('')",
  "an error whose message is no text": "Object.assign(new Error('told'), { message: { a: 1 } })",
  "an error with an id": "Object.assign(new Error('told'), { id: 'ir_1', properties: { a: undefined } })",
};

/** A lifecycle that throws what the id or the name says, behind the adapter as it is shipped. */
const text = `exports.handler = () => {
  const { adapt } = require(${dist("host/adapter.js")});
  const { OperationError, PartialStateError } = require(${dist("errors/operation-error.js")});
  const thrown = { ${Object.entries(thrown)
    .map(([what, expression]) => `${JSON.stringify(what)}: () => (${expression})`)
    .join(", ")} };
  const odd = { none: undefined, big: 10n, call() {}, mark: Symbol("m"), date: new Date(), nan: NaN, list: [undefined, 1], deep: { none: undefined } };
  const fail = (what) => {
    if (what === "odd") return odd;
    if (what === "unfinished") {
      throw new PartialStateError(new OperationError({ code: "not-ready", text: "not ready" }), "ir_1", { ...odd, secrets: { URL: "value" } });
    }
    throw thrown[what]();
  };
  const lifecycle = {
    check: async (c, olds, news) => ({ inputs: fail(news.name), failures: [] }),
    diff: async (c, id) => fail(id),
    create: async (c, inputs) => ({ id: "ir_1", state: fail(inputs.name) }),
    read: async (c, id) => ({ inputs: fail(id), state: fail(id) }),
    update: async (c, id) => fail(id),
    delete: async (c, id) => fail(id),
  };
  return adapt({ lifecycle, context: { configure() {} }, secretKeys: ["secrets"], isState: () => true });
}`;

let host: Host;

beforeAll(async () => {
  host = await startHost({ providerText: text, deadlineSeconds: 5 });
});
afterAll(() => host.dispose());

const calls = {
  check: (what: string) => host.check({ name: what }),
  diff: (what: string) => host.diff(what, {}, {}),
  create: (what: string) => host.create({ name: what }),
  read: (what: string) => host.read(what, { properties: { a: 1 } }),
  update: (what: string) => host.update(what, {}, {}),
  delete: (what: string) => host.delete(what, {}),
};
type Method = keyof typeof calls;
const methods = Object.keys(calls) as Method[];

const table = methods.flatMap((method) => Object.keys(thrown).map((what) => ({ method, what })));

test.each(table)(
  "$method that throws $what is answered, with a message and without a stack",
  async ({ method, what }) => {
    const refusal = await refusalOf(calls[method](what));

    expect(refusal.message).not.toBe("");
    expect(refusal.message).not.toMatch(/\n\s+at /);
    expect(refusal.initFailure).toBeUndefined();
    expect(host.stderr).not.toMatch(/^\s+at /m);
  },
);

test.each(["create", "read", "update", "check"] as const)(
  "%s that returns what cannot be written down leaves it out",
  async (method) => {
    const answer = await calls[method]("odd");
    const properties = { ...("outputs" in answer ? answer.outputs : {}), ...("inputs" in answer ? answer.inputs : {}) };

    expect(properties).toMatchObject({ list: [null, 1], deep: {} });
    for (const key of ["none", "big", "call", "mark", "date", "nan"]) expect(properties).not.toHaveProperty(key);
  },
);

test.each(["create", "update"] as const)("P28 an unfinished %s keeps its state, whatever is in it", async (method) => {
  const { initFailure } = await refusalOf(calls[method]("unfinished"));

  expect(initFailure).toMatchObject({ id: "ir_1", reasons: ["not ready [not-ready]"] });
  expect(initFailure?.properties).toMatchObject({ __provider: text, list: [null, 1], deep: {} });
  expect(isSecret(initFailure?.properties.secrets)).toBe(true);
});
