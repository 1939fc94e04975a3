// The table of API failures: for each public code when it applies, what happened, the likely cause, and what to do next.
import type { RequestFailure } from "../vercel/errors";

export interface ApiFailure {
  /** Absent: the general row of the kind that its code names. */
  readonly when?: Condition;
  readonly happened: string;
  /** The likely cause. */
  readonly cause: string;
  /** What to do next, as sentences. */
  readonly nextStep: string;
  /** The page to open: a URL, or the path of a page of the team. The response may name a better one. */
  readonly page?: string;
  /** The response says so, not only its status: failures with text of their own repeat the step. */
  readonly isFromResponse?: true;
}

type Condition = (failure: RequestFailure) => boolean;

/**
 * The first row whose condition holds decides, else the general row of the kind. A condition is about status, code and
 * request. It reads the API's text only where nothing else tells, and then looks for few words: a wrong special row is
 * worse than the general one.
 */
export const apiFailures = {
  // Official clients read `saml: true` from a 403.
  "api-saml-required": {
    when: ({ saml }) => saml === true,
    happened: "The team requires SAML single sign-on, and the token is not authorized for it.",
    cause: "The token was created before the team required it, or without signing in to the team.",
    nextStep: "Sign in to the team with SAML single sign-on, then authorize the token or create one for this team.",
    page: "https://vercel.com/account/settings/tokens",
    isFromResponse: true,
  },
  "api-terms-not-accepted": {
    when: rejectedWith(/terms_acceptance_required|\baccept\w*\b.{0,60}\bterms\b|\bterms\b.{0,60}\baccept/i),
    happened: "The integration has terms that must be accepted for this team first.",
    cause: "The integration is new in the team, or the partner has changed its terms. Only a person can accept them.",
    nextStep: "Accept the integration's terms, then run again.",
    page: "integrations",
    isFromResponse: true,
  },
  // Published for 402: "missing a payment so payment method must be updated". In other responses only the text tells.
  "api-payment-method-missing": {
    when: rejectedWith(/missing a payment|\b(no|add a|valid) payment method|payment_method_(missing|required)/i),
    happened: "The team has no payment method that Vercel can charge.",
    cause: "The plan costs money or requires a payment method although it is free, or the team's card has expired.",
    nextStep: "Add or update the team's payment method, or choose a plan that requires none, then run again.",
    page: "settings/billing",
    isFromResponse: true,
  },
  // No such response is published. Partners limit free plans (Upstash: one database), each in words of its own.
  "api-free-limit-reached": {
    when: rejectedWith(/\bfree\b.{0,60}\b(limit|quota|maximum|exceed)|\b(limit|quota|maximum|exceed).{0,60}\bfree\b/i),
    happened: "The free plan allows no more.",
    cause: "Partners limit the stores that an account may have on the free plan, often to one.",
    nextStep: "Set billingPlanId to a paid plan, or delete an unused free store, then run again.",
    page: "stores",
    isFromResponse: true,
  },
  // The published creation is "subject to your team's storage quotas", without a code.
  "api-quota-reached": {
    when: rejectedWith(
      /\bquota\b.{0,40}\bexceeded|\bexceeded\b.{0,40}\bquota\b|\b(quota|store limit|usage limit) (was |is )?reached/i,
    ),
    happened: "The team or the plan allows no more stores, or no more usage.",
    cause: "A quota of the team at Vercel, or a limit of the plan at the partner.",
    nextStep: "Delete unused stores, upgrade the plan, or ask Vercel for a higher quota. Then run again.",
    page: "stores",
    isFromResponse: true,
  },
  // A creation is published to answer 400 to "no plans available, billing issues". The words are those of its arguments.
  "api-billing-rejected": {
    when: (failure) =>
      failure.kind === "bad request" &&
      asks(/\/direct$/)(failure) &&
      said(/billing|\bplans?\b|prepay|payment/i)(failure),
    happened: "Vercel rejects the plan, its payment method or the amount to prepay.",
    cause: "The product does not offer the plan for this metadata, has no free plan, or does not accept the amount.",
    nextStep: "Correct the plan or the amount: `npx pulumi-vercel-marketplace discover <integration>` lists both.",
  },
  // Partners name `fields`, with 422 or `validation_error`; the API itself writes "should have required property …".
  "api-values-rejected": {
    when: (failure) =>
      failure.kind === "bad request" &&
      (failure.status === 422 ||
        failure.fields !== undefined ||
        said(/validation_error|\bshould (have|not|match|be)\b/i)(failure)),
    happened: "Vercel or the partner rejects values of the request.",
    cause: "The program sets a value that the product does not accept, or omits one that it requires.",
    nextStep: "Correct what Vercel names, then run again. If it names nothing, ask its support with the request id.",
  },
  "api-proxy-authentication": {
    when: ({ proxyStatus }) => proxyStatus === 407,
    happened: "The proxy requires a user and a password, or rejects those that it got.",
    cause: "The proxy's URL in HTTPS_PROXY has no credentials, or outdated ones.",
    nextStep: "Set HTTPS_PROXY with user and password (http://user:password@proxy.example:3128), then run again.",
  },
  "api-proxy-rejected": {
    when: ({ proxyStatus }) => proxyStatus !== undefined,
    happened: "The proxy rejected the connection to Vercel.",
    cause: "The proxy does not allow the host api.vercel.com, or cannot reach it.",
    nextStep: "Allow api.vercel.com in the proxy, or except it with NO_PROXY, then run again.",
  },
  // The API also rejects tokens with 403 and `invalidToken: true`.
  "api-unauthorized": {
    when: ({ invalidToken }) => invalidToken === true,
    happened: "Vercel does not accept the token.",
    cause: "The token is wrong, expired or revoked, or the pipeline's secret holds something else.",
    nextStep: "Use a token that is valid and not expired.",
    page: "https://vercel.com/account/settings/tokens",
  },
  // A team that does not exist and a team of others give the same 403. The texts are about tokens of limited scope.
  "api-wrong-scope": {
    when: (failure) =>
      failure.kind === "forbidden" &&
      (asks(/^GET .*\/teams\/./)(failure) || said(/specified account|\blimited to a (project|team)\b/i)(failure)),
    happened: "The token has no access to this team.",
    cause: "It is limited to another team or to a project, its user is no member, or the team's name is wrong.",
    nextStep: "Check the team (vercel:team or VERCEL_TEAM), or create a token whose scope is this team.",
    page: "https://vercel.com/account/settings/tokens",
  },
  "api-forbidden": {
    happened: "Vercel accepts the token, but does not allow it this request.",
    cause: "The user's role lacks the permission (only admins of an installation create stores), or the team is wrong.",
    nextStep: "Use a token of a team member with this permission.",
  },
  "api-team-not-found": {
    when: missing(/\/teams\/./),
    happened: "There is no such team, or the token does not see it.",
    cause: "A typing error in the slug, or a team that was renamed or deleted.",
    nextStep: "Correct the team (vercel:team or VERCEL_TEAM): its slug is in the address of its dashboard.",
  },
  "api-connection-not-found": {
    when: missing(/\/connections\/./),
    happened: "The store has no such connection.",
    cause: "The project was disconnected outside of Pulumi.",
    nextStep: "Run `pulumi refresh` to update the state, then `pulumi up`.",
  },
  "api-project-not-found": {
    when: (failure) =>
      missing(/\/(projects|env\/pull)\/./)(failure) ||
      (missing(/\/connections$/)(failure) && said(/\bproject\b/i)(failure)),
    happened: "There is no such project in the team, or the token does not see it.",
    cause: "A wrong id, a project of another team, or one that was deleted or moved.",
    nextStep: "Check projectId (prj_…) and the team. Remove connections of deleted projects from the program.",
  },
  // A creation names installation and product in its body, so only the text tells which of the two is missing.
  "api-product-not-found": {
    when: (failure) =>
      missing(/\/products\/./)(failure) || (missing(/\/direct$/)(failure) && said(/\bproduct\b/i)(failure)),
    happened: "The integration has no such product.",
    cause: "A typing error, or a product that the partner has withdrawn or renamed.",
    nextStep: "Correct product: `npx pulumi-vercel-marketplace discover <integration>` lists the products.",
  },
  "api-installation-not-found": {
    when: missing(/\/configuration\/.|\/direct$/),
    happened: "The team has no such installation.",
    cause: "The integration was uninstalled, or the id (icfg_…) belongs to another team.",
    nextStep: "Check integrationConfigurationId and the team, or install the integration again.",
    page: "integrations",
  },
  "api-store-not-found": {
    when: missing(/\/(stores|resources)\/./),
    happened: "There is no such store in the team, or the token does not see it.",
    cause: "The store was deleted outside of Pulumi, was moved, or belongs to another team.",
    nextStep: "Check the id (ir_…) and the team. If the store was deleted, run `pulumi refresh` to update the state.",
  },
  "api-not-found": {
    happened: "What the request names does not exist, or the token does not see it.",
    cause: "A wrong id, team or API URL, or a route that the API does not have for this account.",
    nextStep: "Check the id, the team, the API URL (vercel:apiUrl), and that the token belongs to that team.",
  },
  "api-payment-required": {
    happened: "Vercel requires a payment.",
    cause: "A payment method is missing or was declined, or the account is blocked because of an unpaid invoice.",
    nextStep: "Add or update the team's payment method, or pay what is open, then run again.",
    page: "settings/billing",
  },
  // 409 is published without a text; for the deletion of blob stores it means that they are in use.
  "api-store-in-use": {
    when: (failure) => failure.kind === "conflict" && asks(/^DELETE .*\/stores\/integration\/./)(failure),
    happened: "Vercel does not delete the store in its current state.",
    cause: "Projects are connected to the store, or an earlier change of it has not finished.",
    nextStep: "Disconnect the projects of the store, then run again.",
    page: "stores",
  },
  "api-connection-conflict": {
    when: ({ kind, path }) => kind === "conflict" && /\/connections(\/|$)/.test(path),
    happened: "The connection contradicts what exists.",
    cause: "The project has a variable of the same name, or somebody else is changing the same store or project.",
    nextStep: "Check the projects of the store and the variables of the project, then run again.",
    page: "stores",
  },
  "api-conflict": {
    happened: "The request contradicts what exists.",
    cause: "Another store has the same name, or somebody else is changing the same store.",
    nextStep: "For a new store, use a different name. Otherwise check the store in the Vercel dashboard and run again.",
    page: "stores",
  },
  "api-bad-request": {
    happened: "Vercel rejects the request.",
    cause: "A value of the program, or a rule that only Vercel or the partner knows.",
    nextStep: "Correct what Vercel names, then run again. If it names nothing, ask its support with the request id.",
  },
  "api-gone": {
    happened: "What the request names existed, and exists no longer.",
    cause: "It was deleted outside of Pulumi, or Vercel has withdrawn this route of the API.",
    nextStep: "Run `pulumi refresh` to update the state. If it still exists at Vercel, update this package.",
  },
  "api-rate-limited": {
    happened: "Vercel limits the requests of the account, for longer than this package waits.",
    cause: "Many resources, or several pipelines, use one account at the same time.",
    nextStep: "Let the rate limit pass, then run again.",
  },
  "api-server-error": {
    happened: "Vercel, or a gateway in front of it, failed.",
    cause: "An incident at Vercel or at the partner. Requests that only read were repeated before this message.",
    nextStep: "Check for incidents, wait a few minutes, then run again.",
    page: "https://www.vercel-status.com",
  },
  "api-unexpected-status": {
    happened: "The response has a status that the API does not use.",
    cause: "Another server than Vercel's API responds.",
    nextStep: "Check that the API URL is right (vercel:apiUrl), then run again.",
  },
  "api-unreadable": {
    happened: "The response is not one of the API.",
    cause: "A proxy, a firewall, a sign-in page of the network or another server responds in its place.",
    nextStep: "Check that the API URL is right (vercel:apiUrl), and that no proxy responds in its place.",
  },
  "api-unexpected-form": {
    happened: "The response is one of the API, but a part of it does not have the documented form.",
    cause: "A short fault at Vercel, or a change of the API that this version does not know.",
    nextStep: "Run again. If it happens again, please report it with the request id.",
  },
  "api-redirect": {
    happened: "The server at the API URL redirects to another address, which was not followed.",
    cause: "The API URL is that of a website, or a sign-in page of the network responds.",
    nextStep: "Check that the API URL is right (vercel:apiUrl): the token is never sent to another address.",
  },
  "api-timeout": {
    happened: "No complete response came in time, or a gateway gave up waiting (408).",
    cause: "A slow or interrupted connection, or an incident at Vercel.",
    nextStep: "Check the connection and for incidents, then run again.",
    page: "https://www.vercel-status.com",
  },
  "api-connection-lost": {
    happened: "The connection ended before the response was complete. The request may have taken effect.",
    cause: "The network, a VPN or a proxy closed the connection.",
    nextStep: "Check the connection, then run again.",
  },
  "api-unreachable": {
    happened: "No connection could be made, so nothing was sent.",
    cause: "No network, a host name that does not resolve (ENOTFOUND), a closed port (ECONNREFUSED) or a firewall.",
    nextStep: "Check the connection, the API URL (vercel:apiUrl) and the proxy (HTTPS_PROXY), then run again.",
  },
  "api-untrusted": {
    happened: "The certificate of the server is not trusted, or the encryption failed.",
    cause:
      "A proxy decrypts the traffic with a certificate of its own, the API URL is wrong, or this machine's clock is.",
    nextStep:
      "Check the API URL (vercel:apiUrl) and the clock, or name the proxy's certificates in NODE_EXTRA_CA_CERTS. Then run again.",
  },
  "api-cancelled": {
    happened: "The request was not sent, because the run had ended.",
    cause: "Somebody interrupted the run, or the engine ended.",
    nextStep: "Run again.",
  },
} satisfies Record<string, ApiFailure>;

export type ApiFailureCode = keyof typeof apiFailures;

/** The code of a failure, and its row. */
export function findApiFailure(failure: RequestFailure): [code: string, row: ApiFailure] {
  const special = Object.entries<ApiFailure>(apiFailures).find(([, { when }]) => when?.(failure));
  if (special !== undefined) return special;
  const code = `api-${failure.kind.replaceAll(" ", "-")}` as ApiFailureCode;
  return [code, apiFailures[code]];
}

function asks(request: RegExp): Condition {
  return ({ method, path }) => request.test(`${method} ${path}`);
}

function said(words: RegExp): Condition {
  return ({ code, detail }) => words.test(`${code} ${detail}`);
}

function missing(path: RegExp): Condition {
  return (failure) => failure.kind === "not found" && path.test(failure.path);
}

/** Whatever the status of the rejection is. A rate limit means that and nothing else, and so does what is missing. */
function rejectedWith(words: RegExp): Condition {
  const kinds: readonly string[] = ["bad request", "payment required", "forbidden", "conflict"];
  return (failure) => kinds.includes(failure.kind) && said(words)(failure);
}
