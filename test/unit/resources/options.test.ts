// What the constructors do with resource options, under Pulumi's mocks.
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { IntegrationStore } from "../../../provider/src/resources/integration-store.ts";
import { ProjectConnection } from "../../../provider/src/resources/project-connection.ts";

let sent: Record<string, unknown>[];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      sent.push(inputs);
      return { id: `${name}-id`, state: inputs };
    },
    call: () => ({}),
  }),
);

beforeEach(() => {
  sent = [];
});

const neon = { integration: "neon" };
const pair = { storeId: "ir_1", projectId: "prj_1" };

/** The inputs that a store sends to the engine. */
async function inputsOf(args: object, opts: pulumi.CustomResourceOptions): Promise<Record<string, unknown>> {
  const store = new IntegrationStore("db", { ...neon, ...args }, opts);
  await new Promise((resolve) => store.urn.apply(resolve));
  return sent[0] ?? {};
}

test("P18 the option import is rejected by both resources, and the message names adopt with the id", () => {
  const message = (id: string) => new RegExp(`adopt: "${id}".*\\[option-unsupported\\]$`);
  expect(() => new IntegrationStore("db", neon, { import: "ir_1" })).toThrow(message("ir_1"));
  expect(() => new ProjectConnection("link", pair, { import: "spc_1" })).toThrow(message("spc_1"));
});

test("P11 adopt with deleteBeforeReplace: false is rejected by both resources", () => {
  const createFirst = { deleteBeforeReplace: false };
  const adopting = { ...pair, adopt: "spc_1" };
  expect(() => new IntegrationStore("db", { ...neon, adopt: "ir_1" }, createFirst)).toThrow(/\[argument-conflict\]$/);
  expect(() => new ProjectConnection("link", adopting, createFirst)).toThrow(/\[argument-conflict\]$/);
});

test.each(["", undefined])("P18 get with the id %j reads nothing and creates nothing", (id) => {
  const message = /get requires the id of an existing .* \[argument-required\]$/;
  expect(() => IntegrationStore.get("db", id as string)).toThrow(message);
  expect(() => ProjectConnection.get("link", id as string)).toThrow(message);
  expect(sent).toEqual([]);
});

test("what the constructor rejects is shown without a stack", () => {
  expect(() => new IntegrationStore("db", neon, { import: "ir_1" })).toThrow(pulumi.RunError);
});

test("P38 under mocks a constructor never fails or warns about the place of the package", async () => {
  expect((await inputsOf({}, {})).__provider).toContain("pulumi-vercel-marketplace");
});

test("the option retainOnDelete is sent along, and only then", async () => {
  expect(await inputsOf({}, { retainOnDelete: true })).toMatchObject({ retainOnDelete: true });
});

test.each([{}, { retainOnDelete: false }])("nothing is sent along with %j", async (opts) => {
  expect(await inputsOf({}, opts)).not.toHaveProperty("retainOnDelete");
});

test.each([
  { what: "all of it", args: {}, expected: { create: "5m", delete: "1h30m" } },
  { what: "what the argument leaves out", args: { create: 20 }, expected: { create: 20, delete: "1h30m" } },
  {
    what: "nothing that the argument gives",
    args: { create: 20, delete: "2m" },
    expected: { create: 20, delete: "2m" },
  },
  {
    what: "what an output leaves out",
    args: pulumi.output({ delete: "2m", create: undefined }),
    expected: { create: "5m", delete: "2m" },
  },
])("customTimeouts stand for $what", async ({ args, expected }) => {
  const customTimeouts = { create: "5m", update: "1s", delete: "1h30m" };
  expect((await inputsOf({ timeouts: args }, { customTimeouts })).timeouts).toEqual(expected);
});

test.each([undefined, {}, { update: "5m" }, { create: "0s" }])(
  "without a time for create or delete no timeouts are sent: %j",
  async (customTimeouts) => {
    const opts = customTimeouts === undefined ? {} : { customTimeouts };
    expect(await inputsOf({}, opts)).not.toHaveProperty("timeouts");
  },
);
