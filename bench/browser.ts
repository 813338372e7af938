import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { exactQuantile } from "./measure.ts";

/** The board as it is now, where the server serves it from. */
export function buildBoard(): void {
  const root = fileURLToPath(new URL("../board", import.meta.url));
  const { status } = spawnSync("npm", ["run", "--silent", "build", "--", "--logLevel", "error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("the board's build failed");
}

/** A Chromium of its own, with nothing going on in it but the page. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = [
    process.env["GOVERNOR_CHROMIUM"],
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ].find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error("no Chromium was found; name one in GOVERNOR_CHROMIUM");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page that notes how long each interaction took until it was painted (Event Timing, what INP is made of). */
export async function watchedPage(browser: Browser, cpuSlowdown: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  page.setDefaultTimeout(30_000);
  await page.addInitScript(() => {
    const noted = new Map<number, number>();
    Object.assign(globalThis, { governorInteractions: noted });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
        if (entry.interactionId === 0) continue;
        noted.set(entry.interactionId, Math.max(noted.get(entry.interactionId) ?? 0, entry.duration));
      }
    }).observe({ type: "event", buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
  if (cpuSlowdown > 1) {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
  }
  return page;
}

/** Interactions of one kind, milliseconds. One below the 16 ms that Event Timing tells from counts as 16. */
export interface Responsiveness {
  count: number;
  medianMs: number;
  p98Ms: number;
  maxMs: number;
}

/** Acts `times` times, each once the paint after the last is done, and tells how long the page took to answer. */
export async function responsiveness(
  page: Page,
  times: number,
  act: (time: number) => Promise<void>,
): Promise<Responsiveness> {
  const durations: number[] = [];
  for (let time = 0; time < times; time++) {
    await page.evaluate(() => (globalThis as unknown as Noted).governorInteractions.clear());
    await act(time);
    await painted(page);
    const noted = await page.evaluate(() => [...(globalThis as unknown as Noted).governorInteractions.values()]);
    durations.push(...(noted.length > 0 ? noted : [EVENT_TIMING_FLOOR_MS]));
  }
  return {
    count: durations.length,
    medianMs: exactQuantile(durations, 0.5),
    p98Ms: exactQuantile(durations, 0.98),
    maxMs: Math.max(...durations),
  };
}

interface Noted {
  governorInteractions: Map<number, number>;
}

const EVENT_TIMING_FLOOR_MS = 16;

/** The entries of an interaction come with the frame after its paint: after a few frames and an idle moment they are there. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame++) await new Promise((next) => requestAnimationFrame(next));
    await new Promise((idle) => requestIdleCallback(idle, { timeout: 300 }));
  });
}
