/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { fixtureHandler } from "../board/dev/serve.ts";
import { buildBoard, responsiveness, startBrowser, watchedPage, type Responsiveness } from "./browser.ts";
import { report } from "./measure.ts";

/** How the board's pages answer to the hand on a processor of a quarter of this one's speed; data from the fixtures. */
const CPU_SLOWDOWN = 4;

buildBoard();
const server = await serve(fileURLToPath(new URL("../board/dist", import.meta.url)));
const browser = await startBrowser();
try {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await watchedPage(browser, CPU_SLOWDOWN);
  const interactions = { ...(await journeys(page, base)), ...(await offenders(page, base)), ...(await palette(page)) };
  const worstP98Ms = Math.max(...Object.values(interactions).map(({ p98Ms }) => p98Ms));
  report("board-inp", { cpuSlowdown: CPU_SLOWDOWN, worstP98Ms, interactions });
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

async function journeys(page: Page, base: string): Promise<Record<string, Responsiveness>> {
  await page.goto(base);
  const step = page.locator(".step");
  await step.first().waitFor();
  const walk = await responsiveness(page, 10, () => page.keyboard.press("j"));
  const openStep = await responsiveness(page, 8, (time) => step.nth(time % 4).click());
  // A step of the service that was deployed: all three choices are there.
  await page.goto(`${base}/?open=case-search/search-api`);
  const choice = page.locator(".overlay-choice button");
  await choice.nth(2).waitFor();
  const overlay = await responsiveness(page, 6, (time) => choice.nth((time + 1) % 3).click());
  return { journeysWalk: walk, journeysOpenStep: openStep, journeysOverlay: overlay, journeysRange: await range(page) };
}

async function offenders(page: Page, base: string): Promise<Record<string, Responsiveness>> {
  await page.goto(`${base}/offenders`);
  await page.locator("tr.row").first().waitFor();
  const word = "cases";
  const results: Record<string, Responsiveness> = {
    offendersSort: await responsiveness(page, 8, (time) =>
      page
        .locator("th .sort")
        .nth(time % 4)
        .click(),
    ),
    offendersOpenRow: await responsiveness(page, 8, (time) =>
      page
        .locator(".row-open")
        .nth(time % 4)
        .click(),
    ),
    offendersWalk: await responsiveness(page, 10, () => page.keyboard.press("j")),
    offendersRange: await range(page),
  };
  await page.keyboard.press("/");
  results["offendersFilter"] = await responsiveness(page, word.length * 2, (time) =>
    page.keyboard.press(time < word.length ? (word[time] ?? "") : "Backspace"),
  );
  await page.keyboard.press("Escape");
  return results;
}

/** Opens the menu of periods and takes one. */
async function range(page: Page): Promise<Responsiveness> {
  return responsiveness(page, 6, async (time) => {
    await page.locator("button.range").click();
    await page
      .locator(".popover:popover-open li button")
      .nth(time % 4)
      .click();
  });
}

async function palette(page: Page): Promise<Record<string, Responsiveness>> {
  const word = "cases search";
  const open = await responsiveness(page, 6, async () => {
    await page.keyboard.press("Control+k");
    await page.locator(".palette [role=option]").first().waitFor();
    await page.keyboard.press("Escape");
  });
  await page.keyboard.press("Control+k");
  const type = await responsiveness(page, word.length, (time) => page.keyboard.type(word[time] ?? ""));
  return { paletteOpenAndClose: open, paletteType: type };
}

/** The built board and the fixtures' API. */
async function serve(folder: string): Promise<Server> {
  const answersApi = fixtureHandler();
  const types: Record<string, string> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
  };
  const made = createServer((request, response) => {
    if (answersApi(request, response)) return;
    const path = new URL(request.url ?? "/", "http://board").pathname;
    const file = join(folder, extname(path) === "" || path.includes("..") ? "index.html" : path);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    readFile(file).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return made;
}
