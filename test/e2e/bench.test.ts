// The benchmark measures what it says.
import { expect, inject, test } from "vitest";
import { candidates } from "../../bench/candidates.ts";
import { commands, measure } from "../../bench/measure.ts";
import { exhaustive } from "../support/matrix.ts";

test.each(candidates)("the life of a stack is measured: $name", exhaustive, async (candidate) => {
  const signal = AbortSignal.timeout(150_000);

  const measured = await measure({ engine: inject("engineFolder"), candidate, count: 2, commands, signal });

  const requests = Object.values(measured.runs).map(({ requests }) => Object.keys(requests).length > 0);
  expect(requests).toEqual(candidate.name === "store" ? [true, false, true, true] : [false, false, false, false]);
  expect(measured.stateBytes.all).toBeGreaterThan(1_000);
  const secretBytes = measured.stateBytes.all - measured.stateBytes.withoutSecrets;
  expect(secretBytes > 900).toBe(["secret", "store"].includes(candidate.name));
  if (process.platform !== "linux") return;
  for (const { times } of Object.values(measured.runs)) {
    expect(times?.total).toBeGreaterThan(0.3);
    expect(times?.seconds.host).toBeGreaterThan(0.1);
    expect(times?.hostMemory).toBeGreaterThan(50);
  }
  expect(measured.runs.up?.times?.seconds.program).toBeGreaterThan(0.3);
});
