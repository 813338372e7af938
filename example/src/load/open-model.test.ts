import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { Browser } from "./browser.ts";
import { runOpenModel, type OpenModelOptions } from "./open-model.ts";
import { seededRandom } from "./random.ts";
import { Report, type Sample } from "./report.ts";

const BASE = {
  random: seededRandom(7),
  abandonAfterMs: 60_000,
  abandoned: () => {},
} satisfies Partial<OpenModelOptions>;

test("a slow server is reported as slow as its users felt it, not as its requests were answered", async () => {
  const SERVICE_TIME_MS = 60;
  const server = createServer((_request, response) => void setTimeout(() => response.end(), SERVICE_TIME_MS));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const samples: Sample[] = [];
  const browser = new Browser((sample) => samples.push(sample));
  const stop = new AbortController();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await runOpenModel({
    ...BASE,
    // 50 arrivals a second on a server that, one at a time, answers 16.
    ratePerSecond: 50,
    maxInFlight: 1,
    signal: stop.signal,
    visit: async ({ intendedMs }) => {
      await browser.request({ journey: "j", step: "s", tenant: "t", method: "GET", url, intendedMs });
      if (samples.length === 20) stop.abort();
    },
  });
  await browser.close();
  server.close();

  const report = new Report();
  for (const sample of samples) report.add(sample);
  const step = report.toJSON()["j/s"];
  expect(step).toMatchObject({ count: 20, errors: 0 });
  // The last of twenty waited for most of the others.
  expect(step?.p95Ms).toBeGreaterThan(5 * SERVICE_TIME_MS);
  expect(step?.p95Ms).toBeGreaterThan(2 * (step?.rawP95Ms ?? Infinity));
  expect(step?.late).toBeGreaterThan(10);
  const last = samples.at(-1);
  expect(last?.correctedMs).toBeGreaterThan((last?.rawMs ?? Infinity) + 2 * SERVICE_TIME_MS);
});

test("arrivals do not wait for answers", async () => {
  const stop = new AbortController();
  const answers: (() => void)[] = [];
  await runOpenModel({
    ...BASE,
    ratePerSecond: 500,
    maxInFlight: 10,
    signal: stop.signal,
    visit: () => {
      // Nobody is answered before ten have arrived: a driver that waits would stand still.
      const answer = new Promise<void>((resolve) => answers.push(resolve));
      if (answers.length === 10) {
        stop.abort();
        for (const resolve of answers) resolve();
      }
      return answer;
    },
  });
  expect(answers).toHaveLength(10);
});

test("a backlog that outlasts its users' patience is abandoned and counted", async () => {
  const stop = new AbortController();
  let abandoned = 0;
  let visits = 0;
  await runOpenModel({
    ...BASE,
    ratePerSecond: 1000,
    maxInFlight: 1,
    abandonAfterMs: 30,
    signal: stop.signal,
    abandoned: ({ isLate }) => {
      expect(isLate).toBe(true);
      abandoned += 1;
    },
    visit: async () => {
      visits += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (visits === 3) stop.abort();
    },
  });
  expect(visits).toBe(3);
  expect(abandoned).toBeGreaterThan(20);
});

test("the same seed gives the same arrivals", () => {
  const a = seededRandom(3);
  const b = seededRandom(3);
  const c = seededRandom(4);
  const first = Array.from({ length: 5 }, a);
  expect(Array.from({ length: 5 }, b)).toEqual(first);
  expect(Array.from({ length: 5 }, c)).not.toEqual(first);
});
