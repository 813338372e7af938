/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { buildBoard, responsiveness, startBrowser, watchedPage, type Responsiveness } from "./browser.ts";
import { report, spread } from "./measure.ts";
import { startBenchServer } from "./server.ts";

/** A trace of 10,000 spans in the board, from a real server: how long until it can be read, and how it answers to the hand. */
const SPANS = 10_000;
const ROUNDS = 5;
const CPU_SLOWDOWN = 4;
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

buildBoard();
const server = await startBenchServer();
const browser = await startBrowser();
try {
  await send(server.url);
  const address = `${server.url}/traces/${TRACE_ID}`;
  const outline = await fetch(`${server.url}/api/v1/traces/${TRACE_ID}/outline`);
  const whole = await fetch(`${server.url}/api/v1/traces/${TRACE_ID}`);
  report("board-trace", {
    spans: SPANS,
    outlineBytes: (await outline.text()).length,
    outlineWireBytes: Number(outline.headers.get("content-length")),
    wholeBytes: (await whole.text()).length,
    openMs: spread(await openings(address, 1)),
    openAtQuarterSpeedMs: spread(await openings(address, CPU_SLOWDOWN)),
    cpuSlowdown: CPU_SLOWDOWN,
    interactions: await interactions(address),
  });
} finally {
  await browser.close();
  await server.stop();
}

/** From the navigation to the painted rows; the first round, in which the files are fetched and compiled, is left out. */
async function openings(address: string, cpuSlowdown: number): Promise<number[]> {
  const page = await watchedPage(browser, cpuSlowdown);
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await page.goto("about:blank");
    const started = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await rowsAreThere(page);
    times.push(performance.now() - started);
  }
  await page.close();
  return times.slice(1);
}

async function interactions(address: string): Promise<Record<string, Responsiveness>> {
  const page = await watchedPage(browser, CPU_SLOWDOWN);
  await page.goto(address);
  await rowsAreThere(page);
  await page.keyboard.press("Home");
  const press = (times: number, keys: string[]) =>
    responsiveness(page, times, (time) => page.keyboard.press(keys[time % keys.length] ?? ""));
  const results: Record<string, Responsiveness> = {
    walk: await press(30, ["j", "j", "ArrowDown", "k"]),
    page: await press(10, ["PageDown", "End", "Home"]),
    closeAndOpenAll: (await page.keyboard.press("Home"), await press(10, ["ArrowLeft", "ArrowRight"])),
    foldRepeats: await press(6, ["c"]),
    criticalPath: await press(6, ["p", "P", "P", "p"]),
    nextFailed: await press(10, ["e"]),
    openSpan: await responsiveness(page, 10, async (time) => {
      await page
        .locator("[role=treeitem]")
        .nth(5 + time)
        .click();
      await page.locator("[role=treeitem][aria-selected=true]").waitFor();
    }),
  };
  await page.keyboard.press("/");
  const word = "select order";
  results["typeInSearch"] = await responsiveness(page, word.length, (i) => page.keyboard.type(word[i] ?? ""));
  results["nextFound"] = await press(10, ["Enter"]);
  await page.close();
  return results;
}

async function rowsAreThere(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll("[role=treeitem]").length > 20);
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}

/** A root, 100 requests to five services below it, each with its queries, some of them over and over, some failing. */
async function send(url: string): Promise<void> {
  const startNs = BigInt(Date.now() - 60_000) * 1_000_000n;
  const spans = Array.from({ length: SPANS }, (_, i) => ({ service: serviceOf(i), ...span(i, startNs) }));
  for (let from = 0; from < SPANS; from += 2_000) {
    const byService = Map.groupBy(spans.slice(from, from + 2_000), ({ service }) => service);
    const resourceSpans = [...byService].map(([service, own]) => ({
      resource: {
        attributes: [text("service.name", service), text("service.version", "v7"), text("host.name", "node-3")],
      },
      scopeSpans: [{ scope: { name: "bench" }, spans: own.map(({ service: _service, ...rest }) => rest) }],
    }));
    const response = await fetch(`${url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans }),
    });
    if (!response.ok) throw new Error(`the server answered ${response.status} to the spans`);
  }
  const deadlineMs = performance.now() + 60_000;
  while (performance.now() < deadlineMs) {
    const response = await fetch(`${url}/api/v1/traces/${TRACE_ID}/outline`);
    if (response.ok && ((await response.json()) as { spanCount: number }).spanCount === SPANS) return;
  }
  throw new Error("the trace did not become readable in a minute");
}

function serviceOf(i: number): string {
  return i === 0
    ? "gateway"
    : (["cases-api", "entities-api", "media", "exports", "audit"][Math.floor((i - 1) / 100) % 5] ?? "");
}

function span(i: number, startNs: bigint): object {
  const request = Math.floor((i - 1) / 100);
  const isRequest = i > 0 && (i - 1) % 100 === 0;
  const beginNs = i === 0 ? 0 : request * 40_000_000 + ((i - 1) % 100) * 380_000;
  const durationNs = i === 0 ? 4_100_000_000 : isRequest ? 39_000_000 : 250_000 + (i % 7) * 20_000;
  const query =
    i % 3 === 0
      ? `select * from orders where id = ${i}`
      : `select name, state from cases where tenant_id = $1 and id = ${i}`;
  return {
    traceId: TRACE_ID,
    spanId: idOf(i),
    ...(i > 0 && { parentSpanId: idOf(isRequest ? 0 : request * 100 + 1) }),
    name:
      i === 0
        ? "GET /report"
        : isRequest
          ? `GET /part/${request}`
          : i % 3 === 0
            ? "SELECT orders"
            : `SELECT cases ${i % 11}`,
    kind: i === 0 || isRequest ? 2 : 3,
    startTimeUnixNano: String(startNs + BigInt(beginNs)),
    endTimeUnixNano: String(startNs + BigInt(beginNs + durationNs)),
    status: { code: i % 997 === 5 ? 2 : 0 },
    attributes: [
      ...(i === 0 || isRequest ? [] : [text("db.system", "postgresql"), text("db.query.text", query)]),
      text("server.address", "db-1.internal"),
      text("thread.name", `worker-${i % 8}`),
      text("code.function.name", "resolver.cases"),
    ],
  };
}

function idOf(i: number): string {
  return (i + 1).toString(16).padStart(16, "0");
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}
