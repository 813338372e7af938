import type { FactBatch } from "./facts.ts";

const NAME = /^[a-z][a-z0-9_]*$/;

/** The statement before a batch's bytes. */
export function insertStatement(batch: Pick<FactBatch, "table" | "columns" | "format">): string {
  const names = [batch.table, ...batch.columns];
  const odd = names.find((name) => !NAME.test(name));
  if (odd !== undefined) throw new RangeError(`not a table or column: ${JSON.stringify(odd)}`);
  return `INSERT INTO ${batch.table} (${batch.columns.join(", ")}) FORMAT ${batch.format}`;
}
