import { randomUUID } from "node:crypto";
import type { AlertKind } from "@governor/contract";
import type { SecretBox } from "../../store/secret-box.ts";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { testContent } from "./message.ts";
import { openRoute } from "./route.ts";
import type { Send } from "./send.ts";

const READ_ROUTE = sqlFile(import.meta.url, "read-route.sql");

/** Sends a test at once, quiet hours or not, once. Resolves with why it did not arrive, or null. */
export async function testRoute(
  { state, box, send }: { state: State; box: SecretBox; send: Send },
  id: string,
  about: { boardUrl: string; nowMs: number },
): Promise<string | null> {
  const [row] = await state.query<{ kind: AlertKind; sealed: Buffer }>(READ_ROUTE, [id]);
  const secrets = row === undefined ? null : openRoute(box, id, row.sealed);
  if (row === undefined || secrets === null) return "its address is sealed with the key of another data folder";
  const content = testContent({ id: randomUUID(), timeUnixMs: about.nowMs, boardUrl: about.boardUrl });
  return (await send(row.kind, secrets, content))?.problem ?? null;
}
