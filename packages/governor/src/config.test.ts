import { describe, expect, test } from "vitest";
import { OPTIONS } from "./config-options.ts";
import { defaultDataDir, describeConfig, readConfig, redactUrl, type Machine } from "./config.ts";
import { GovernorError } from "./errors.ts";

const MACHINE: Machine = { cwd: "/srv/app", home: "/home/ada", isRoot: false, exists: () => false };
const read = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}, machine: Partial<Machine> = {}) =>
  readConfig(flags, env, { ...MACHINE, ...machine });
const exists = (path: string) => path === "/srv/app/governor.yaml";

describe("settings", () => {
  test("have defaults that listen on this machine only and need nothing", () => {
    expect(read()).toEqual({
      dataDir: "/home/ada/.local/share/governor",
      http: { host: "127.0.0.1", port: 4318 },
      public: null,
      factsUrl: null,
      stateUrl: null,
      catalogPath: null,
      hostNames: [],
      judgeIntervalMs: 10_000,
      boardUrl: null,
      smtpUrl: null,
      smtpFrom: null,
      walSegmentBytes: 16_777_216,
      walSegmentAgeMs: 500,
      logLevel: "info",
      logPath: null,
      logFileBytes: 67_108_864,
    });
  });

  test("come from flags", () => {
    const flags = {
      data: "data",
      http: ":80",
      public: "[::]:4319",
      facts: "https://u:p@ch:8443",
      state: "postgres://u:p@pg/governor",
      catalog: "~/intent.yaml",
      "host-name": "Governor.example.com, perf",
      "judge-interval": "1m",
      "board-url": "https://governor.example.com/",
      "smtp-url": "smtps://bot:pw@mail.example.com",
      "smtp-from": "governor@example.com",
      "wal-segment-size": "64KiB",
      "wal-segment-age": "50ms",
      "log-level": "error",
      "log-file": "logs/governor.log",
      "log-file-size": "1MiB",
    };
    expect(read(flags)).toEqual({
      dataDir: "/srv/app/data",
      http: { host: "0.0.0.0", port: 80 },
      public: { host: "::", port: 4319 },
      factsUrl: "https://u:p@ch:8443",
      stateUrl: "postgres://u:p@pg/governor",
      catalogPath: "/home/ada/intent.yaml",
      hostNames: ["governor.example.com", "perf"],
      judgeIntervalMs: 60_000,
      boardUrl: "https://governor.example.com",
      smtpUrl: "smtps://bot:pw@mail.example.com",
      smtpFrom: "governor@example.com",
      walSegmentBytes: 65_536,
      walSegmentAgeMs: 50,
      logLevel: "error",
      logPath: "/srv/app/logs/governor.log",
      logFileBytes: 1_048_576,
    });
    expect(Object.keys(flags)).toEqual(OPTIONS.map((option) => option.flag));
  });

  test("come from a flag before a variable, and a variable before the default", () => {
    const env = { GOVERNOR_HTTP: "127.0.0.1:1", GOVERNOR_LOG_LEVEL: "warn" };
    expect(read({ http: "127.0.0.1:2" }, env)).toMatchObject({ http: { port: 2 }, logLevel: "warn" });
  });

  test("are not set by an empty variable", () => {
    expect(read({}, { GOVERNOR_HTTP: "", GOVERNOR_FACTS: "" })).toMatchObject({ http: { port: 4318 }, factsUrl: null });
  });

  test("take a list from a flag given twice", () => {
    expect(read({ "host-name": ["a.example", "b.example", "a.example"] }).hostNames).toEqual([
      "a.example",
      "b.example",
    ]);
  });

  test("find governor.yaml in the working folder, where it exists", () => {
    expect(read({}, {}, { exists }).catalogPath).toBe("/srv/app/governor.yaml");
    expect(read({ catalog: "other.yaml" }, {}, { exists }).catalogPath).toBe("/srv/app/other.yaml");
  });

  test.each(OPTIONS.map((option) => [option.env, option] as const))(
    "name the variable %s after the flag",
    (env, option) => {
      expect(env).toBe(`GOVERNOR_${option.flag.toUpperCase().replaceAll("-", "_")}`);
    },
  );
});

describe("the data folder", () => {
  test("is the system's as root, else the user's", () => {
    expect(defaultDataDir({}, { ...MACHINE, isRoot: true })).toBe("/var/lib/governor");
    expect(defaultDataDir({ XDG_DATA_HOME: "/data" }, MACHINE)).toBe("/data/governor");
    expect(defaultDataDir({ XDG_DATA_HOME: "relative" }, MACHINE)).toBe("/home/ada/.local/share/governor");
  });
});

describe("a setting that is not valid", () => {
  test.each([
    ["http", "4318", '--http is not valid: "4318" is not host:port; write 127.0.0.1:4318'],
    ["http", true, "it has no value; write it as --http <host:port>"],
    ["http", "", "it has no value"],
    ["http", [":1", ":2"], "it is given more than once"],
    ["facts", "clickhouse:9000", "it begins with clickhouse:; write http: or https:"],
    ["facts", "nonsense", "it is not a URL; write it like http://host"],
    ["state", "mysql://db", "write postgres: or postgresql:"],
    ["host-name", "https://a.example", "write names without scheme or port"],
    ["host-name", "a.example:80", "write names without scheme or port"],
    ["judge-interval", "10", "write a number and its unit, such as 10s"],
    ["judge-interval", "999ms", "999ms is out of range; it takes 1s to 1h"],
    ["judge-interval", "61m", "out of range"],
    ["wal-segment-size", "32", "write a number and its unit, such as 16MiB"],
    ["wal-segment-size", "2GiB", "it takes 64KiB to 256MiB"],
    ["wal-segment-age", "49ms", "it takes 50ms to 1m"],
    ["log-file-size", "1KiB", "it takes 64KiB to 1024GiB"],
    ["log-level", "verbose", "is none of info, warn, error"],
  ])("--%s %j says what and how", (flag, value, message) => {
    const error = errorOf(() => read({ [flag]: value }));
    expect(error.code).toBe("config.invalid");
    expect(error.message).toContain(message);
  });

  test("names the variable it came from", () => {
    expect(errorOf(() => read({}, { GOVERNOR_JUDGE_INTERVAL: "soon" })).message).toContain(
      "GOVERNOR_JUDGE_INTERVAL (environment)",
    );
  });

  test("is not repeated where it may hold a password", () => {
    for (const url of ["ftp://u:secret@h", "postgres//u:secret@h", "postgres://u:secret@h:port"]) {
      const error = errorOf(() => read({ state: url }));
      expect(`${error.message} ${String(error.cause)}`).not.toContain("secret");
    }
  });

  test("is a public listener on the port of the main one", () => {
    expect(errorOf(() => read({ http: ":4318", public: "127.0.0.1:4318" })).message).toContain("give it another port");
    expect(read({ http: "127.0.0.1:4318", public: "10.0.0.1:4318" }).public?.host).toBe("10.0.0.1");
    expect(read({ http: "127.0.0.1:0", public: "127.0.0.1:0" }).public?.port).toBe(0);
  });
});

describe("a printed URL", () => {
  test.each([
    ["postgres://ada:secret@db/governor", "postgres://ada:***@db/governor"],
    ["https://db:8443/?user=a&password=secret&x=1", "https://db:8443/?user=a&password=***&x=1"],
    ["http://db:8123", "http://db:8123/"],
    ["//ada:secret@db", "//***@db"],
    ["postgres://ada:se/cret@db:port", "postgres://***@db:port"],
  ])("of %s is %s", (url, printed) => {
    expect(redactUrl(url)).toBe(printed);
  });

  test("stands in the described settings without its password", () => {
    const described = describeConfig(read({ state: "postgres://ada:secret@db/governor" }));
    expect(described).toMatchObject({ http: "127.0.0.1:4318", stateUrl: "postgres://ada:***@db/governor", public: "" });
  });
});

function errorOf(run: () => unknown): GovernorError {
  try {
    run();
  } catch (error) {
    if (error instanceof GovernorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
