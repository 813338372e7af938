import type { ChangeEvent, ErrorBody, EventAccepted, JourneysResponse, ReleasesResponse } from "@governor/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

// Each test's own minute of the past, so that none sees another's events.
const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
const minute = (n: number): number => nowMs - n * 60_000;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(folder.path);
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

test("a deploy in plain JSON is a release and a marker as soon as it is answered", async () => {
  const timeUnixMs = minute(60) + 250;
  const sent = {
    kind: "deploy",
    service: "cases",
    env: "production",
    release: "v2",
    sha: "4be1d9",
    actor: "ana",
    owner: "core-search",
    url: "https://example.com/pr/7",
    title: "Faster search",
    time: new Date(timeUnixMs).toISOString(),
  };
  const { id } = await accepted(sent);
  const { time: _time, ...rest } = sent;
  const event = { ...rest, id, timeUnixMs };
  expect(await markers(60)).toEqual([event]);
  expect(await releases(60)).toEqual([
    {
      service: "cases",
      env: "production",
      release: "v2",
      previous: "",
      firstSeenMs: null,
      lastSeenMs: null,
      spans: 0,
      event,
    },
  ]);
});

test("the same id sent twice is one event, as it was last told", async () => {
  const event = { id: "build-71", service: "cases", release: "v3", timeUnixMs: minute(59) };
  expect((await accepted({ ...event, title: "first" })).id).toBe("build-71");
  expect((await accepted({ ...event, title: "corrected" })).id).toBe("build-71");
  expect(await markers(59)).toMatchObject([{ id: "build-71", title: "corrected" }]);
  expect(await releases(59)).toHaveLength(1);
});

test("the same content sent twice without an id is one event too", async () => {
  const event = { service: "cases", release: "v4", timeUnixMs: minute(58) };
  const first = await accepted(event);
  expect(await accepted(event)).toEqual(first);
  expect(await markers(58)).toHaveLength(1);
  expect((await accepted({ ...event, env: "staging" })).id).not.toBe(first.id);
});

describe("a CDEvent of a deployed service is a deploy", () => {
  const cdevent = (time: number, id: string) => ({
    specversion: "1.0",
    id,
    source: "/ci/deployments",
    type: "dev.cdevents.service.deployed.0.1.1",
    time: new Date(time).toISOString(),
    datacontenttype: "application/json",
    data: {
      context: { version: "0.3.0", id, source: "/ci/deployments", timestamp: new Date(time).toISOString() },
      subject: {
        id: "billing",
        type: "service",
        content: { environment: { id: "production" }, artifactId: "pkg:oci/billing@v9?repository_url=example.com" },
      },
    },
  });
  const deploy = { kind: "deploy", service: "billing", env: "production", release: "v9" };

  test("in structured mode", async () => {
    const body = cdevent(minute(57), "event-1");
    const { id } = await accepted(body, { "content-type": "application/cloudevents+json; charset=utf-8" });
    expect(await markers(57)).toMatchObject([{ ...deploy, id, timeUnixMs: minute(57) }]);
    expect(await releases(57)).toMatchObject([{ service: "billing", release: "v9", event: { id } }]);
  });

  test("in binary mode, whose attributes are headers", async () => {
    const { data, datacontenttype: _type, ...attributes } = cdevent(minute(56), "event-2");
    const headers = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`ce-${key}`, value]));
    await accepted(data, headers);
    expect(await markers(56)).toMatchObject([{ ...deploy, timeUnixMs: minute(56) }]);
  });

  test("sent twice, once", async () => {
    const body = cdevent(minute(55), "event-3");
    const headers = { "content-type": "application/cloudevents+json" };
    expect(await accepted(body, headers)).toEqual(await accepted(body, headers));
    expect(await markers(55)).toHaveLength(1);
  });
});

test("`governor deploy` announces the same, with the commit and actor of the pipeline it runs in", async () => {
  const args = ["deploy", "--service", "cases", "--release", "v5", "--env", "production", "--owner", "core-search"];
  const more = [
    "--title",
    "By hand",
    "--link",
    "https://example.com/run/9",
    "--time",
    String(minute(54)),
    "--id",
    "run-9",
  ];
  const env = { GITHUB_SHA: "c0ffee", GITHUB_ACTOR: "ben" };
  const first = await governor([...args, ...more, "--url", server.url], env);
  expect(first).toMatchObject({ code: 0, stdout: "run-9\n" });
  const second = await governor([...args, ...more, "--json", "--url", server.url], env);
  expect(JSON.parse(second.stdout)).toEqual({ schemaVersion: 1, id: "run-9" });
  expect(await markers(54)).toEqual([
    {
      id: "run-9",
      kind: "deploy",
      timeUnixMs: minute(54),
      service: "cases",
      env: "production",
      release: "v5",
      sha: "c0ffee",
      actor: "ben",
      owner: "core-search",
      url: "https://example.com/run/9",
      title: "By hand",
    },
  ]);
});

test("a release joins what was announced with what spans show, and knows which came before", async () => {
  const atMs = minute(53);
  for (const [release, offsetMs] of [
    ["r1", 0],
    ["r2", 20_000],
  ] as const) {
    const { body } = jsonTrace(2, atMs + offsetMs, "joined");
    const withRelease = body.replace(
      `"attributes":[{"key":"service.name"`,
      `"attributes":[{"key":"service.version","value":{"stringValue":"${release}"}},{"key":"service.name"`,
    );
    expect(await post(server.url, withRelease)).toBe(200);
  }
  await accepted({ service: "joined", release: "r2", timeUnixMs: atMs + 15_000 });
  const found = await until("both are seen", 20_000, async () => {
    const list = (await releases(53)).filter(({ service }) => service === "joined");
    return list.filter(({ spans }) => spans > 0).length === 2 ? list : null;
  });
  expect(found).toMatchObject([
    { release: "r2", previous: "r1", firstSeenMs: atMs + 20_000, spans: 2, event: { timeUnixMs: atMs + 15_000 } },
    { release: "r1", previous: "", firstSeenMs: atMs, spans: 2, event: null },
  ]);
});

test("a period includes an event at its start and leaves out one at its end", async () => {
  const timeUnixMs = minute(52);
  const { id } = await accepted({ service: "edge", release: "v1", timeUnixMs });
  const seen = async (from: number, to: number) =>
    (await read<JourneysResponse>("journeys", { from, to })).markers.some((marker) => marker.id === id);
  expect(await seen(timeUnixMs, timeUnixMs + 1)).toBe(true);
  expect(await seen(timeUnixMs - 1, timeUnixMs)).toBe(false);
  expect(await seen(timeUnixMs + 1, timeUnixMs + 2)).toBe(false);
});

test("markers are those of the service, env and release that are asked for, and those about all of them", async () => {
  const timeUnixMs = minute(51);
  await accepted({ id: "m1", service: "one", env: "production", release: "v1", timeUnixMs });
  await accepted({ id: "m2", service: "two", env: "staging", release: "v1", timeUnixMs });
  await accepted({ id: "m3", kind: "infrastructure", title: "New nodes", timeUnixMs });
  const ids = async (filter: Record<string, string>) => (await markers(51, filter)).map(({ id }) => id);
  expect(await ids({})).toEqual(["m1", "m2", "m3"]);
  expect(await ids({ service: "one" })).toEqual(["m1", "m3"]);
  expect(await ids({ env: "staging" })).toEqual(["m2", "m3"]);
  expect(await ids({ release: "v1" })).toEqual(["m1", "m2"]);
});

test.each([
  ["a key it does not know", { service: "a", release: "b", version: "c" }, /version.*|Call it `release`/],
  ["no service", { release: "b" }, /service/],
  ["no release", { service: "a" }, /release/],
  ["a kind it does not know", { kind: "party", service: "a", release: "b" }, /kind/],
  ["a time that is none", { service: "a", release: "b", time: "noon" }, /time/],
  ["seconds for milliseconds", { service: "a", release: "b", timeUnixMs: 1_700_000_000 }, /2000/],
  ["a script for an address", { service: "a", release: "b", url: "javascript:alert(1)" }, /url/],
  ["a CloudEvent about no change", { specversion: "1.0", id: "1", source: "s", type: "com.example.lunch" }, /lunch/],
  ["a list", [], /object/],
])("refuses %s, and says what to do", async (_name, body, message) => {
  const response = await send(body);
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as ErrorBody;
  expect(error.code).toBe("event.invalid");
  expect(error.message).toMatch(message);
  expect(error.remedy).toMatch(/\w/);
});

test.each([
  ["broken JSON", "{", "application/json", 400],
  ["nothing", "", "application/json", 400],
  ["a form", "service=a", "application/x-www-form-urlencoded", 400],
  ["more than a mebibyte", JSON.stringify({ title: "x".repeat(1_048_576) }), "application/json", 413],
])("refuses %s", async (_name, body, contentType, status) => {
  const response = await fetch(`${server.url}/v1/events`, {
    method: "POST",
    headers: { "content-type": contentType },
    body,
  });
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as ErrorBody;
  expect(error).toMatchObject({
    code: expect.stringMatching(/^(request|event)\./) as unknown,
    remedy: expect.stringMatching(/\w/) as unknown,
  });
});

function send(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function accepted(body: unknown, headers: Record<string, string> = {}): Promise<EventAccepted> {
  const response = await send(body, headers);
  const answer = (await response.json()) as EventAccepted;
  expect(response.status, JSON.stringify(answer)).toBe(202);
  return answer;
}

async function markers(minutesAgo: number, filter: Record<string, string> = {}): Promise<ChangeEvent[]> {
  return (await read<JourneysResponse>("journeys", { ...within(minutesAgo), ...filter })).markers;
}

async function releases(minutesAgo: number): Promise<ReleasesResponse["releases"]> {
  return (await read<ReleasesResponse>("releases", within(minutesAgo))).releases;
}

function within(minutesAgo: number): { from: number; to: number } {
  return { from: minute(minutesAgo), to: minute(minutesAgo) + 60_000 };
}

function read<Body>(path: string, query: Record<string, string | number>): Promise<Body> {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return getJson<Body>(`${server.url}/api/v1/${path}?${text}`);
}
