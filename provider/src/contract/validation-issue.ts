// What is wrong with one argument, as data. Every issue has a code from the table below.

/** The codes of validation issues, each with what it means. A code is public and never reused. */
export const issueCodes = {
  "argument-unknown": "The resource has no such argument. Remove it, or correct its name.",
  "argument-required": "A required argument is missing. Set it.",
  "argument-invalid": "The value of an argument has the wrong type or format. Correct it.",
  "argument-conflict": "Two arguments exclude or contradict each other. Remove one of them.",
  "option-unsupported": "A resource option does not work for this resource. Remove it.",
  "package-not-found": "The provider process would not find this package from the program's folder. Install it there.",
  "arguments-too-large": "`metadata` and `protocolSettings` together are larger than a state can carry. Shorten them.",
  "integration-not-installed":
    "The integration is not installed in the team. A person installs it once, on the page that the text names.",
  "installation-not-found": "The team has no such Marketplace installation. Correct the id, or the team.",
  "installation-ambiguous": "The team has several installations of the integration. Set integrationConfigurationId.",
  "installation-not-ready": "The installation is disabled or suspended and accepts no new stores. Enable it at Vercel.",
  "installation-external":
    "The installation does not come from the Marketplace, so it has no stores. Install the integration from there.",
  "product-not-found": "The integration has no such product. Correct product.",
  "product-ambiguous": "The integration has several products. Set product.",
  "plan-not-found": "The product has no such plan with this metadata. Correct billingPlanId.",
  "plan-required": "The product has no free plan. Set billingPlanId to a paid one.",
  "plan-unavailable": "The plan exists, but is currently unavailable. Choose another one.",
  "plan-paid-required":
    "The metadata requires a paid plan, and the plan is free. Set billingPlanId, or change the metadata.",
  "prepayment-required": "The plan is paid in advance and requires an amount. Set prepaymentAmountCents.",
  "prepayment-out-of-range": "The plan does not accept the amount. Correct prepaymentAmountCents.",
  "metadata-required": "A required metadata property is missing. Set it.",
  "metadata-unknown": "The product has no such metadata property. Remove it, or correct its name.",
  "metadata-invalid": "A metadata property has a value that the product does not accept. Use one that the text names.",
  "project-not-found": "The team has no such project, or the token does not see it. Correct projectId, or the team.",
  "environment-not-found": "The project has no such environment. Use the slug or the id of one that it has.",
} as const;

export type IssueCode = keyof typeof issueCodes;

/** One of the values that an argument accepts. */
export interface Option {
  /** What a program writes. */
  value: string;
  /** What it is, for people: a name, a price, a date. */
  label?: string;
}

export interface ValidationIssue {
  code: IssueCode;
  /** Path of the argument, such as `metadata.region`. */
  path: string;
  /** What is wrong, without full stop. It follows the path and a colon: `metadata.size: must be a number`. */
  problem: string;
  /** The value that was given, where it may be shown and is to be compared with the options. */
  given?: string;
  options?: readonly Option[];
  /** How the options are introduced. Default: `Valid values`. */
  optionsLabel?: string;
  /** What to do, as a sentence. */
  nextStep?: string;
}
