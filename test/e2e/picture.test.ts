// The picture of the README is what the product prints.
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { drawPicture, pictureFile } from "../../tools/picture/picture.ts";
import { textOf } from "../../tools/picture/terminal.ts";
import { exhaustive } from "../support/matrix.ts";

test("P35 the picture shows what a preview prints today", exhaustive, async () => {
  const committed = textOf(readFileSync(pictureFile, "utf8"));

  const printed = textOf(await drawPicture(inject("engineFolder")));

  // With --diff the engine prints a message when it arrives, before or after the lines of a resource.
  expect(printed.toSorted()).toEqual(committed.toSorted());
  expect(committed.join("")).toMatch(/\$19\.00\/month.*allowReplacement: true/);
});

test("the picture contains no path, no address and no id of a run, and is small", () => {
  const svg = readFileSync(pictureFile, "utf8");

  expect(svg).not.toMatch(/\/(home|root|tmp|Users)\b|127\.0\.0\.1|ir_[A-Za-z0-9]|<script|@font-face|href/);
  expect(svg.length).toBeLessThan(40_000);
});
