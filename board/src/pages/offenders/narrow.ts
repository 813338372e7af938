import type { EndpointOffender } from "@governor/contract";

/** Names a row in the URL and for the cursor. */
export function keyOf(row: { service: string; endpoint: string }): string {
  return `${row.service} ${row.endpoint}`;
}

/** Rows in which every word stands somewhere: route, service or owner. */
export function narrowed(rows: readonly EndpointOffender[], q: string): EndpointOffender[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = `${row.endpoint} ${row.service} ${row.owner?.team ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
