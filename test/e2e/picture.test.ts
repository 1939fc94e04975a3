// The picture of the README is what the product prints.
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { drawPicture, pictureFile } from "../../tools/picture/picture.ts";
import { textOf } from "../../tools/picture/terminal.ts";
import { exhaustive } from "../support/matrix.ts";

test("P35 the picture shows what a preview prints today", exhaustive, async () => {
  const committed = textOf(readFileSync(pictureFile, "utf8"));

  expect(textOf(await drawPicture(inject("engineFolder")))).toEqual(committed);
  expect(committed.join("")).toMatch(/\$19\.00\/month.*allowReplacement: true/);
});
