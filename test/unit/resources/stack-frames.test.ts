// What the constructors leave of the stack frames that the SDK takes.
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IntegrationStore, ProjectConnection } from "../../../provider/src/index.ts";

type Frames = readonly NodeJS.CallSite[];

const { prepareStackTrace: original } = Error;
const format = vi.fn((error: Error, frames: Frames) =>
  [`${error}`, ...frames.map((frame) => `    at ${frame}`)].join("\n"),
);

beforeEach(() => {
  format.mockClear();
  Error.prepareStackTrace = format;
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
    call: () => ({}),
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  if (original === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
  else Error.prepareStackTrace = original;
});

const resources = {
  IntegrationStore: (opts?: pulumi.CustomResourceOptions) => new IntegrationStore("db", { integration: "neon" }, opts),
  ProjectConnection: (opts?: pulumi.CustomResourceOptions) =>
    new ProjectConnection("link", { storeId: "ir_A", projectId: "prj_A" }, opts),
};

test.each(Object.entries(resources))("%s formats the frames of its position, and no others", (_, make) => {
  make();

  expect(format).toHaveBeenCalledTimes(1);
  const [, frames] = format.mock.calls[0] as [Error, Frames];
  expect(frames.at(0)?.getFileName()).toMatch(/[\\/]@pulumi[\\/]pulumi[\\/]resource\.js$/);
  const files = frames.map((frame) => frame.getFileName() ?? "node:");
  expect(files.some((file) => file.endsWith("stack-frames.test.ts"))).toBe(true);
  expect(files.at(-1)).not.toMatch(/^node:/);
});

test.each(Object.entries(resources))("%s restores the formatter, also if the SDK throws", (_, make) => {
  make();
  expect(Error.prepareStackTrace).toBe(format);

  const broken = {
    transformations: [
      () => {
        throw new Error("of the program");
      },
    ],
  } as pulumi.CustomResourceOptions;
  expect(() => make(broken)).toThrow("of the program");
  expect(Error.prepareStackTrace).toBe(format);
});

test("an error that the SDK or the program throws meanwhile keeps its frames", () => {
  const transformations = [
    () => {
      throw new Error("of the program");
    },
  ];
  let thrown: unknown;
  try {
    resources.IntegrationStore({ transformations });
  } catch (error) {
    thrown = error;
  }
  expect((thrown as Error).stack).toMatch(/of the program\n.*stack-frames\.test\.ts/);
});

test("who debugs leaks of promises gets all frames", () => {
  vi.stubEnv("PULUMI_DEBUG_PROMISE_LEAKS", "1");

  resources.IntegrationStore();

  expect(format.mock.calls.length).toBeGreaterThan(50);
});

test("without a formatter nothing is changed", () => {
  Reflect.deleteProperty(Error, "prepareStackTrace");

  resources.IntegrationStore();

  expect(Error.prepareStackTrace).toBeUndefined();
});
