import { noTags, SCHEMA_VERSION, TAG_KEYS, type TagValuesResponse } from "@governor/contract";
import { z } from "zod";
import { sourceFor } from "../../../../store/facts/source.ts";
import { sqlFile } from "../../../../store/sql.ts";
import { scopeOf } from "../../access.ts";
import { periodQuery, readPeriod, rowLimit } from "../../period.ts";
import { tagValuesResponse } from "../../schema/responses.ts";
import { apiRoutes } from "../routes.ts";

const READ = sqlFile(import.meta.url, "read.sql");
const READ_ROLLUP = sqlFile(import.meta.url, "read-rollup.sql");

// A team owns services by the catalog; spans do not bear it.
const { team: _team, ...periodAndTags } = periodQuery;
const query = z.strictObject({
  tag: z.enum(TAG_KEYS).describe("Whose values"),
  ...periodAndTags,
  limit: rowLimit(200),
});

export const valueRoutes = apiRoutes((app, context) => {
  app.get(
    "/values",
    {
      config: { permission: "read" },
      schema: { summary: "Values of a tag", tags: ["read"], querystring: query, response: { 200: tagValuesResponse } },
    },
    async (request): Promise<TagValuesResponse> => {
      const { tag, limit, ...rest } = request.query;
      const nowMs = context.nowMs();
      const period = readPeriod(rest, nowMs);
      const scope = scopeOf(request);
      const { rollup, fromMs, toMs } = sourceFor({ ...period, nowMs, byTenant: tag === "tenant" }, scope);
      const parameters = { ...noTags(), ...period.tags, tag, from_ms: fromMs, to_ms: toMs, row_limit: limit };
      const rows = await (rollup === null
        ? context.facts.read<ValueRow>(READ, parameters, scope)
        : context.facts.read<ValueRow>(READ_ROLLUP, { ...parameters, rollup }, scope));
      return {
        schemaVersion: SCHEMA_VERSION,
        tag,
        values: rows.map((row) => ({ value: row.value, spans: Number(row.spans) })),
      };
    },
  );
});

interface ValueRow {
  value: string;
  spans: string;
}
