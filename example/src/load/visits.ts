import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "./browser.ts";
import type { Visit } from "./open-model.ts";
import { oneOf, weighted } from "./random.ts";

export interface ServiceUrls {
  casesApi: string;
  entitiesApi: string;
  timelineApi: string;
  exportsApi: string;
  copilotApi: string;
}

/** Users by customer: the sixth has ten times as many as each of the others, and a hundred times their data. */
const LARGEST_TENANT = "fjord-federal";
const TENANTS = [
  { item: "alder-legal", weight: 1 },
  { item: "birch-claims", weight: 1 },
  { item: "cedar-audit", weight: 1 },
  { item: "dune-bank", weight: 1 },
  { item: "elm-insurance", weight: 1 },
  { item: LARGEST_TENANT, weight: 10 },
];
const QUESTIONS = ["What happened last?", "Who is connected to whom?", "What is still missing in the file?"];
/** A user who waits for an export looks this often whether it is there, and gives up after a while. */
const LOOK_INTERVAL_MS = 300;
const LOOKS_MAX = 60;
const WORDS = ["fraud", "theft", "shipment", "takeover", "trading", "leak", "harbor", "quay", "mill", "garden"];
/** One search in five is by a lead, who looks at a team's cases and workload. */
const VIEWS = [
  { item: "list", weight: 0.8 },
  { item: "team", weight: 0.2 },
];
const ENTITY_NAMES = ["Amber", "Basalt", "Cobalt", "Delta"];
/** Of each customer so many cases stay in mind, found by searches, for the journeys that begin at a case. */
const REMEMBERED_CASES_MAX = 500;

/** A journey: how often it begins and what its user does, one step after the other. */
export interface Journey {
  name: string;
  firstStep: string;
  /** At rate 1. Every step of the first three comes often enough for 100 samples a minute, of the others for 30. */
  visitsPerSecond: number;
  run: (visit: Visit) => Promise<void>;
}

/** The five journeys over one browser, and the flood of the fault `noisy-tenant`. */
export function journeys(
  browser: Browser,
  urls: ServiceUrls,
  random: () => number,
  isNoisy: () => boolean,
  signal: AbortSignal,
): Journey[] {
  const users = new Users(browser, urls, random, signal);
  const flood = async (visit: Visit): Promise<void> => {
    if (isNoisy()) await users.flood(visit);
  };
  return [
    { name: "case-search", firstStep: "search", visitsPerSecond: 4.4, run: (visit) => users.caseSearch(visit) },
    { name: "entity-link", firstStep: "submit", visitsPerSecond: 2.4, run: (visit) => users.entityLink(visit) },
    { name: "timeline", firstStep: "query", visitsPerSecond: 2.4, run: (visit) => users.timeline(visit) },
    { name: "export", firstStep: "request", visitsPerSecond: 0.6, run: (visit) => users.exportReport(visit) },
    { name: "copilot", firstStep: "prompt", visitsPerSecond: 0.6, run: (visit) => users.copilot(visit) },
    { name: "case-search", firstStep: "search", visitsPerSecond: 30, run: flood },
  ];
}

/** What each kind of user does, one step after the other; what the searches found is common knowledge. */
class Users {
  readonly #browser: Browser;
  readonly #urls: ServiceUrls;
  readonly #random: () => number;
  /** Who waits for an export leaves when the load ends. */
  readonly #signal: AbortSignal;
  readonly #casesOf = new Map<string, number[]>(TENANTS.map(({ item }) => [item, []]));

  constructor(browser: Browser, urls: ServiceUrls, random: () => number, signal: AbortSignal) {
    this.#signal = signal;
    this.#browser = browser;
    this.#urls = urls;
    this.#random = random;
  }

  /** Finds cases and remembers some; returns those found. */
  async #search(tenant: string, intendedMs: number): Promise<number[]> {
    const url = `${this.#urls.casesApi}/api/cases/search?q=${oneOf(WORDS, this.#random)}&view=${weighted(VIEWS, this.#random)}`;
    const origin = { journey: "case-search", step: "search", tenant };
    const found = await this.#browser.request<{ cases: { id: number }[] }>({
      ...origin,
      method: "GET",
      url,
      intendedMs,
    });
    const ids = found?.cases.map((row) => row.id) ?? [];
    const known = this.#casesOf.get(tenant) ?? [];
    this.#casesOf.set(tenant, [...new Set([...ids, ...known])].slice(0, REMEMBERED_CASES_MAX));
    return ids;
  }

  /** A case somebody of this customer has seen; the first visitors of a customer search for one. */
  async #someCase(tenant: string, intendedMs: number): Promise<{ id: number | null; intendedMs: number }> {
    const known = this.#casesOf.get(tenant) ?? [];
    if (known.length > 0) return { id: oneOf(known, this.#random), intendedMs };
    const found = await this.#search(tenant, intendedMs);
    // The user goes on when the answer is there: the next step was meant for then.
    return { id: found.length > 0 ? oneOf(found, this.#random) : null, intendedMs: performance.now() };
  }

  async caseSearch({ intendedMs }: Visit): Promise<void> {
    const tenant = weighted(TENANTS, this.#random);
    const found = await this.#search(tenant, intendedMs);
    if (found.length === 0) return;
    const url = `${this.#urls.casesApi}/api/cases/${oneOf(found, this.#random)}/graph`;
    const origin = { journey: "case-search", step: "graph", tenant };
    await this.#browser.request({ ...origin, method: "GET", url, intendedMs: performance.now() });
  }

  async entityLink(visit: Visit): Promise<void> {
    const tenant = weighted(TENANTS, this.#random);
    const { id: caseId, intendedMs } = await this.#someCase(tenant, visit.intendedMs);
    if (caseId === null) return;
    const name = `${oneOf(ENTITY_NAMES, this.#random)} ${Math.floor(this.#random() * 1e6)}`;
    const body = {
      caseId,
      kind: oneOf(["person", "company", "account"], this.#random),
      name,
      // The first two entities of a case are there from the beginning (seed/entities.sql).
      relatedTo: [1, 2].map((ordinal) => ({ entityId: caseId * 32 + ordinal, kind: "met" })),
    };
    const origin = { journey: "entity-link", step: "submit", tenant };
    await this.#browser.request({
      ...origin,
      method: "POST",
      url: `${this.#urls.entitiesApi}/api/entities`,
      body,
      intendedMs,
    });
  }

  async timeline(visit: Visit): Promise<void> {
    const tenant = weighted(TENANTS, this.#random);
    const { id, intendedMs } = await this.#someCase(tenant, visit.intendedMs);
    if (id === null) return;
    const query = { journey: "timeline", step: "query", tenant };
    const url = `${this.#urls.timelineApi}/api/cases/${id}/timeline`;
    const page = await this.#browser.request<{ media: { id: number }[] }>({ ...query, method: "GET", url, intendedMs });
    if (!page || page.media.length === 0) return;
    const mediaUrl = `${this.#urls.timelineApi}/api/media/${oneOf(page.media, this.#random).id}`;
    const media = { journey: "timeline", step: "media", tenant };
    await this.#browser.request({ ...media, method: "GET", url: mediaUrl, intendedMs: performance.now() });
  }

  /** Asks for an export, waits until it is there, downloads it. */
  async exportReport(visit: Visit): Promise<void> {
    const tenant = weighted(TENANTS, this.#random);
    const { id: caseId, intendedMs } = await this.#someCase(tenant, visit.intendedMs);
    if (caseId === null) return;
    const origin = { journey: "export", tenant };
    const url = `${this.#urls.exportsApi}/api/exports`;
    const asked = { ...origin, step: "request", method: "POST" as const, url, body: { caseId }, intendedMs };
    const requested = await this.#browser.request<{ id: number }>(asked);
    if (!requested) return;
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      await delay(LOOK_INTERVAL_MS, undefined, { signal: this.#signal }).catch(() => {});
      if (this.#signal.aborted) return;
      const look = { ...origin, step: "status", method: "GET" as const, url: `${url}/${requested.id}` };
      const state = await this.#browser.request<{ status: string }>({ ...look, intendedMs: performance.now() });
      if (!state || state.status === "failed") return;
      if (state.status !== "done") continue;
      const file = { ...origin, step: "download", method: "GET" as const, url: `${url}/${requested.id}/file` };
      await this.#browser.request({ ...file, intendedMs: performance.now() });
      return;
    }
  }

  async copilot(visit: Visit): Promise<void> {
    const tenant = weighted(TENANTS, this.#random);
    const { id: caseId, intendedMs } = await this.#someCase(tenant, visit.intendedMs);
    if (caseId === null) return;
    const origin = { journey: "copilot", tenant };
    const body = { caseId, question: oneOf(QUESTIONS, this.#random) };
    const url = `${this.#urls.copilotApi}/api/copilot/answers`;
    const asked = { ...origin, step: "prompt", method: "POST" as const, url, body, intendedMs };
    const answer = await this.#browser.request<{ id: number }>(asked);
    if (!answer) return;
    const shown = { ...origin, step: "render", method: "GET" as const, url: `${url}/${answer.id}` };
    await this.#browser.request({ ...shown, intendedMs: performance.now() });
  }

  /** A script of the largest customer that asks for whole teams, over and over. */
  async flood({ intendedMs }: Visit): Promise<void> {
    const url = `${this.#urls.casesApi}/api/cases/search?q=${oneOf(WORDS, this.#random)}&view=team`;
    const origin = { journey: "case-search", step: "search", tenant: LARGEST_TENANT };
    await this.#browser.request({ ...origin, method: "GET", url, intendedMs });
  }
}
