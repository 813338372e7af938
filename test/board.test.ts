/// <reference lib="dom" />
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CONTENT_POLICY, fixtureHandler } from "../board/dev/serve.ts";
import { DEV_KEY } from "../board/dev/session.ts";
import { HUGE_TRACE, N_PLUS_ONE_TRACE } from "../board/dev/story.ts";

const executablePath = [
  process.env["GOVERNOR_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

const WIDTHS_PX = [360, 768, 1_360, 2_560];
const PAGES = [
  "/",
  "/?open=case-search/search-api",
  "/offenders",
  "/releases?open=cases-api+prod+v2",
  "/findings",
  "/traces",
  `/traces/${N_PLUS_ONE_TRACE}`,
  "/readiness?open=entities-api",
  "/readiness?show=owners",
  "/catalog",
  "/catalog?show=journeys",
  "/catalog?show=versions",
  "/settings",
  "/settings?show=decisions",
  "/settings?show=audit",
];

// Skipped only where there is no Chromium; `npm test` installs one where it may and says so where it may not.
describe.skipIf(executablePath === undefined)("the board in Chromium", () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  let page: Page;
  let base: string;
  /** Everything the page complained about, violations of the content policy among it. */
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "governor-board-"));
    const root = fileURLToPath(new URL("../board", import.meta.url));
    await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
    server = serveBoard(folder);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await fetch(`${base}/dev/mode?is=full`);
    page = await browser.newPage({ viewport: { width: 1_360, height: 900 } });
    page.setDefaultTimeout(10_000);
    complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  test("Journeys begins with the verdict, and every number has its target and its n", async () => {
    await page.goto(`${base}/`);
    await page.getByRole("button", { name: /p95 912 ms .* is over its target of 600 ms/ }).waitFor();
    const step = page.getByRole("button", { name: /^Search API/ });
    expect(plain(await step.innerText())).toMatch(/n 12\.4k[\s\S]*912 ms[\s\S]*≤ 600 ms[\s\S]*\+61 %/);
    const few = page.getByRole("button", { name: /Request acknowledged/ });
    expect(plain(await few.innerText())).toMatch(/n 84 of 200[\s\S]*not enough data/);
  });

  test("the finding opens from its sentence with suspects and rollback, and Back closes it", async () => {
    await page.goto(`${base}/`);
    await page.getByRole("button", { name: /p95 912 ms/ }).click();
    const panel = page.getByRole("dialog", { name: "Finding" });
    await panel.getByText("kubectl set image").waitFor();
    expect(new URL(page.url()).searchParams.get("finding")).toBe("f-1");
    expect(plain(await panel.innerText())).toMatch(/cases-api v2[\s\S]*86 %/);
    await page.goBack();
    await panel.waitFor({ state: "hidden" });
  });

  test("acknowledging a finding is kept and shown", async () => {
    await page.goto(`${base}/?finding=f-1`);
    await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
    await page.getByText(/budget · acknowledged/).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("article").first().innerText()).toContain("acknowledged");
  });

  test("a step is reached and opened by keyboard alone", async () => {
    await page.goto(`${base}/`);
    await page.locator(".step").first().waitFor();
    for (const key of ["j", "j", "Enter"]) await page.keyboard.press(key);
    await page.waitForURL(/open=case-search\/graph-fetch/);
    expect(await page.locator(".step[aria-expanded=true]").innerText()).toContain("Graph fetch");
  });

  test("a server that wants a key is given one, and keeps it where no script can read it", async () => {
    await fetch(`${base}/dev/mode?is=locked`);
    await page.goto(`${base}/`);
    const key = page.getByPlaceholder("Key");
    await key.fill("gov_wrong");
    await page.getByRole("button", { name: "Use key" }).click();
    await page.getByText("This key is not known here.").waitFor();
    await key.fill(DEV_KEY);
    await page.getByRole("button", { name: "Use key" }).click();
    await page.getByRole("heading", { name: "Case search" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Case search" }).waitFor();
    expect(await key.count()).toBe(0);
    expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain("key");
    complaints = complaints.filter((each) => !each.includes("401"));
  });

  test("a drag over a chart zooms in, Back undoes it, and z widens", async () => {
    await page.goto(`${base}/?open=case-search/search-api`);
    const plot = page.locator(".u-over");
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (box === null) throw new Error("the chart has no size");
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.25, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const { searchParams } = new URL(page.url());
    const minutes = (Number(searchParams.get("to")) - Number(searchParams.get("from"))) / 60_000;
    expect(minutes).toBeGreaterThan(28);
    expect(minutes).toBeLessThan(32);
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes("from="));
    await page.keyboard.press("z");
    await page.waitForURL(/from=now-3h/);
  });

  test("a deploy is named on its line when it is focused", async () => {
    await page.goto(`${base}/?open=case-search/search-api`);
    const marker = page.locator(".marker").first();
    await marker.waitFor();
    await page.locator(".chart-plot").focus();
    await page.keyboard.press("Tab");
    await marker.locator("span").waitFor();
    expect(await marker.innerText()).toMatch(/^deploy cases-api v2 \(a1b2c3d\) by rosa/);
  });

  test("Offenders is walked by j k and Enter, and its state is in the address", async () => {
    await page.goto(`${base}/offenders`);
    await page.getByRole("row", { name: /cases\/search/ }).waitFor();
    for (const key of ["j", "j", "k", "Enter"]) await page.keyboard.press(key);
    await page.waitForURL(/open=cases-api\+GET\+\/cases\/search/);
    await page.getByRole("button", { name: "p95", exact: true }).click();
    await page.waitForURL(/sort=p95/);
    await page.keyboard.press("/");
    await page.keyboard.type("core-search");
    await page.waitForURL(/q=core-search/);
    expect(await page.locator("tr.row").count()).toBe(3);
    const address = page.url();
    await page.reload();
    await page.locator("tr.row").first().waitFor();
    expect(page.url()).toBe(address);
    expect(await page.locator("tr.row").count()).toBe(3);
    expect(await page.locator("th[aria-sort=descending]").innerText()).toContain("p95");
  });

  test("a filter goes into the address and along to the next page", async () => {
    await page.goto(`${base}/offenders`);
    await page.getByRole("button", { name: "Filter by service: all" }).click();
    await page.getByRole("button", { name: /^media/ }).click();
    await page.waitForURL(/service=media/);
    expect(await page.getByRole("button", { name: "Filter by service: media" }).innerText()).toContain("media");
    await page.getByRole("link", { name: "Traces" }).click();
    await page.waitForURL(/\/traces\?service=media/);
    await page.waitForFunction(() => document.activeElement?.id === "page");
    expect(await page.title()).toBe("Traces · Governor");
  });

  test("a trace says that its query repeats, and opens and folds the repeat by keyboard", async () => {
    await page.goto(`${base}/traces/${N_PLUS_ONE_TRACE}`);
    await page.getByText("One query ran 48 times under cases.search").waitFor();
    expect(plain(await page.locator(".trace-story").innerText())).toContain("N+1, 612 ms of 934 ms");
    const selected = page.locator("[role=treeitem][aria-selected=true]");
    expect(await selected.innerText()).toContain("×48 postgresql · select * from owner");
    await page.keyboard.press("Enter");
    expect(await selected.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("j");
    expect(await selected.getAttribute("aria-level")).toBe("6");
    await page.keyboard.press("p");
    // Both the row and what is drawn are in the address, although the row gets there a moment later.
    await page.waitForURL((url) => url.searchParams.get("show") === "critical" && url.searchParams.has("span"));
    await page.keyboard.press("u");
    await page.waitForURL(/\/offenders\?service=cases-api&open=cases-api\+GET\+\/cases\/search/);
  });

  test("of a trace of 12,001 spans only what is in view is drawn, and its last span is one key away", async () => {
    await page.goto(`${base}/traces/${HUGE_TRACE}`);
    await page.locator("[role=treeitem]").first().waitFor();
    expect(await page.locator("[role=treeitem]").count()).toBeLessThan(120);
    await page.keyboard.press("End");
    await page.locator("[role=treeitem][aria-selected=true]", { hasText: "row 5" }).waitFor();
    const drawn = await page.locator("[role=treeitem]").count();
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(120);
  });

  test("in a trace spans are found, failed ones and gaps visited, and only the critical path is left", async () => {
    await page.goto(`${base}/traces/${N_PLUS_ONE_TRACE}`);
    const selected = page.locator("[role=treeitem][aria-selected=true]");
    await selected.waitFor();
    await page.keyboard.press("e");
    await page.locator("[role=treeitem][aria-selected=true]", { hasText: "audit.write" }).waitFor();
    await page.locator(".span-detail", { hasText: "connection refused" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("owner where");
    await page.locator(".trace-find [role=status]", { hasText: "49" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=owner\+where/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("P");
    await page.waitForURL(/show=only/);
    expect(await page.locator("[role=treeitem]", { hasText: "audit.write" }).count()).toBe(0);
    await page.keyboard.press("g");
    await page.waitForURL(/at=0-/);
  });

  test("everything opens by name: Ctrl+K, letters, Enter; a pasted trace id too", async () => {
    await page.goto(`${base}/`);
    await page.getByRole("heading", { name: "Case search" }).waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox");
    await field.fill("gcs");
    const option = page.getByRole("option", { name: /GET \/cases\/search/ }).first();
    await option.waitFor();
    expect(await field.getAttribute("aria-activedescendant")).toBe("palette-0");
    expect(await option.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/offenders\?service=cases-api&open=/);
    await page.keyboard.press("Control+k");
    await field.fill(`00-${HUGE_TRACE}-0000000000200011-01`);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/traces/${HUGE_TRACE}.*span=0000000000200011`));
  });

  test("the period before is laid over a chart, dashed, and read beside the present one by keys and in the table", async () => {
    await page.goto(`${base}/?open=case-search/search-api`);
    await page.getByRole("button", { name: "the period before" }).click();
    await page.waitForURL(/compare=previous/);
    await page.locator(".chart-legend", { hasText: "the period before" }).waitFor();
    await page.locator(".chart-plot .u-over").waitFor();
    await page.locator(".chart-plot").focus();
    await page.keyboard.press("End");
    await page.locator(".chart-read", { hasText: "the period before" }).waitFor();
    await page.getByText("Values as a table").click();
    await page.getByRole("columnheader", { name: "p95, the period before" }).waitFor();
    expect(await page.locator(".chart-table tbody tr").count()).toBe(20);
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByText("page 2 of").waitFor();
  });

  test("where nothing was ever stored it shows the way, waits, and moves on when the first span is there", async () => {
    await fetch(`${base}/dev/mode?is=empty`);
    await page.goto(`${base}/`);
    await page.getByText("Waiting for the first span").waitFor();
    expect(await page.getByLabel("Environment variables").innerText()).toContain(
      "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
    );
    await fetch(`${base}/dev/mode?is=full`);
    await page.getByText("Received ✓").waitFor();
    await page.waitForURL(/\/offenders/);
  });

  test("data without a catalog explains governor.yaml", async () => {
    await fetch(`${base}/dev/mode?is=no-catalog`);
    await page.goto(`${base}/`);
    expect(await page.getByLabel("A small governor.yaml").innerText()).toContain("target: { p95: 600ms }");
  });

  test("while the server does not answer, what was read stays on screen, and it recovers by itself", async () => {
    await page.goto(`${base}/`);
    await page.getByRole("heading", { name: "Case search" }).waitFor();
    await page.route("**/api/v1/**", (route) => route.abort("connectionrefused"));
    await page.getByText("The Governor server does not answer.").waitFor({ timeout: 15_000 });
    expect(await page.getByRole("heading", { name: "Case search" }).isVisible()).toBe(true);
    await page.unroute("**/api/v1/**");
    await page.getByText("The Governor server does not answer.").waitFor({ state: "hidden", timeout: 15_000 });
    complaints = complaints.filter((each) => !each.includes("ERR_CONNECTION_REFUSED"));
  });

  test.each(PAGES)("%s fits into every width", async (path) => {
    await page.goto(`${base}${path}`);
    await page.locator("h1").waitFor();
    await page.waitForFunction(() => document.querySelector(".loading") === null);
    for (const width of WIDTHS_PX) {
      await page.setViewportSize({ width, height: 860 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  test.each(PAGES)("%s has names, one main heading, and a way in for the keyboard", async (path) => {
    await page.goto(`${base}${path}`);
    await page.locator("h1").waitFor();
    await page.waitForFunction(() => document.querySelector(".loading") === null);
    expect(await page.evaluate(flaws)).toEqual([]);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the page");
  });

  test("a chosen theme is there before the first paint of the next visit", async () => {
    await page.goto(`${base}/`);
    await page.getByRole("button", { name: /^Theme/ }).click();
    const chosen = await page.evaluate(() => document.documentElement.dataset["theme"]);
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => document.body !== null);
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe(chosen);
  });
});

/** What a person with a screen reader would stumble over; runs in the page. */
function flaws(): string[] {
  const found: string[] = [];
  // oxlint-disable-next-line consistent-function-scoping -- the function is sent into the page by its text
  const nameOf = (element: Element) =>
    element.getAttribute("aria-label") ?? element.getAttribute("aria-labelledby") ?? element.textContent?.trim() ?? "";
  for (const element of document.querySelectorAll("a, button, [role=button], [role=img], dialog[open], nav")) {
    if (nameOf(element) === "") found.push(`no name: ${element.outerHTML.slice(0, 120)}`);
  }
  for (const input of document.querySelectorAll("input")) {
    if (!input.getAttribute("aria-label") && input.labels?.length === 0) found.push(`no label: ${input.outerHTML}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push(`id twice: ${id}`);
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (document.documentElement.lang === "") found.push("no language");
  for (const cell of document.querySelectorAll("thead th"))
    if (cell.getAttribute("scope") !== "col") found.push("th without scope");
  return found;
}

/** The built board and the fixtures' API, under the content policy that the real server sends. */
function serveBoard(folder: string): Server {
  const answersApi = fixtureHandler();
  const types: Record<string, string> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
  };
  return createServer((request, response) => {
    if (answersApi(request, response)) return;
    const path = new URL(request.url ?? "/", "http://board").pathname;
    const file = join(folder, extname(path) !== "" && !path.includes("..") ? path : "index.html");
    response.setHeader("content-security-policy", CONTENT_POLICY);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    readFile(file).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
}

/** Tests read better with plain spaces. */
function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
