// Which failures of a connection leave no doubt that nothing was sent. A wrong answer here would buy a second store.
import { expect, test } from "vitest";
import { connectionFailure } from "../../../provider/src/vercel/http.ts";

/** As the system reports it, wrapped as fetch and ofetch do. */
function thrown(cause: Error): Error {
  const fetchFailed = new TypeError("fetch failed", { cause });
  return new Error(`[POST] "https://api.example/v1?teamId=team_a": <no response> fetch failed`, { cause: fetchFailed });
}

function system(code: string, syscall?: string): Error {
  return Object.assign(new Error(`${syscall ?? ""} ${code} 203.0.113.7:443`), {
    code,
    ...(syscall ? { syscall } : {}),
  });
}

for (const code of ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EADDRNOTAVAIL", "ECONNRESET"]) {
  test(`P6 ${code} while connecting was not sent`, () => {
    expect(connectionFailure(thrown(system(code, "connect")))).toEqual({
      kind: "unreachable",
      outcome: "not sent",
      detail: code,
    });
  });

  test(`P6 ${code} on a connection in use may have been carried out`, () => {
    for (const syscall of ["read", "write", undefined]) {
      expect(connectionFailure(thrown(system(code, syscall)))).toMatchObject({
        kind: "connection lost",
        outcome: "unknown",
      });
    }
  });
}

test("P6 a name that cannot be resolved, and a connection that is not made in time, were not sent", () => {
  for (const error of [
    system("ENOTFOUND", "getaddrinfo"),
    system("EAI_AGAIN", "getaddrinfo"),
    system("UND_ERR_CONNECT_TIMEOUT"),
  ]) {
    expect(connectionFailure(thrown(error))).toMatchObject({ kind: "unreachable", outcome: "not sent" });
  }
});

test("P6 several addresses that all refuse were not sent; one that was reached is enough for doubt", () => {
  const all = new AggregateError([system("ECONNREFUSED", "connect"), system("ENETUNREACH", "connect")]);
  const some = new AggregateError([system("ECONNREFUSED", "connect"), system("ECONNRESET", "read")]);

  expect(connectionFailure(thrown(Object.assign(all, { code: "ECONNREFUSED" })))).toMatchObject({
    outcome: "not sent",
  });
  expect(connectionFailure(thrown(some))).toMatchObject({ outcome: "unknown" });
});

test("P25 a certificate that is not trusted is refused before anything is sent", () => {
  for (const code of [
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  ]) {
    expect(connectionFailure(thrown(system(code)))).toMatchObject({ kind: "untrusted", outcome: "refused" });
  }
});

test("P6 encryption that fails may fail in the middle: the outcome is unknown", () => {
  for (const code of ["ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC", "ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"]) {
    expect(connectionFailure(thrown(system(code, "write")))).toMatchObject({ kind: "untrusted", outcome: "unknown" });
  }
});

test("P23 a deadline of the HTTP client itself is a timeout like ours", () => {
  for (const code of ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]) {
    expect(connectionFailure(thrown(system(code)))).toMatchObject({ kind: "timeout", outcome: "unknown" });
  }
});

test("P36 a failure without a code is told in the words of what lies deepest, and the address is not among them", () => {
  expect(connectionFailure(thrown(new Error("bad port")))).toEqual({
    kind: "connection lost",
    outcome: "unknown",
    detail: "bad port",
  });
  // As fetch reports a 407: the deepest error has no words.
  expect(connectionFailure(thrown(new Error("")))).toMatchObject({ detail: "fetch failed" });
  expect(connectionFailure("not an error")).toEqual({
    kind: "connection lost",
    outcome: "unknown",
    detail: "connection failed",
  });
});
