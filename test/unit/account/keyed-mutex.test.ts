// Tasks of one key run one after another; those of different keys do not wait for each other.
import { expect, test } from "vitest";
import { KeyedMutex } from "../../../provider/src/account/keyed-mutex.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("P9 a task starts when the previous one of its key has ended, also after a failure", async () => {
  const mutex = new KeyedMutex();
  const started: string[] = [];
  let fail: (error: Error) => void = () => {};
  const first = mutex.run("store", () => {
    started.push("first");
    return new Promise((_, reject) => {
      fail = reject;
    });
  });
  const second = mutex.run("store", async () => started.push("second"));
  await mutex.run("another store", async () => started.push("other"));
  expect(started).toEqual(["first", "other"]);

  fail(new Error("failed"));

  await expect(first).rejects.toThrow("failed");
  await second;
  await settled();
  expect(started).toEqual(["first", "other", "second"]);
});
