import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { SYSTEM_SCOPE, type Scope } from "../scope.ts";
import { openState, type StateHandle } from "./open.ts";

let dir: string;
let superuser: StateHandle;
let owner: StateHandle;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(dir, 0o711);
  superuser = await openState({ dataDir: dir, log: SILENT_LOG });
  await superuser.query(sql("CREATE ROLE app LOGIN PASSWORD 'app'"));
  await superuser.query(sql("CREATE DATABASE app OWNER app"));
  owner = await openState({ url: await addressOf("app") });
  for (const state of [superuser, owner]) await seed(state);
});

afterAll(async () => {
  await owner.close();
  await superuser.close();
  await rm(dir, { recursive: true, force: true });
});

const sql = (text: string) => ({ text, name: "test" });

/** Of a database beside the superuser's, as its owner: over TCP where the server listens, else over its socket. */
async function addressOf(name: string): Promise<string> {
  const [server] = await superuser.query<{ address: string; port: string; folder: string }>(
    sql(`SELECT current_setting('listen_addresses') AS address, current_setting('port') AS port,
      current_setting('unix_socket_directories') AS folder`),
  );
  if (server?.address) return `postgres://${name}:${name}@${server.address}:${server.port}/${name}`;
  return `postgres://${name}@/${name}?host=${encodeURIComponent(server?.folder ?? "")}&port=${server?.port}`;
}
const scope = (part: Partial<Scope>): Scope => ({ ...SYSTEM_SCOPE, actor: "key:1", ...part });
const ofTenants = (...tenants: string[]): Scope => scope({ tenants });
const ofTeam = (team: string, ...services: string[]): Scope => scope({ teams: [team], services });

const FINDINGS: [string, { tenant?: string; service?: string }, string][] = [
  ["acme-search", { tenant: "acme", service: "search" }, "search-team"],
  ["globex-search", { tenant: "globex", service: "search" }, "search-team"],
  ["all-billing", { service: "billing" }, "billing-team"],
  ["all-journey", {}, "search-team"],
];

async function seed(state: StateHandle): Promise<void> {
  for (const [fingerprint, subject, team] of FINDINGS) {
    const verdict = JSON.stringify({ subject, owner: { team } });
    const values = [fingerprint, verdict];
    await state.query(
      sql(`WITH finding AS (
        INSERT INTO findings (fingerprint, state, rule, verdict, opened_at, last_seen_at)
        VALUES ($1, 'open', 'budget', $2, now(), now()) RETURNING id
      ) INSERT INTO finding_history (finding_id, time, event, actor, note)
        SELECT id, now(), 'opened', 'governor', $1 FROM finding`),
      values,
    );
  }
}

describe.each([
  ["as a superuser, by a role that is held", () => superuser],
  ["as the database's owner, who is held by force", () => owner],
])("connected %s", (_name, opened) => {
  const seen = async (limits: Scope, text = "SELECT fingerprint AS found FROM findings") => {
    const rows = await opened().scoped(limits).query<{ found: string }>(sql(text));
    return rows.map((row) => row.found).toSorted();
  };

  test("who is not limited sees every finding", async () => {
    expect(await seen(SYSTEM_SCOPE)).toEqual(FINDINGS.map(([fingerprint]) => fingerprint).toSorted());
  });

  test("who sees some tenants sees their findings, and none that is about all of them together", async () => {
    expect(await seen(ofTenants("acme"))).toEqual(["acme-search"]);
    expect(await seen(ofTenants("acme", "globex"))).toEqual(["acme-search", "globex-search"]);
    expect(await seen(ofTenants())).toEqual([]);
    expect(await seen(ofTenants("all"))).toEqual([]);
    expect(await seen(ofTenants(`acme","globex`))).toEqual([]);
  });

  test("a team sees findings about its services, and those that it owns", async () => {
    expect(await seen(ofTeam("billing-team", "billing"))).toEqual(["all-billing"]);
    expect(await seen(ofTeam("search-team"))).toEqual(["acme-search", "all-journey", "globex-search"]);
    expect(await seen(ofTeam("nobody", "search"))).toEqual(["acme-search", "globex-search"]);
    expect(await seen({ ...ofTeam("search-team", "search"), tenants: ["acme"] })).toEqual(["acme-search"]);
  });

  test("a finding's history is seen by who sees the finding, through joins and subqueries too", async () => {
    expect(await seen(ofTenants("acme"), "SELECT note AS found FROM finding_history")).toEqual(["acme-search"]);
    const joined = "SELECT b.fingerprint AS found FROM finding_history AS a LEFT JOIN findings AS b ON true";
    expect(await seen(ofTenants("globex"), joined)).toEqual(["globex-search"]);
    expect(await seen(ofTenants("globex"), "SELECT count(*)::text AS found FROM findings")).toEqual(["1"]);
  });

  test("a limited read leaves nothing behind on its connection", async () => {
    await Promise.all(Array.from({ length: 20 }, () => seen(ofTenants("acme"))));
    const everything = await Promise.all(Array.from({ length: 20 }, () => seen(SYSTEM_SCOPE)));
    expect(everything.every((found) => found.length === FINDINGS.length)).toBe(true);
    expect(await opened().query(sql("UPDATE findings SET occurrences = 2 RETURNING id"))).toHaveLength(4);
  });
});

test("a limited reader writes nothing, not even what it sees", async () => {
  for (const state of [superuser, owner]) {
    const update = state.scoped(ofTenants("acme")).query(sql("UPDATE findings SET occurrences = 3"));
    await expect(update).rejects.toMatchObject({ code: "state.failed" });
  }
});

test("where a role reads for others, it reads no table that is not under row security", async () => {
  const limited = superuser.scoped(ofTenants("acme"));
  for (const text of ["SELECT * FROM keys", "SELECT * FROM audit_log", "SELECT * FROM decisions"]) {
    await expect(limited.query(sql(text)), text).rejects.toMatchObject({ code: "state.failed" });
  }
});

test("the role that reads for others sees nothing where nobody said what", async () => {
  const rows = await superuser.transaction(async (queries) => {
    await queries.query(sql("SET LOCAL ROLE governor_reader"));
    return queries.query(sql("SELECT 1 FROM findings"));
  });
  expect(rows).toEqual([]);
});
