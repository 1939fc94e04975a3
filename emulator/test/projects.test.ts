// The projects of a test: seed, connect and remove them, in process and with the control routes.
import { expect, test } from "vitest";
import { client } from "./client.ts";
import { secretNames, startWithStore } from "./connection-requests.ts";

test("projects can be seeded, read, connected and removed, in process and over HTTP", async () => {
  const { emulator, api, id } = await startWithStore();
  expect(emulator.projects.list().map(({ name }) => name)).toEqual(["web", "worker", "docs", "storefront"]);
  expect(emulator.projects.list({ team: "acme-prod" }).map(({ name }) => name)).toEqual(["storefront"]);
  const control = client(emulator, "");
  const seeded = await control.post("/_emulator/projects", { name: "shop", customEnvironments: ["canary"] });
  expect(emulator.projects.get("shop")).toEqual(seeded.body);
  expect((await api.get("/v9/projects/shop")).body).toMatchObject({ customEnvironments: [{ slug: "canary" }] });
  // The command line of Vercel names no version.
  for (const path of ["/v9/projects/shop/custom-environments", "/projects/shop/custom-environments"])
    expect((await api.get(path)).body).toMatchObject({ environments: [{ slug: "canary" }] });
  const connected = await control.post("/_emulator/connections", {
    store: id,
    project: "shop",
    environments: ["canary"],
  });
  await control.post("/_emulator/variables", { project: "shop", key: "PORT", value: "8080" });
  const variables = (await control.get("/_emulator/projects/shop/variables")).body as { id: string; value: string }[];
  expect(variables).toHaveLength(secretNames.length + 1);
  expect(variables.at(-1)).toMatchObject({ key: "PORT", value: "8080" });
  expect((await control.delete(`/_emulator/variables/${variables.at(-1)?.id}`)).status).toBe(204);
  const { id: connection } = connected.body as { id: string };
  expect((await control.delete(`/_emulator/connections/${id}/${connection}`)).status).toBe(204);
  expect(emulator.projects.variables("shop")).toEqual([]);
  emulator.projects.connect({ store: id, project: "shop" });
  expect((await control.delete(`/_emulator/connections/${id}`)).status).toBe(204);
  expect(emulator.stores.get(id)?.projectsMetadata).toEqual([]);
  expect((await control.delete("/_emulator/projects/shop")).status).toBe(204);
  expect((await control.get("/_emulator/projects/shop")).body).toBeNull();
  expect((await control.get("/_emulator/projects", { team: "acme" })).body).toHaveLength(3);
});

test("an unknown project, team, store or environment is an error that names it", async () => {
  const { emulator, id } = await startWithStore();
  const { projects } = emulator;
  expect(() => projects.variables("shop")).toThrow("no project shop");
  expect(() => projects.seed({ name: "shop", team: "none" })).toThrow("no team none");
  expect(() => projects.connect({ store: "ir_none", project: "web" })).toThrow("no store ir_none");
  expect(() => projects.connect({ store: id, project: "docs", environments: ["qa"] })).toThrow("no environment qa");
  projects.addVariable({ project: "docs", key: "PGHOST", value: "x" });
  expect(() => projects.connect({ store: id, project: "docs" })).toThrow("PGHOST already");
});
