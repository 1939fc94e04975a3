// The emulator's README has its generated tables, and calls published exactly what the API publishes.
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { emulatorTables, routes } from "../../../tools/docs/emulator-tables.ts";

const root = new URL("../../../", import.meta.url);

test("every table of the emulator has its place in its README", () => {
  const readme = readFileSync(new URL("emulator/README.md", root), "utf8");
  for (const name of Object.keys(emulatorTables())) expect(readme).toContain(`<!-- table ${name} -->`);
});

test("the published routes are those of @vercel/sdk", () => {
  const published = publishedRoutes();
  expect(published.size).toBeGreaterThan(100);
  const known = routes.map(({ method, pattern, evidence }) => ({
    route: `${method} ${withoutNames(pattern)}`,
    published: evidence === "published",
  }));
  expect(known).toEqual(known.map(({ route }) => ({ route, published: published.has(route) })));
});

/** The route of every function of the SDK. Its sources are generated, each with one method and one path. */
function publishedRoutes(): Set<string> {
  const files = globSync("node_modules/@vercel/sdk/src/funcs/*.ts", { cwd: root });
  const found = files.map((file) => {
    const source = readFileSync(new URL(file, root), "utf8");
    const path = /pathToFunc\(\s*"([^"]+)"/.exec(source)?.[1] ?? "";
    return `${/method: "([A-Z]+)"/.exec(source)?.[1]} ${withoutNames(path)}`;
  });
  return new Set(found);
}

/** The names of parameters differ: `/v1/teams/:team` and `/v1/teams/{teamId}`. */
function withoutNames(path: string): string {
  return path.replace(/:\w+|\{\w+\}/g, "{}");
}
