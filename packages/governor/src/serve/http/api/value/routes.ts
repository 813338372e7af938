import { noTags, SCHEMA_VERSION, TAG_KEYS, type TagValuesResponse } from "@governor/contract";
import { z } from "zod";
import { sqlFile } from "../../../../store/sql.ts";
import { scopeOf } from "../../access.ts";
import { periodQuery, readPeriod, rowLimit } from "../../period.ts";
import { tagValuesResponse } from "../../schema/responses.ts";
import { apiRoutes } from "../routes.ts";

const READ = sqlFile(import.meta.url, "read.sql");

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
      const { fromMs, toMs, tags } = readPeriod(rest, context.nowMs());
      const parameters = { ...noTags(), ...tags, tag, from_ms: fromMs, to_ms: toMs, row_limit: limit };
      const rows = await context.facts.read<{ value: string; spans: string }>(READ, parameters, scopeOf(request));
      return {
        schemaVersion: SCHEMA_VERSION,
        tag,
        values: rows.map((row) => ({ value: row.value, spans: Number(row.spans) })),
      };
    },
  );
});
