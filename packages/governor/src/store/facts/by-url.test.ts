import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { SYSTEM_SCOPE } from "../scope.ts";
import type { FactBatch } from "./facts.ts";
import { openFacts, type FactsHandle } from "./open.ts";

/** What a ClickHouse server does in front of its engine: a password, compressed answers, and TLS where it is wanted. */
let dir: string;
let engine: FactsHandle;
const fronts: Server[] = [];
/** `https://…@host:port` */
const addresses = { https: "", http: "" };
const seen: { encoding: string | undefined; database: string | undefined }[] = [];
const trusted = getCACertificates("default");

const sql = (text: string) => ({ text, name: "test" });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-url-"));
  engine = await openFacts({ dataDir: dir, log: SILENT_LOG });
  const key = join(dir, "key.pem");
  const cert = join(dir, "cert.pem");
  const options =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1" +
    " -addext subjectAltName=IP:127.0.0.1";
  const made = spawnSync("openssl", [...options.split(" "), "-keyout", key, "-out", cert]);
  if (made.status !== 0) throw new Error(`openssl is needed to make a certificate: ${String(made.stderr)}`);
  const files = { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
  addresses.https = `https://writer:s%20ecret@${await listening(createSecureServer(files, forward))}`;
  addresses.http = `http://writer:s%20ecret@${await listening(createServer(forward))}`;
  setDefaultCACertificates([...trusted, files.cert]);
}, 60_000);

afterAll(async () => {
  for (const front of fronts) {
    front.closeAllConnections();
    front.close();
  }
  await engine.close();
  setDefaultCACertificates(trusted);
  await rm(dir, { recursive: true });
});

async function listening(front: Server): Promise<string> {
  fronts.push(front);
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(front.address() as AddressInfo).port}`;
}

function forward(from: IncomingMessage, to: ServerResponse): void {
  const { authorization, "content-encoding": encoding } = from.headers;
  if (authorization !== `Basic ${Buffer.from("writer:s ecret").toString("base64")}`) {
    const text = "Code: 516. DB::Exception: writer: Authentication failed. (AUTHENTICATION_FAILED)\n";
    return void to.writeHead(403, { "X-ClickHouse-Exception-Code": "516" }).end(text);
  }
  const url = new URL(from.url ?? "/", "http://engine");
  seen.push({ encoding, database: url.searchParams.get("database") ?? undefined });
  const socketPath = join(dir, "facts", "run", "facts.sock");
  const { authorization: _none, ...headers } = from.headers;
  const asked = request({ socketPath, path: from.url, method: from.method, headers }, (answer) => {
    void answer.toArray().then((pieces) => {
      const body = gzipSync(Buffer.concat(pieces as Buffer[]));
      const { "content-length": _length, ...rest } = answer.headers;
      to.writeHead(answer.statusCode ?? 500, { ...rest, "content-encoding": "gzip" }).end(body);
    });
  });
  from.pipe(asked);
}

function changeEvents(token: string, ids: readonly string[]): FactBatch {
  return {
    table: "change_events",
    columns: ["id"],
    format: "RowBinary",
    token,
    async *body() {
      for (const id of ids) yield Buffer.concat([Buffer.of(id.length), Buffer.from(id)]);
    },
  };
}

describe.each(["https", "http"] as const)("over %s", (scheme) => {
  const database = `by_${scheme}`;
  let facts: FactsHandle;

  beforeAll(async () => {
    facts = await openFacts({ url: `${addresses[scheme]}/${database}` });
  }, 60_000);

  afterAll(() => facts?.close());

  test("with a password, its schema is made in the database that the address names", async () => {
    const [row] = await facts.read<{ name: string; tables: string }>(
      sql(
        "SELECT currentDatabase() AS name, (SELECT count() FROM system.tables WHERE database = currentDatabase()) AS tables",
      ),
      {},
      SYSTEM_SCOPE,
    );
    expect(row?.name).toBe(database);
    expect(Number(row?.tables)).toBeGreaterThan(8);
  });

  test("rows go and come compressed, and a batch sent twice is stored once", async () => {
    seen.length = 0;
    const ids = Array.from({ length: 100 }, (_, i) => `event-${i}`);
    await facts.insert(changeEvents("one", ids));
    await facts.insert(changeEvents("one", ids));
    expect(seen.map(({ encoding }) => encoding)).toEqual(["gzip", "gzip"]);
    const rows = await facts.read(sql("SELECT count() AS n FROM change_events"), {}, SYSTEM_SCOPE);
    expect(rows).toEqual([{ n: "100" }]);
  });

  test("a limited read sees its tenants only", async () => {
    const scope = { ...SYSTEM_SCOPE, actor: "key:1", tenants: ["acme"] };
    const asked = "SELECT count() AS n FROM spans";
    await facts.client.command(
      sql(`INSERT INTO trace_spans (received_at, start_time, duration_ns, service, tenant, weight)
        SELECT now64(3), now64(9), 1000, 'orders', if(number = 0, 'acme', 'globex'), 1 FROM numbers(3)`),
    );
    expect(await facts.read(sql(asked), {}, scope)).toEqual([{ n: "1" }]);
    expect(await facts.read(sql(asked), {}, SYSTEM_SCOPE)).toEqual([{ n: "3" }]);
    await expect(facts.read(sql(`SELECT 1 FROM merge('${database}', 'spans')`), {}, scope)).rejects.toMatchObject({
      code: "facts.failed",
    });
  });

  test("the database may be named as a parameter of the address", async () => {
    const named = await openFacts({ url: `${addresses[scheme]}/?database=${database}_named` });
    expect(await named.read(sql("SELECT currentDatabase() AS name"), {}, SYSTEM_SCOPE)).toEqual([
      { name: `${database}_named` },
    ]);
    await named.close();
  });

  test("a wrong password is refused, and told without it", async () => {
    const opening = openFacts({ url: `${addresses[scheme].replace("s%20ecret", "wr0ng")}/${database}` });
    await expect(opening).rejects.toMatchObject({ message: expect.stringContaining("Authentication failed") });
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining("wr0ng") });
  });
});

test("a certificate that nobody trusted is refused", async () => {
  const all = getCACertificates("default");
  setDefaultCACertificates(trusted);
  await expect(openFacts({ url: `${addresses.https}/by_https` })).rejects.toMatchObject({
    code: "facts.unavailable",
  });
  setDefaultCACertificates(all);
});
