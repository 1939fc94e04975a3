// The prompt of `import`: what it offers, and how it ends.
import * as prompts from "@clack/prompts";
import { afterEach, expect, test, vi } from "vitest";
import { ask } from "../../../../provider/src/cli/import/select.ts";

vi.mock("@clack/prompts", { spy: true });
afterEach(() => vi.resetAllMocks());

const stores = ["main", "other"].map((name) => ({
  id: `ir_${name}`,
  name,
  projectsMetadata: [{ id: "spc_1", projectId: "prj_1", name: "web" }],
  totalConnectedProjects: 1,
})) as never as Parameters<typeof ask>[0];

test("the prompt names each store with what it is used by, and returns those that are chosen", async () => {
  const prompt = vi.mocked(prompts.autocompleteMultiselect).mockResolvedValue(["ir_other"]);
  expect((await ask(stores)).map(({ id }) => id)).toEqual(["ir_other"]);
  const [{ options }] = prompt.mock.calls[0] as [{ options: unknown }];
  expect(options).toMatchObject([{ value: "ir_main", label: "main", hint: "ir_main, web" }, { value: "ir_other" }]);
});

test("a prompt that is cancelled ends the command", async () => {
  vi.mocked(prompts.autocompleteMultiselect).mockResolvedValue(Symbol("cancel") as never);
  vi.mocked(prompts.isCancel).mockReturnValue(true);
  await expect(ask(stores)).rejects.toMatchObject({ code: "import-cancelled" });
});
