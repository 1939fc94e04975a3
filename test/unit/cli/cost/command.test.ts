// Wrong usage in a terminal: there is nothing to read.
import { Command } from "commander";
import { expect, onTestFinished, test } from "vitest";
import { addCost } from "../../../../provider/src/cli/cost/command.ts";
import { Output } from "../../../../provider/src/cli/terminal/output.ts";

test("without a pipe or a file, the two commands to pipe are named", async () => {
  const { isTTY } = process.stdin;
  process.stdin.isTTY = true;
  onTestFinished(() => {
    process.stdin.isTTY = isTTY;
  });
  let written = "";
  const program = new Command().exitOverride().configureOutput({
    writeErr: (text) => {
      written += text;
    },
  });
  addCost(program, new Output());
  await expect(program.parseAsync(["cost"], { from: "user" })).rejects.toMatchObject({ code: "commander.error" });
  expect(written).toContain("pulumi preview --json");
  expect(written).toContain("pulumi stack export");
});
