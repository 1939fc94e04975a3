// The types of arguments and outputs: programs that must compile, and programs that must not. `npm run check` is the test.
import * as pulumi from "@pulumi/pulumi";
import type {
  BillingPlan,
  IntegrationStore,
  IntegrationStoreArgs,
  ProjectConnection,
  ProjectConnectionArgs,
} from "pulumi-vercel-marketplace";
import { expectTypeOf, test } from "vitest";

const text = pulumi.output("text");
const flag = pulumi.output(true);
const duration = pulumi.output<string | number>("10m");
const optional = pulumi.output<string | undefined>(undefined);

test("arguments accept plain values and outputs at every depth, and undefined where they are optional", () => {
  expectTypeOf({ integration: "neon" }).toExtend<IntegrationStoreArgs>();
  expectTypeOf({
    integration: text,
    name: optional,
    metadata: { auth: flag, region: text },
  }).toExtend<IntegrationStoreArgs>();
  expectTypeOf({ metadata: pulumi.output({ region: "iad1" }) }).toExtend<IntegrationStoreArgs>();
  expectTypeOf({ timeouts: { create: duration, delete: 30 } }).toExtend<IntegrationStoreArgs>();
  expectTypeOf({ protocolSettings: { nested: { list: [text] } } }).toExtend<IntegrationStoreArgs>();
  expectTypeOf({
    storeId: text,
    projectId: "prj_1",
    environments: ["preview", text],
  }).toExtend<ProjectConnectionArgs>();
  expectTypeOf({ storeId: "ir_1", projectId: "prj_1", envVarPrefix: optional }).toExtend<ProjectConnectionArgs>();
});

test("arguments reject wrong types, and undefined where they are required", () => {
  expectTypeOf({ integration: 1 }).not.toExtend<IntegrationStoreArgs>();
  expectTypeOf({ metadata: { region: null } }).not.toExtend<IntegrationStoreArgs>();
  expectTypeOf({ metadata: { region: { nested: "iad1" } } }).not.toExtend<IntegrationStoreArgs>();
  expectTypeOf({ storeId: undefined, projectId: "prj_1" }).not.toExtend<ProjectConnectionArgs>();
  expectTypeOf({ storeId: optional, projectId: "prj_1" }).not.toExtend<ProjectConnectionArgs>();
  expectTypeOf({ projectId: "prj_1" }).not.toExtend<ProjectConnectionArgs>();
});

test("outputs are required where a value is always there", () => {
  expectTypeOf<IntegrationStore["name"]>().toEqualTypeOf<pulumi.Output<string>>();
  expectTypeOf<IntegrationStore["teamId"]>().toEqualTypeOf<pulumi.Output<string>>();
  expectTypeOf<IntegrationStore["integration"]>().toEqualTypeOf<pulumi.Output<string | undefined>>();
  expectTypeOf<IntegrationStore["billingPlan"]>().toEqualTypeOf<pulumi.Output<BillingPlan>>();
  expectTypeOf<BillingPlan["scope"]>().toEqualTypeOf<"installation" | undefined>();
  expectTypeOf<IntegrationStore["consoleUrl"]>().toEqualTypeOf<pulumi.Output<string | undefined>>();
  expectTypeOf<IntegrationStore["ownership"]>().toEqualTypeOf<pulumi.Output<string | undefined>>();
  expectTypeOf<IntegrationStore["secretRotationCompletedAt"]>().toEqualTypeOf<pulumi.Output<string | undefined>>();
  expectTypeOf<IntegrationStore["secrets"]>().toEqualTypeOf<pulumi.Output<Record<string, string>>>();
  expectTypeOf<IntegrationStore["teamSlug"]>().toEqualTypeOf<pulumi.Output<string | undefined>>();
  expectTypeOf<ProjectConnection["environments"]>().toEqualTypeOf<pulumi.Output<string[]>>();
  expectTypeOf<ProjectConnection["sensitive"]>().toEqualTypeOf<pulumi.Output<boolean | undefined>>();
  expectTypeOf<ProjectConnection["unreadable"]>().toEqualTypeOf<pulumi.Output<string[]>>();
});
