import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { LIMITS } from "@governor/contract";
import type { FastifyInstance } from "fastify";
import { policyOf } from "./catalog/catalog.ts";
import { openLiveCatalog } from "./catalog/live.ts";
import { demandReadable } from "./catalog/load.ts";
import type { Policy } from "./catalog/policy.ts";
import { servicesOf } from "./catalog/owned.ts";
import { formatAddress, isLoopback, type Address, type Config } from "./config.ts";
import { GovernorError } from "./errors.ts";
import { openIntake } from "./intake/intake.ts";
import type { Log } from "./log.ts";
import { writeLocalKey } from "./records/key/local.ts";
import { failInterrupted } from "./records/erasure/erasure.ts";
import { openKeyRing } from "./records/key/ring.ts";
import { NO_SETUP, openSetup } from "./records/key/setup.ts";
import type { AccessRules } from "./serve/http/access.ts";
import { openAlerting } from "./serve/alerting.ts";
import { buildApp, buildPublicApp } from "./serve/http/app.ts";
import { countAttempts } from "./serve/http/attempts.ts";
import type { CatalogView, ServerContext } from "./serve/http/context.ts";
import { closeInTime } from "./serve/http/connections.ts";
import { watchHealth, type Health } from "./serve/health.ts";
import { reportsOf } from "./serve/reports.ts";
import { decisionKinds } from "./serve/decision.ts";
import { startSchedule, type Schedule } from "./serve/schedule/schedule.ts";
import { upkeepOf, type Upkeep, type UpkeepOptions } from "./serve/upkeep.ts";
import { stopping, type Stopping } from "./stop.ts";
import { removeForgottenCopies } from "./store/facts/backup/freeze.ts";
import { openFacts, type FactsHandle } from "./store/facts/open.ts";
import { lockDataDir } from "./store/lock.ts";
import { openState, type StateHandle } from "./store/state/open.ts";
import { VERSION } from "./version.ts";

export interface Server {
  /** The board and everything else, e.g. `http://127.0.0.1:4318`. */
  url: string;
  /** The listener for other machines, which speaks OTLP only; null without `--public`. */
  publicUrl: string | null;
  /** Where the first owner's key is made, once; null where there is one, or none is needed. */
  setupUrl: string | null;
  context: ServerContext;
  /** Never rejects, and takes a minute at most; resolves to the names of what did not end in time, which is left behind. */
  stop(): Promise<readonly string[]>;
}

/** Host names that always mean this machine. */
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Starts everything and resolves when the server is ready for requests; rejects, with what was started
 * stopped again, when a part cannot start.
 */
export async function startServer(config: Config, log: Log): Promise<Server> {
  const ends = stopping(log);
  try {
    return await timed("all", log, startParts(config, log, ends));
  } catch (error) {
    await ends.run();
    throw error;
  }
}

async function startParts(config: Config, log: Log, ends: Stopping): Promise<Server> {
  const lock = await lockDataDir(config.dataDir);
  ends.add("folder", "data folder", () => lock.release());

  // Before the engines are started and their files made: the commonest reason not to start at all.
  for (const address of [config.http, ...(config.public === null ? [] : [config.public])]) await demandFree(address);

  // So does a broken file: all of it is told but what another part may define.
  if (config.catalogPath !== null) demandReadable(config.catalogPath);
  const [facts, state] = await openStores(config, log, ends);

  const { catalog, refreshCatalog } = await timed("catalog", log, openCatalog(config, state, log, ends));

  const nowMs = Date.now;
  const policy = (): Policy => policyOf(catalog().catalog);
  const intake = await timed("intake", log, openIntake({ dataDir: config.dataDir, facts, log, policy, nowMs }));
  ends.add("log", "intake", () => intake.close());

  const { keys, setup, token } = await openKeys(config, state, nowMs);
  const health = watchEngines(facts, state, log, ends);
  const alerting = await openAlerting(config, { state, log, nowMs });
  let schedule: Schedule | null = null;
  const context: ServerContext = {
    config,
    version: VERSION,
    facts,
    state,
    intake,
    upkeep: await openUpkeep({ config, facts, state, intake, log, nowMs }, ends),
    keys,
    setup,
    decisionKinds: decisionKinds({ state, keys, nowMs }),
    attempts: countAttempts(nowMs),
    log,
    nowMs,
    catalog,
    refreshCatalog,
    ...alerting.context,
    ...reportsOf({
      health,
      intake,
      catalog,
      alerting,
      nowMs,
      isStopping: () => ends.hasBegun,
      judgeIntervalMs: config.judgeIntervalMs,
      lastJudgedMs: () => schedule?.lastJudgedMs() ?? null,
    }),
  };

  const urls = await timed("listeners", log, openListeners(context, ends));
  ends.add("background", "alerts", alerting.start(urls.url));
  schedule = await startSchedule({
    facts,
    state,
    catalog: () => catalog().catalog,
    intervalMs: config.judgeIntervalMs,
    log,
    nowMs,
    told: context.told,
  });
  ends.add("background", "schedule", schedule.stop);
  return { ...urls, setupUrl: setupUrlOf(urls.url, token), context, stop: () => ends.run() };
}

/** Logs how long a part took to open; of parts opened at once each has its own. */
async function timed<Part>(part: string, log: Log, opening: Promise<Part>): Promise<Part> {
  const startedMs = performance.now();
  const opened = await opening;
  log.info("start.part", { part, elapsed_ms: Math.round(performance.now() - startedMs) });
  return opened;
}

/** Clears what an earlier run left in the middle of a backup or an erasure. */
async function openUpkeep(
  parts: Omit<UpkeepOptions, "dataDir" | "version" | "stateIsEmbedded"> & { config: Config },
  ends: Stopping,
): Promise<Upkeep> {
  const { config, facts, state, nowMs } = parts;
  if (facts.engineDir !== null) await removeForgottenCopies(facts.engineDir);
  await failInterrupted(state, nowMs());
  const place = { dataDir: config.dataDir, version: VERSION, stateIsEmbedded: config.stateUrl === null };
  const upkeep = upkeepOf({ ...parts, ...place });
  ends.add("requests", "upkeep", () => upkeep.close());
  return upkeep;
}

/** Whom the server knows: keys of the state store, this machine's own, and at the very first start a way to make one. */
async function openKeys(
  config: Config,
  state: StateHandle,
  nowMs: () => number,
): Promise<Pick<ServerContext, "keys" | "setup"> & { token: string | null }> {
  const localSecret = await writeLocalKey(config.dataDir, randomBytes(24));
  const keys = openKeyRing(state, { localSecret, nowMs });
  if (!isKeyRequired(config)) return { keys, setup: NO_SETUP, token: null };
  return { keys, ...(await openSetup(state, { random: randomBytes(24), nowMs: nowMs() })) };
}

function watchEngines(facts: FactsHandle, state: StateHandle, log: Log, ends: Stopping): Health {
  const engines = [
    { name: "facts engine", ping: (timeoutMs: number) => facts.ping(timeoutMs) },
    { name: "state engine", ping: (timeoutMs: number) => state.ping(timeoutMs) },
  ];
  const health = watchHealth(engines, log);
  ends.add("background", "health", async () => health.stop());
  return health;
}

async function openListeners(context: ServerContext, ends: Stopping): Promise<Pick<Server, "url" | "publicUrl">> {
  const { config } = context;
  const access = accessOf(config, context);
  const url = await listen(await buildApp(context, access), config.http, "listener", ends);
  if (config.public === null) return { url, publicUrl: null };
  return {
    url,
    publicUrl: await listen(await buildPublicApp(context, access), config.public, "public listener", ends),
  };
}

/** Both at once. When one cannot be opened the other is still waited for, so that it is closed again. */
async function openStores(config: Config, log: Log, ends: Stopping): Promise<[FactsHandle, StateHandle]> {
  const closing =
    (name: string) =>
    <Handle extends { close(): Promise<void> }>(handle: Handle): Handle => {
      ends.add("engines", name, () => handle.close());
      return handle;
    };
  const embedded = { dataDir: config.dataDir, log };
  const opening = [
    timed("facts", log, openFacts(config.factsUrl === null ? embedded : { url: config.factsUrl, log })).then(
      closing("facts engine"),
    ),
    timed("state", log, openState(config.stateUrl === null ? embedded : { url: config.stateUrl, log })).then(
      closing("state engine"),
    ),
  ] as const;
  await Promise.allSettled(opening);
  return Promise.all(opening);
}

/** What repositories pushed and the server's own file, which later keeps its last good text. */
async function openCatalog(
  { catalogPath: path }: Config,
  state: StateHandle,
  log: Log,
  ends: Stopping,
): Promise<Pick<ServerContext, "catalog" | "refreshCatalog">> {
  const live = await openLiveCatalog({ state, path, log });
  ends.add("background", "catalog", async () => live.close());
  const catalog = (): CatalogView => {
    const { catalog: inForce, merged, parts, filePart, problem } = live;
    return { catalog: inForce, merged, parts, filePart, problem, path };
  };
  return { catalog, refreshCatalog: () => live.refresh() };
}

/** A host name beyond the machine's own means a proxy in front, and then a local address says nothing about who asks. */
function isKeyRequired(config: Config): boolean {
  return !isLoopback(config.http.host) || config.hostNames.length > 0;
}

/** In the fragment, which browsers keep to themselves: the token reaches no server's log. */
function setupUrlOf(url: string, token: string | null): string | null {
  return token === null ? null : `${url.replace(/\/\/(?:0\.0\.0\.0|\[::\])/, "//127.0.0.1")}/setup#${token}`;
}

function accessOf(config: Config, context: ServerContext): AccessRules {
  return {
    keyRequired: isKeyRequired(config),
    hostNames: [...LOOPBACK_NAMES, config.http.host],
    keys: context.keys,
    servicesOf: (teams) => servicesOf(context.catalog().catalog, teams),
    attempts: context.attempts,
  };
}

async function demandFree(address: Address): Promise<void> {
  if (address.port === 0) return;
  const probe = createServer();
  try {
    await once(probe.listen(address.port, address.host), "listening");
  } catch (error) {
    throw cannotListen(error, address);
  } finally {
    probe.close();
  }
}

function cannotListen(error: unknown, address: Address): unknown {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error;
  return new GovernorError("server.address-in-use", { address: formatAddress(address) }, { cause: error });
}

async function listen(app: FastifyInstance, address: Address, name: string, ends: Stopping): Promise<string> {
  ends.add("requests", name, () => closeInTime(app, LIMITS.stopMs));
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    throw cannotListen(error, address);
  }
  const { port } = app.server.address() as AddressInfo;
  return `http://${formatAddress({ host: address.host, port })}`;
}
