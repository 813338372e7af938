import { createHash } from "node:crypto";
import { Client } from "pg";
import { inject, vi } from "vitest";

// A suite opens a store in a folder; here it gets, by address, a database of its own that the folder's name stands for.
vi.mock(import("../../open.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    openState: async (options) => {
      if ("url" in options) return real.openState(options);
      const { dataDir, ...rest } = options;
      return real.openState({ ...rest, url: await databaseOf(dataDir) });
    },
  };
});

async function databaseOf(dataDir: string): Promise<string> {
  const { superuserUrl, password, connectAs } = { ...inject("postgres15"), connectAs: inject("connectAs") };
  const name = `suite_${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
    if (rowCount === 0) {
      await client.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
      await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
    }
  } finally {
    await client.end();
  }
  const url = new URL(superuserUrl);
  url.pathname = name;
  if (connectAs === "owner") url.username = name;
  return url.href;
}
