// Where token, team and address come from, and what is refused: never with its value.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readAccount, SettingsError } from "../../../provider/src/vercel/settings.ts";

type Texts = Record<string, string>;

function account(config: Texts, environment: Texts = {}) {
  return readAccount({ config: (key) => config[key], environment });
}

function refusalOf(config: Texts, environment: Texts = {}): SettingsError {
  try {
    account(config, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  throw new Error("The settings were accepted.");
}

const canary = "canary-4711";
const token = { "vercel:apiToken": "tok_config" };

test("P29 a token is taken from the stack config first, then from one variable after the other", () => {
  const environment = { VERCEL_API_TOKEN: "tok_first", VERCEL_TOKEN: "tok_second" };

  expect(account(token, environment)).toMatchObject({ apiToken: "tok_config", tokenSource: "stack config" });
  expect(account({}, environment)).toMatchObject({
    apiToken: "tok_first",
    tokenSource: "environment variable VERCEL_API_TOKEN",
  });
  expect(account({}, { VERCEL_TOKEN: "tok_second" })).toMatchObject({
    apiToken: "tok_second",
    tokenSource: "environment variable VERCEL_TOKEN",
  });
});

test("P40 a team is taken from the stack config first, then from one variable after the other", () => {
  const environment = { VERCEL_TEAM: "acme", VERCEL_TEAM_ID: "team_abc", VERCEL_ORG_ID: "team_org" };
  const { VERCEL_TEAM: _, ...withoutTeam } = environment;

  expect(account({ ...token, "vercel:team": "from-config" }, environment).team).toBe("from-config");
  expect(account(token, environment).team).toBe("acme");
  expect(account(token, withoutTeam).team).toBe("team_abc");
  expect(account(token, { VERCEL_ORG_ID: "team_org" }).team).toBe("team_org");
  expect(account(token).team).toBeUndefined();
});

test("P25 an address is taken from the stack config first, then from the environment, and is Vercel's otherwise", () => {
  const environment = { VERCEL_API_URL: "https://env.example" };

  expect(account({ ...token, "vercel:apiUrl": "https://config.example" }, environment).apiUrl).toBe(
    "https://config.example",
  );
  expect(account(token, environment).apiUrl).toBe("https://env.example");
  expect(account(token).apiUrl).toBe("https://api.vercel.com");
});

test("P40 each setting is found by itself: one from config, the next from the environment", () => {
  expect(
    account(token, { VERCEL_TOKEN: "tok_env", VERCEL_TEAM: "acme", VERCEL_API_URL: "http://localhost:4000" }),
  ).toEqual({
    apiToken: "tok_config",
    tokenSource: "stack config",
    team: "acme",
    teamSource: "environment variable VERCEL_TEAM",
    apiUrl: "http://localhost:4000",
    apiUrlSource: "environment variable VERCEL_API_URL",
    createWithoutList: false,
  });
});

test("P40 an empty setting counts as none", () => {
  const environment = { VERCEL_API_TOKEN: "", VERCEL_TOKEN: "tok_env", VERCEL_TEAM: "" };

  expect(account({ "vercel:apiToken": "", "vercel:team": "" }, environment)).toMatchObject({
    apiToken: "tok_env",
    team: undefined,
  });
});

test("P40 an explicit Provider takes nothing from the environment", () => {
  const environment = {
    VERCEL_API_TOKEN: "tok_env",
    VERCEL_TEAM: "acme",
    VERCEL_API_URL: "https://env.example",
    VERCEL_CREATE_WITHOUT_LIST: "1",
  };
  const explicit = { "vercel:explicit": "true" };

  expect(account({ ...explicit, ...token }, environment)).toEqual({
    apiToken: "tok_config",
    tokenSource: "the explicit Provider",
    team: undefined,
    apiUrl: "https://api.vercel.com",
    createWithoutList: false,
  });
  expect(refusalOf(explicit, environment)).toMatchObject({
    missing: true,
    setting: "apiToken",
  });
});

test("P36 no token at all names the three ways to give one", () => {
  const { message, missing } = refusalOf({});

  expect(missing).toBe(true);
  expect(message).toContain("VERCEL_API_TOKEN");
  expect(message).toContain("pulumi config set --secret vercel:apiToken");
  expect(message).toContain("Provider");
});

test("P40 a VERCEL_ORG_ID that is no team is that of a personal account: it is ignored, and VERCEL_TEAM wins", () => {
  for (const id of ["QmXGz5yv1bVcF7KqYwPp0aTe", "k4tx9d0s2m1l8b7v6c5n3q2w", "usr 1"]) {
    expect(account(token, { VERCEL_ORG_ID: id }).team).toBeUndefined();
    expect(account(token, { VERCEL_ORG_ID: id, VERCEL_TEAM: "acme" }).team).toBe("acme");
    expect(account({ ...token, "vercel:team": "acme" }, { VERCEL_ORG_ID: id }).team).toBe("acme");
  }
  expect(refusalOf(token, { VERCEL_ORG_ID: "team_a b" }).message).toContain("VERCEL_ORG_ID");
});

for (const [quote, name] of [
  ['"', "double"],
  ["'", "single"],
] as const) {
  test(`P36 a setting in ${name} quotes is rejected: the message says so, by name and source, without the value`, () => {
    const quoted = `${quote}vcp_${canary}${quote}`;
    const messages = [
      refusalOf({ "vercel:apiToken": quoted }).message,
      refusalOf({}, { VERCEL_TOKEN: quoted }).message,
      refusalOf(token, { VERCEL_ORG_ID: `${quote}team_${canary}${quote}` }).message,
      refusalOf({}, { VERCEL_TOKEN: `${quote}vcp_${canary}` }).message,
    ];
    for (const message of messages) {
      expect(message).toContain("quotes");
      expect(message).not.toContain(canary);
    }
    expect(messages[0]).toContain("vercel:apiToken (from stack config)");
    expect(messages[1]).toContain("VERCEL_TOKEN (from environment variable VERCEL_TOKEN)");
  });
}

test("P25 a token goes over http to another host only with VERCEL_ALLOW_HTTP=1, whatever names the account", () => {
  const remote = [
    "http://api.example",
    "http://emulator:3000",
    "http://10.0.0.1",
    "http://[fd00::1]",
    "http://127.example",
  ];
  for (const url of remote) {
    for (const [config, environment, source] of [
      [{ ...token, "vercel:apiUrl": url }, {}, "vercel:apiUrl (from stack config)"],
      [{ ...token, "vercel:apiUrl": url, "vercel:explicit": "true" }, {}, "vercel:apiUrl (from the explicit Provider)"],
      [token, { VERCEL_API_URL: url }, "VERCEL_API_URL (from environment variable VERCEL_API_URL)"],
    ] as [Texts, Texts, string][]) {
      const { message, missing } = refusalOf(config, environment);
      expect(missing).toBe(false);
      expect(message).toContain(source);
      expect(message).toContain("VERCEL_ALLOW_HTTP");
      expect(() => account(config, { ...environment, VERCEL_ALLOW_HTTP: "0" })).toThrow(SettingsError);
      expect(account(config, { ...environment, VERCEL_ALLOW_HTTP: "1" }).apiUrl).toBe(url);
    }
  }
});

test("P25 http to this machine and https to any other need no permission", () => {
  const allowed = [
    "http://localhost:4010",
    "http://LOCALHOST",
    "http://127.0.0.1:4010",
    "http://127.1.2.3",
    "http://127.1",
    "http://[::1]:4010",
    "http://[0:0:0:0:0:0:0:1]",
    "https://api.example",
  ];
  for (const url of allowed) expect(account({ ...token, "vercel:apiUrl": url }).apiUrl).toBe(new URL(url).origin);
});

test("P44 creation without a list is off, and switched on by config or environment", () => {
  const without = (config: Texts, environment: Texts = {}) =>
    account({ ...token, ...config }, environment).createWithoutList;
  const variable = "VERCEL_CREATE_WITHOUT_LIST";

  expect(without({})).toBe(false);
  for (const on of ["true", "1", "TRUE"]) {
    expect(without({ "vercel:createWithoutList": on })).toBe(true);
    expect(without({}, { [variable]: on })).toBe(true);
  }
  for (const off of ["false", "0", ""]) {
    expect(without({ "vercel:createWithoutList": off })).toBe(false);
    expect(without({}, { [variable]: off })).toBe(false);
  }
  expect(without({ "vercel:createWithoutList": "false" }, { [variable]: "1" })).toBe(false);
});

const malformed: Record<string, string[]> = {
  "vercel:apiToken": [`Bearer ${canary}`, `${canary}\n`, ` ${canary}`, `${canary}\u00e9`, `${canary}\u0000`],
  "vercel:team": [
    `${canary}/x`,
    `ACME ${canary}`,
    `team_${canary}!`,
    `.${canary}`,
    `${canary}?slug=other`,
    `${canary}\n`,
  ],
  "vercel:apiUrl": [
    canary,
    `ftp://${canary}`,
    `https://user:${canary}@api.example`,
    `https://${canary}@api.example`,
    `https://api.example/?key=${canary}`,
    `https://api.example/#${canary}`,
    `https://${canary}:port`,
  ],
  "vercel:createWithoutList": [canary, `true ${canary}`, `1${canary}`],
};

for (const [key, values] of Object.entries(malformed)) {
  for (const value of values) {
    test(`P29 ${key} as ${JSON.stringify(value)} is refused by name and source, without the value`, () => {
      const refusal = refusalOf({ ...token, [key]: value });

      expect(refusal.missing).toBe(false);
      expect(refusal.message).toContain(`${key} (from stack config)`);
      expect(inspect(refusal, { showHidden: true, getters: true, depth: Infinity })).not.toContain(canary);
    });
  }
}

test("P36 a malformed setting of the environment is named by its variable", () => {
  expect(refusalOf({}, { VERCEL_TOKEN: "a b" }).message).toContain(
    "VERCEL_TOKEN (from environment variable VERCEL_TOKEN)",
  );
});

test("P36 a setting of a function's options is named as its caller wrote it", () => {
  const read = () =>
    readAccount({
      config: (key) => ({ ...token, "vercel:team": "not a team" })[key],
      environment: {},
      nameOf: (setting) => `--${setting}`,
    });

  expect(read).toThrowError(/^--team is not a team\./);
});

test("P25 an address may have a path in front, a port and slashes at its end; what is kept is what paths can follow", () => {
  const kept = {
    "https://proxy.example/vercel/": "https://proxy.example/vercel",
    "http://127.0.0.1:4000//": "http://127.0.0.1:4000",
    "HTTPS://API.Vercel.com": "https://api.vercel.com",
    "https://api.example/?": "https://api.example",
    "https://api.example/v#": "https://api.example/v",
  };
  for (const [given, address] of Object.entries(kept)) {
    expect(account({ ...token, "vercel:apiUrl": given }).apiUrl).toBe(address);
  }
});
