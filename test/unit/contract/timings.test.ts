// The override of waits and limits: the accepted and the rejected keys.
import { expect, test } from "vitest";
import { defaultTimings, readTimings } from "../../../provider/src/contract/timings.ts";

test("P23 without an override the defaults hold", () => {
  for (const text of [undefined, "", "  \n", "{}"]) expect(readTimings(text)).toEqual(defaultTimings);
});

test("P23 an override changes the values that it names, and no other", () => {
  expect(readTimings('{"requestSeconds": 0.2, "maxConcurrentRequests": 2}')).toEqual({
    ...defaultTimings,
    requestSeconds: 0.2,
    maxConcurrentRequests: 2,
  });
  expect(defaultTimings.requestSeconds).toBe(30);
});

for (const [text, named] of [
  ['{"requestSecond": 1}', "requestSecond"],
  ['{"requestSeconds": 0}', "requestSeconds"],
  ['{"requestSeconds": -1}', "requestSeconds"],
  ['{"requestSeconds": "30"}', "requestSeconds"],
  ['{"requestSeconds": null}', "requestSeconds"],
  ['{"requestSeconds": 1e999}', "requestSeconds"],
  // A timer that is set for more than 24 days would end at once.
  ['{"postSeconds": 2147484}', "postSeconds"],
  ['{"toString": 1}', "toString"],
  ['{"__proto__": 1}', "__proto__"],
  ['{"maxConcurrentRequests": 2, "pollSeconds": [1], "settle": 5}', "pollSeconds, settle"],
] as const) {
  test(`P36 ${text} is rejected, naming the invalid keys and the valid ones`, () => {
    expect(() => readTimings(text)).toThrow(`Invalid: ${named}.`);
    expect(() => readTimings(text)).toThrow(
      /VERCEL_MARKETPLACE_TIMINGS must be .* Valid keys: .*maxConcurrentRequests/,
    );
  });
}

for (const text of ["{", "[]", "[1]", "null", "30", '"requestSeconds"', "requestSeconds=30"]) {
  test(`P36 ${text} is refused, for it is no JSON object`, () => {
    expect(() => readTimings(text)).toThrow(/^VERCEL_MARKETPLACE_TIMINGS must be a JSON object/);
  });
}
