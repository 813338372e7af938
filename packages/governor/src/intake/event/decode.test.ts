import { describe, expect, it } from "vitest";

import { GovernorError } from "../../errors.ts";
import { decodeEvent, decodeEventCounted } from "./decode.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);

const DEPLOY = { kind: "deploy", service: "case-api", env: "production", release: "v2" };

function refusal(body: unknown): { problem: string; fix: string } {
  try {
    decodeEvent(body, {}, NOW_MS);
  } catch (error) {
    if (!(error instanceof GovernorError)) throw error;
    expect(error).toMatchObject({ code: "event.invalid", http: 400 });
    return { problem: error.message, fix: error.remedy };
  }
  throw new Error("it was taken");
}

describe("our plain form", () => {
  it("keeps every field", () => {
    const whole = {
      ...DEPLOY,
      id: "deploy-17",
      time: "2026-11-23T10:00:00+01:00",
      sha: "4f2a",
      actor: "ada",
      owner: "cases",
      url: "https://ci.example/17",
      title: "Faster search",
    };
    const { time: _time, ...kept } = whole;
    expect(decodeEvent(whole, {}, NOW_MS)).toEqual({ ...kept, timeUnixMs: Date.UTC(2026, 10, 23, 9) });
  });

  it("needs little: a deploy now is the default", () => {
    const event = decodeEvent({ service: "case-api", release: "v2" }, {}, NOW_MS);
    expect(event).toMatchObject({ kind: "deploy", timeUnixMs: NOW_MS, env: "", sha: "", url: "" });
    expect(event.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it("makes the id from the content, so that the same event sent twice is one", () => {
    const id = (body: object, nowMs = NOW_MS): string => decodeEvent(body, {}, nowMs).id;
    const timed = { ...DEPLOY, time: "2026-11-23T10:00:00Z" };
    expect(id(timed)).toBe(id(timed, NOW_MS + 3_600_000));
    expect(id(DEPLOY)).toBe(id(DEPLOY, NOW_MS + 1_000));
    expect(id(DEPLOY)).not.toBe(id(DEPLOY, NOW_MS + 3_600_000));
    expect(id(timed)).not.toBe(id({ ...timed, release: "v3" }));
  });

  it.each([
    ["2026-11-23T09:00:00Z", Date.UTC(2026, 10, 23, 9)],
    [String(Date.UTC(2026, 10, 23, 9)), Date.UTC(2026, 10, 23, 9)],
  ])("reads the time %s", (time, expected) => {
    expect(decodeEvent({ ...DEPLOY, time }, {}, NOW_MS).timeUnixMs).toBe(expected);
  });

  it.each([
    [{ ...DEPLOY, version: "v2" }, /`version` is not a key/, "Call it `release`."],
    [{ ...DEPLOY, Service: "x" }, /`Service` is not a key/, "Call it `service`."],
    [{ ...DEPLOY, colour: "red" }, /`colour` is not a key/, /^Remove it; the keys are id, service,/],
    [{ ...DEPLOY, kind: "deployment" }, /`kind`/, /^Use one of deploy, rollback,/],
    [{ ...DEPLOY, release: 2 }, /`release` is not a string/, /quotes/],
    [{ ...DEPLOY, service: " " }, /`service` is missing/, /service\.name/],
    [{ ...DEPLOY, release: undefined }, /`release` is missing/, /service\.version/],
    [{ ...DEPLOY, url: "javascript:alert(1)" }, /`url` is not an http/, /whole address/],
    [{ ...DEPLOY, timeUnixMs: 1_763_899_200 }, /before 2000/, /milliseconds/],
    [{ ...DEPLOY, timeUnixMs: NOW_MS + 86_400_001 }, /future/, /milliseconds/],
    [{ ...DEPLOY, time: "yesterday" }, /`time` is not a time/, /RFC 3339/],
    [{ ...DEPLOY, service: "x".repeat(257) }, /`service` is longer than 256 bytes/, /Shorten/],
    [[], /not a JSON object/, /Send one/],
    [null, /not a JSON object/, /Send one/],
    ["deploy", /not a JSON object/, /Send one/],
  ])("refuses %j and says what to do", (body, problem, fix) => {
    const said = refusal(body);
    expect(said.problem).toMatch(problem);
    if (typeof fix === "string") expect(said.fix).toBe(fix);
    else expect(said.fix).toMatch(fix);
  });

  it("needs no service for a change that has none", () => {
    expect(decodeEvent({ kind: "infrastructure", title: "New region" }, {}, NOW_MS)).toMatchObject({
      service: "",
      release: "",
    });
  });
});

describe("CloudEvents", () => {
  const cdevent = {
    context: {
      version: "0.4.1",
      id: "ctx",
      source: "/ci",
      type: "dev.cdevents.service.deployed.0.2.0",
      timestamp: "2026-11-23T09:00:00Z",
    },
    subject: {
      id: "case-api",
      type: "service",
      content: { environment: { id: "production" }, artifactId: "pkg:oci/case-api@v2%2B1?tag=x", chain: "later" },
    },
    customData: { sha: "4f2a", actor: "ada", url: "https://ci.example/17", pipeline: "main" },
  };
  const envelope = {
    specversion: "1.0",
    id: "17",
    source: "/ci/cases",
    type: "dev.cdevents.service.deployed.0.2.0",
    traceparent: "00-…",
  };

  it("of CDEvents in structured mode become changes; what is not kept is counted", () => {
    const { event, ignored } = decodeEventCounted({ ...envelope, data: cdevent }, {}, NOW_MS);
    expect(event).toEqual({
      id: "/ci/cases#17",
      kind: "deploy",
      timeUnixMs: Date.UTC(2026, 10, 23, 9),
      service: "case-api",
      env: "production",
      release: "v2+1",
      sha: "4f2a",
      actor: "ada",
      owner: "",
      url: "https://ci.example/17",
      title: "",
    });
    expect(ignored).toBe(3);
  });

  it("in binary mode carry their attributes in headers", () => {
    const headers = {
      "ce-specversion": "1.0",
      "ce-id": "17",
      "ce-source": "/ci/c%20ases",
      "ce-type": "dev.cdevents.service.rolledback.0.2.0",
      "content-type": "application/json",
    };
    expect(decodeEvent(cdevent, headers, NOW_MS)).toMatchObject({
      id: "/ci/c ases#17",
      kind: "rollback",
      service: "case-api",
    });
  });

  it.each([
    ["dev.cdevents.service.deployed.0.1.0", "deploy"],
    ["dev.cdevents.service.upgraded.1.99.0-draft", "deploy"],
    ["dev.cdevents.service.rolledback", "rollback"],
  ])("of type %s are a %s, whatever the version", (type, kind) => {
    expect(decodeEvent({ ...envelope, type, data: cdevent }, {}, NOW_MS).kind).toBe(kind);
  });

  it("of any type may carry our own fields", () => {
    const data = { ...DEPLOY, extra: 1 };
    const { event, ignored } = decodeEventCounted(
      { ...envelope, type: "com.example.deploy", time: "2026-11-23T09:00:00Z", data },
      {},
      NOW_MS,
    );
    expect(event).toMatchObject({
      kind: "deploy",
      service: "case-api",
      release: "v2",
      timeUnixMs: Date.UTC(2026, 10, 23, 9),
    });
    expect(ignored).toBe(2);
  });

  it("that tell of no change, or lack what CloudEvents demands, are refused", () => {
    expect(refusal({ ...envelope, type: "dev.cdevents.service.removed.0.2.0", data: cdevent }).problem).toContain(
      "no change is told",
    );
    expect(refusal({ ...envelope, id: "" }).problem).toContain("lacks");
    expect(refusal({ ...envelope, data: { subject: { id: "case-api" } } }).problem).toContain("`release` is missing");
  });

  it("of unusual shape are refused, never a crash", () => {
    for (const data of [undefined, null, 5, [], { subject: 5 }, { subject: { content: [] } }, { context: "x" }]) {
      expect(refusal({ ...envelope, data }).problem).not.toBe("");
    }
  });
});
