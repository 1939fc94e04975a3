// The component with Pulumi's mocks: no engine, no provider and no API, so this shows only what the program asks for.
import { type Output, runtime } from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import { Database } from "../database";

const requested: Record<string, unknown>[] = [];

beforeAll(async () => {
  await runtime.setMocks({
    newResource({ name, type, inputs }) {
      if (type === "pulumi-nodejs:dynamic/vercel:IntegrationStore") requested.push(inputs);
      return { id: `${name}-id`, state: { ...inputs, secrets: { DATABASE_URL: "postgres://test" } } };
    },
    call: ({ inputs }) => inputs,
  });
});

test("the region is an argument of the component", async () => {
  const { url } = new Database("orders", { region: "fra1" });

  expect(await resolve(url)).toBe("postgres://test");
  expect(requested).toMatchObject([{ integration: "neon", metadata: { region: "fra1" } }]);
});

function resolve<T>(output: Output<T>): Promise<T> {
  return new Promise((done) => output.apply(done));
}
