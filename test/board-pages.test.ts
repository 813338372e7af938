/// <reference lib="dom" />
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type {
  AuditResponse,
  CatalogResponse,
  DrillsResponse,
  Finding,
  FindingsResponse,
  SessionResponse,
} from "@governor/contract";
import { chromium, type Browser, type Locator, type Page, type Route } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CONTENT_POLICY } from "../board/dev/serve.ts";
import { fleet, otlpOf } from "./system/fleet.ts";
import { startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

const executablePath = [
  process.env["GOVERNOR_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** Targets that nothing keeps, so that there is something to triage. */
const CATALOG = `version: 1
teams:
  sales: {}
  money: {}
services:
  orders: { owner: sales }
  billing: { owner: money }
journeys:
  shopping:
    title: Shopping
    steps:
      open:
        title: Open an order
        selector: { service: orders, method: GET, route: "/orders/:id" }
        target: { p95: 1ms, window: 60s, min_samples: 20 }
      pay:
        title: Pay
        selector: { service: billing, method: POST, route: "/billing/:id" }
        target: { p95: 1ms, window: 60s, min_samples: 20 }
`;

// Skipped only where there is no Chromium; `npm test` installs one where it may and says so where it may not.
describe.skipIf(executablePath === undefined)("the board's pages against a real server, in Chromium", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let built: string;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  /** Everything the page complained about, violations of the content policy among it. */
  let complaints: string[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    built = await mkdtemp(join(tmpdir(), "governor-board-"));
    const root = fileURLToPath(new URL("../board", import.meta.url));
    await build({ root, logLevel: "error", build: { outDir: built, emptyOutDir: true } });
    const catalog = join(folder.path, "governor.yaml");
    await writeFile(catalog, CATALOG);
    server = await startServer(join(folder.path, "data"), ["--catalog", catalog, "--judge-interval", "1s"]);
    const nowMs = Date.now();
    const served = fleet(nowMs).map((request, i) => ({
      ...request,
      failed: false,
      startUnixNs: BigInt(nowMs - 20_000 + i * 10) * 1_000_000n,
    }));
    expect(await post(server.url, otlpOf(served))).toBe(200);
    await until("two steps are over in two environments", 60_000, async () => (await findings("active")).length === 4);
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await server?.end("SIGTERM");
    await rm(built, { recursive: true, force: true });
    await folder.remove();
  });

  beforeEach(async () => {
    page = await openPage();
  });

  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  test("a finding is walked to, commented on, acknowledged and snoozed, and its history says who and why", async () => {
    await page.goto(`${server.url}/findings`);
    await page
      .getByRole("row", { name: /Pay.*over its target/ })
      .first()
      .waitFor();
    for (const key of ["j", "j", "Enter"]) await page.keyboard.press(key);
    await page.waitForURL(/finding=/);
    const id = new URL(page.url()).searchParams.get("finding") ?? "";
    const panel = page.getByRole("dialog", { name: "Finding" });
    await panel.getByLabel("Note").fill("Only since noon");
    await panel.getByRole("button", { name: "Comment" }).click();
    await historyLine(panel, /commented by local.*Only since noon/);
    await panel.getByLabel("Note").fill("Looking into it");
    await panel.getByRole("button", { name: "Acknowledge" }).click();
    await historyLine(panel, /acknowledged by local.*Looking into it/);
    await panel.getByRole("button", { name: "Snooze…" }).click();
    const snooze = panel.getByRole("button", { name: /^Snooze until/ });
    await snooze.click();
    // Without a reason it stays where it is.
    expect(await snooze.isVisible()).toBe(true);
    await panel.getByLabel("1 week").check();
    await panel.getByLabel("Reason").fill("The fix goes out on Monday");
    await snooze.click();
    await panel.getByText(/Snoozed until .* by local: The fix goes out on Monday/).waitFor();
    // What is shown at once is kept a moment later.
    await panel.getByRole("status").getByText("Snoozed.").waitFor();
    const [kept] = (await findings("snoozed")).filter((finding) => finding.id === id);
    expect(kept?.state).toBe("acknowledged");
    expect((kept?.snooze?.untilMs ?? 0) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const events = kept?.history.filter(({ actor }) => actor === "local").map(({ event, note }) => `${event}: ${note}`);
    expect(events).toEqual([
      "commented: Only since noon",
      "acknowledged: Looking into it",
      expect.stringMatching(/^snoozed: .*The fix goes out on Monday$/),
    ]);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelectorAll("tr.row").length === 3);
    await page.getByRole("button", { name: "Snoozed" }).click();
    await page.waitForURL(/state=snoozed/);
    await page.waitForFunction(() => document.querySelectorAll("tr.row").length === 1);
    await page.getByRole("row", { name: /snoozed until/ }).click();
    await panel.getByRole("button", { name: "End the snooze" }).click();
    await panel.getByText("Awake again.").waitFor();
    expect(await findings("snoozed")).toEqual([]);
  });

  test("what the server refuses is taken back, with the reason and what was typed", async () => {
    const [open] = await findings("open");
    await page.goto(`${server.url}/findings#${open?.id}`);
    const panel = page.getByRole("dialog", { name: "Finding" });
    await panel.getByLabel("Note").fill("On it");
    const refusal = { schemaVersion: 1, error: { code: "state.failed", message: "Not kept.", remedy: "Try later." } };
    const refuse = (route: Route) => route.fulfill({ status: 503, json: refusal });
    await page.route("**/acknowledge", refuse);
    await panel.getByRole("button", { name: "Acknowledge" }).click();
    await panel.getByRole("alert").getByText("Not kept.").waitFor();
    expect(await panel.getByLabel("Note").inputValue()).toBe("On it");
    await panel.getByText(/· open ·/).waitFor();
    await page.unroute("**/acknowledge", refuse);
    await panel.getByRole("button", { name: "Acknowledge" }).click();
    await panel.getByText(/· acknowledged ·/).waitFor();
    await panel.getByRole("button", { name: "Undo" }).click();
    await panel.getByText(/· open ·/).waitFor();
    await panel.getByText("Open again.").waitFor();
    expect((await findings("open")).some(({ id }) => id === open?.id)).toBe(true);
    complaints = complaints.filter((each) => !each.includes("503"));
  });

  test("a key is made, its secret shown once, and revoked; both stand in the audit log", async () => {
    const secret = await makeKey("grafana", "viewer");
    expect(secret).toMatch(/^gov_/);
    expect((await session(secret)).principal).toMatchObject({ name: "grafana", role: "viewer", tenants: "all" });
    const row = page.getByRole("row", { name: /grafana/ });
    expect(await row.innerText()).not.toContain(secret);
    await row.getByRole("button", { name: "Revoke grafana" }).click();
    const dialog = page.getByRole("dialog", { name: "Revoke grafana" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await row.isVisible()).toBe(true);
    await row.getByRole("button", { name: "Revoke grafana" }).click();
    await dialog.getByRole("button", { name: "Revoke it" }).click();
    await row.waitFor({ state: "hidden" });
    await until("the secret is refused", 15_000, async () => (await withKey(secret)).status === 401);
    await page.getByRole("button", { name: "Audit" }).click();
    await page.getByLabel("Action").fill("key");
    await page.keyboard.press("Enter");
    await page.waitForURL(/action=key/);
    await page.getByRole("row", { name: /local key\.revoked/ }).waitFor();
    await page.getByRole("row", { name: /local key\.created.*grafana/ }).waitFor();
    const log = await getJson<AuditResponse>(`${server.url}/api/v1/audit?action=key`);
    expect(log.entries.map(({ action }) => action)).toEqual(["key.revoked", "key.created"]);
  });

  test("a viewer sees what is wrong, and no button that would be refused", async () => {
    const secret = await makeKey("reader", "viewer");
    await page.evaluate(
      (key) =>
        fetch("/api/v1/session", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ key }),
        }).then(({ status }) => status),
      secret,
    );
    const [open] = await findings("open");
    await page.goto(`${server.url}/findings?finding=${open?.id}`);
    const panel = page.getByRole("dialog", { name: "Finding" });
    await panel.getByRole("heading", { name: "History" }).waitFor();
    expect(await panel.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await page.goto(`${server.url}/settings`);
    await page.getByText("Your role is viewer.").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Make a key" }).waitFor();
  });

  test("a release opens to the gate's verdict, with n and the command", async () => {
    await page.goto(`${server.url}/releases?service=orders&env=production`);
    await page.getByRole("button", { name: "v2" }).click();
    await page.waitForURL(/open=orders\+production\+v2/);
    await page.getByText(/1 budget breached/).waitFor();
    await page.getByText("governor gate --service orders --env production --release v2").waitFor();
    expect(await page.locator(".verdicts").innerText()).toMatch(/Open an order.*n = \d+.*over its target/s);
  });

  test("a drill is put on record, and readiness knows it", async () => {
    await page.goto(`${server.url}/readiness?open=orders`);
    await page.getByText("Rollback drill on record", { exact: true }).last().waitFor();
    await page.getByRole("button", { name: "Record a drill" }).click();
    const dialog = page.getByRole("dialog", { name: "Record a drill" });
    await dialog.getByLabel(/^Minutes/).fill("4");
    await dialog.getByLabel("What was learnt").fill("The flag first");
    await dialog.getByRole("button", { name: "Put it on record" }).click();
    await dialog.waitFor({ state: "hidden" });
    const { drills } = await getJson<DrillsResponse>(`${server.url}/api/v1/drills`);
    expect(drills).toMatchObject([
      { service: "orders", kind: "rollback", durationMs: 240_000, note: "The flag first" },
    ]);
    await page.getByRole("button", { name: "Drills" }).click();
    await page.getByRole("row", { name: /orders.*passed.*4 min/ }).waitFor();
  });

  test("a pushed part shows where it came from, and an earlier version is compared and brought back", async () => {
    await push("version: 1\nteams:\n  stock: {}\nservices:\n  shelves: { owner: stock }\n");
    await push("version: 1\nteams:\n  stock: {}\nservices:\n  racks: { owner: stock }\n");
    await page.goto(`${server.url}/catalog`);
    await page.getByRole("row", { name: /racks.*stock.*warehouse.*silent/ }).waitFor();
    await page.getByRole("button", { name: "Parts" }).click();
    await page.getByRole("button", { name: "YAML of warehouse" }).click();
    await page.getByRole("dialog").getByText("racks").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Versions" }).click();
    await page.getByRole("button", { name: "Bring version 1 back" }).click();
    const dialog = page.getByRole("dialog", { name: /Bring version 1/ });
    await dialog
      .getByText(/shelves/)
      .first()
      .waitFor();
    await dialog.getByRole("button", { name: "Bring it back" }).click();
    await dialog.waitFor({ state: "hidden" });
    const { services, version } = await getJson<CatalogResponse>(`${server.url}/api/v1/catalog`);
    expect(version).toBe(3);
    expect(services.map(({ service }) => service)).toContain("shelves");
    expect(services.map(({ service }) => service)).not.toContain("racks");
  });

  async function findings(state: string): Promise<Finding[]> {
    return (await getJson<FindingsResponse>(`${server.url}/api/v1/findings?state=${state}`)).findings;
  }

  async function makeKey(name: string, role: string): Promise<string> {
    await page.goto(`${server.url}/settings`);
    await page.getByRole("button", { name: "Make a key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel("Role").selectOption(role);
    await dialog.getByRole("button", { name: "Make it" }).click();
    const secret = await dialog.getByLabel("Secret").innerText();
    await dialog.getByRole("button", { name: "I have it" }).click();
    return secret.trim();
  }

  function withKey(secret: string): Promise<Response> {
    return fetch(`${server.url}/api/v1/session`, { headers: { authorization: `Bearer ${secret}` } });
  }

  async function session(secret: string): Promise<SessionResponse> {
    return (await (await withKey(secret)).json()) as SessionResponse;
  }

  async function push(content: string): Promise<void> {
    const response = await fetch(`${server.url}/api/v1/catalog/parts/warehouse`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ content, revision: "a1b2c3d4" }),
    });
    expect(response.status).toBe(200);
  }

  /** The real server's address, with this checkout's board in place of whatever was built before. */
  async function openPage(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1_360, height: 900 } });
    const opened = await context.newPage();
    opened.setDefaultTimeout(15_000);
    complaints = [];
    opened.on("pageerror", (error) => complaints.push(error.message));
    opened.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    await opened.route(
      (url) => !url.pathname.startsWith("/api/"),
      async (route) => {
        const { pathname } = new URL(route.request().url());
        const file = join(built, extname(pathname) === "" ? "index.html" : pathname);
        const headers = { "content-security-policy": CONTENT_POLICY, "content-type": TYPES[extname(file)] ?? "" };
        await route.fulfill({ body: await readFile(file), headers });
      },
    );
    return opened;
  }
});

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

async function historyLine(panel: Locator, text: RegExp): Promise<void> {
  await panel.getByRole("listitem").filter({ hasText: text }).first().waitFor();
}
