import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { TestProject } from "vitest/node";

import { SILENT_LOG } from "../../../../log.ts";
import { engineUser } from "../../engine/run-as.ts";
import { startServer } from "../../engine/server.ts";
import { POSTGRES_15 } from "./where.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres15: {
      /** Address of the maintenance database, as the superuser. */
      superuserUrl: string;
      /** For each suite's database, whose owner connects: no superuser, and no right to make roles or databases. */
      password: string;
    };
    /** Who opens the suites' databases. */
    connectAs: "superuser" | "owner";
  }
}

/** A server of PostgreSQL 15 for all suites of the project, on a free port, with passwords. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  if (POSTGRES_15 === null) throw new Error("the project is not there without PostgreSQL 15");
  const folder = await mkdtemp(join(tmpdir(), "gov-pg15-"));
  // As root the server runs as another user, which must come through.
  await chmod(folder, 0o711);
  const runAs = engineUser();
  const [cluster, socketDir] = [join(folder, "cluster"), join(folder, "run")];
  for (const dir of [cluster, socketDir]) {
    await mkdir(dir, { mode: 0o700 });
    if (runAs !== null) await chown(dir, runAs.uid, runAs.gid);
  }
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(cluster, "..", "password");
  await writeFile(passwordFile, password, { mode: 0o644 });
  const settings = ["--username=super", "--encoding=UTF8", "--locale=C", `--pwfile=${passwordFile}`];
  await promisify(execFile)(
    join(POSTGRES_15, "initdb"),
    [`--pgdata=${cluster}`, ...settings, "--auth-local=reject", "--auth-host=scram-sha-256"],
    { cwd: cluster, env: {}, ...runAs },
  );
  const port = await freePort();
  const postgres = join(POSTGRES_15, "postgres");
  const server = await startServer({ postgres, cluster, socketDir, port, tcp: true, runAs, log: SILENT_LOG });
  project.provide("postgres15", { superuserUrl: `postgres://super:${password}@127.0.0.1:${port}/postgres`, password });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
