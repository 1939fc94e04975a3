// What `cost` makes of previews and states: stores, changes and sums.
import { describe, expect, test } from "vitest";
import { readInput } from "../../../../provider/src/cli/cost/input.ts";
import { createReport } from "../../../../provider/src/cli/cost/report.ts";
import type { CostReport } from "../../../../provider/src/cli/cost/result.ts";
import { exported, planned, plans, preview, step, store } from "../../../support/cost.ts";

const reportOf = (document: string): CostReport => createReport(readInput(document, "standard input"));
const changesOf = (document: string) => reportOf(document).stores.map(({ resource, change }) => [resource, change]);
const { free, launch, scale, usage, prepaid, shared } = plans;

describe("a preview", () => {
  test("of each change tells what a month costs before and after", () => {
    const document = preview([
      step("create", undefined, planned("created", launch)),
      step("delete", store("deleted", launch), undefined),
      // The engine marks the old store of every replacement.
      step("replace", store("replaced", free, { pendingReplacement: true }), planned("replaced", scale)),
      step("update", store("updated", launch), planned("updated", scale)),
      step("same", store("same", launch), planned("same", launch)),
    ]);
    const report = reportOf(document);
    expect(
      report.stores.map(({ resource, change, before, after }) => [resource, change, before?.plan, after?.plan]),
    ).toEqual([
      ["created", "added", undefined, "Launch"],
      ["deleted", "removed", "Launch", undefined],
      ["replaced", "replaced", "Free", "Scale"],
      ["same", "none", "Launch", "Launch"],
      ["updated", "changed", "Launch", "Scale"],
    ]);
    expect(report).toMatchObject({ monthlyCents: 17_600, differenceCents: 11_900, isComplete: true, unlisted: 0 });
  });

  test("counts the unchanged resources that it does not list", () => {
    const document = preview([step("same", store("db", launch), planned("db", launch))], {
      changeSummary: { same: 4 },
    });
    expect(reportOf(document)).toMatchObject({ monthlyCents: 1900, isComplete: false, unlisted: 3 });
  });

  test("with a refresh has each store once, with its plan before the refresh and after the change", () => {
    const document = preview([
      // The engine shows the state before the refresh, also as the new one.
      step("refresh", store("same", launch), store("same", launch)),
      step("refresh", store("drifted", launch), store("drifted", launch)),
      step("refresh", store("replaced", free), store("replaced", free)),
      step("same", store("same", launch), planned("same", launch)),
      step("same", store("drifted", scale), planned("drifted", scale)),
      step("replace", store("replaced", free), planned("replaced", launch)),
    ]);
    const report = reportOf(document);
    expect(report.stores.map(({ resource, change }) => [resource, change])).toEqual([
      ["drifted", "changed"],
      ["replaced", "replaced"],
      ["same", "none"],
    ]);
    expect(report).toMatchObject({ monthlyCents: 10_700, differenceCents: 6900, isComplete: true });
  });

  test("with a refresh does not know the plans of stores whose next step it does not list", () => {
    const document = preview([step("refresh", store("db", launch), store("db", launch))], {
      changeSummary: { same: 1 },
    });
    expect(reportOf(document)).toMatchObject({ stores: [], monthlyCents: 0, isComplete: false, unlisted: 1 });
  });

  test("that finds a store deleted counts its new one only", () => {
    const document = preview([
      step("delete", store("db", scale), undefined),
      step("create", undefined, planned("db", launch)),
    ]);
    expect(reportOf(document)).toMatchObject({ monthlyCents: 1900, differenceCents: -5000 });
  });

  test("takes a plan that was changed at Vercel from the state", () => {
    const drifted = store("db", launch, { outputs: { ...(store("db", scale).outputs as object) } });
    expect(reportOf(preview([step("same", drifted, planned("db", launch))]))).toMatchObject({ monthlyCents: 6900 });
    expect(reportOf(preview([step("update", drifted, planned("db", launch))]))).toMatchObject({ monthlyCents: 6900 });
    expect(reportOf(preview([step("update", drifted, planned("db", free))]))).toMatchObject({ monthlyCents: 0 });
  });

  test("counts a store that Vercel keeps", () => {
    const report = reportOf(preview([step("delete", store("db", launch, { retainOnDelete: true }), undefined)]));
    expect(report.stores[0]?.change).toBe("retained");
    expect(report).toMatchObject({ monthlyCents: 1900, differenceCents: 0 });
  });

  test("leaves out what others pay for, connections, and the steps of a replacement", () => {
    const external = store("got", launch, { external: true });
    const link = { ...store("link", undefined), type: "pulumi-nodejs:dynamic/vercel:ProjectConnection" };
    const document = preview([
      step("read", undefined, external),
      step("discard", external, undefined),
      step("refresh", external, external),
      step("create", undefined, link),
      step("create-replacement", store("db", free), planned("db", launch)),
      step("replace", store("db", free), planned("db", launch)),
      step("delete-replaced", store("db", free), undefined),
    ]);
    expect(changesOf(document)).toEqual([["db", "replaced"]]);
  });

  test("does not know the price of unknown plans, and what they change", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    for (const plan of [usage, unknown, "[secret]", undefined]) {
      const report = reportOf(preview([step("create", undefined, planned("db", plan))]));
      expect(report).toMatchObject({ monthlyCents: 0, isComplete: false });
      expect(report).not.toHaveProperty("differenceCents");
    }
  });

  test("that removes a price that is not known is complete", () => {
    const report = reportOf(preview([step("delete", store("db", usage), undefined)]));
    expect(report.isComplete).toBe(true);
    expect(report).not.toHaveProperty("differenceCents");
  });

  test("has prepayments of the stores that it creates, apart from the month", () => {
    const paid = (name: string) => {
      const { inputs } = planned(name, prepaid);
      return planned(name, prepaid, { inputs: { ...(inputs as object), prepaymentAmountCents: 2500 } });
    };
    const document = preview([
      step("create", undefined, paid("new")),
      step("same", store("old", prepaid), paid("old")),
    ]);
    expect(reportOf(document)).toMatchObject({ monthlyCents: 0, prepaymentCents: 2500, isComplete: true });
  });

  test("shows no secret, and no value that is unknown, as a name", () => {
    const { inputs } = planned("db", launch);
    const secret = planned("db", launch, { inputs: { ...(inputs as object), name: "[secret]" } });
    const [first] = reportOf(preview([step("create", undefined, secret)])).stores;
    expect(first).toMatchObject({ resource: "db" });
    expect(first).not.toHaveProperty("name");
  });
});

describe("a stack", () => {
  test("has the stores that exist", () => {
    const document = exported([
      store("db", launch),
      store("gone", launch, { pendingReplacement: true }),
      store("got", launch, { external: true }),
      // The old store of a replacement that created the new one first; it is still there.
      store("old", launch, { delete: true }),
    ]);
    const report = reportOf(document);
    expect(report).toMatchObject({ source: "stack", monthlyCents: 3800, isComplete: true });
    expect(report).not.toHaveProperty("differenceCents");
    expect(report.stores.map(({ resource }) => resource)).toEqual(["db", "old"]);
  });

  test("takes the plan from the inputs if it is a secret output", () => {
    const ciphertext = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const secret = store("db", launch, { outputs: { billingPlan: ciphertext, name: ciphertext } });
    expect(reportOf(exported([secret]))).toMatchObject({ monthlyCents: 1900, isComplete: true });
  });

  test("pays once for a plan of an installation", () => {
    const inOther = (name: string) => {
      const properties = { ...(store(name, shared).inputs as object), integrationConfigurationId: "icfg_2" };
      return store(name, shared, { inputs: properties, outputs: properties });
    };
    expect(
      reportOf(exported([store("a", shared), store("b", shared), store("c", launch), inOther("d")])),
    ).toMatchObject({
      monthlyCents: 2500 + 1900 + 2500,
    });
    const removed = preview([
      step("delete", store("a", shared), undefined),
      step("same", store("b", shared), planned("b", shared)),
    ]);
    expect(reportOf(removed)).toMatchObject({ monthlyCents: 2500, differenceCents: 0 });
  });

  test("without resources costs nothing", () => {
    const document = JSON.stringify({ version: 3, deployment: { manifest: {} } });
    expect(reportOf(document)).toMatchObject({ stores: [], monthlyCents: 0, isComplete: true });
  });

  test("sums up cents without fractions", () => {
    const odd = { ...launch, cost: "$0.10/month" };
    const stores = Array.from({ length: 300 }, (_, index) => store(`db-${index}`, odd));
    expect(reportOf(exported(stores)).monthlyCents).toBe(3000);
  });
});
