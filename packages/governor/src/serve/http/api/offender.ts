import { SCHEMA_VERSION, type EndpointOffendersResponse } from "@governor/contract";
import { z } from "zod";
import { ownerOf } from "../../../catalog/catalog.ts";
import { readChanges } from "../../../explain/change/read.ts";
import { readOffenders } from "../../../judge/offender/page.ts";
import type { EndpointKey } from "../../../judge/offender/read.ts";
import { sourceFor } from "../../../store/facts/source.ts";
import { scopeOf } from "../access.ts";
import { periodQuery, readPeriod, rowLimit } from "../period.ts";
import { endpointOffendersResponse, offenderSort } from "../schema/responses.ts";
import { readFreshMs } from "./fresh.ts";
import { apiRoutes } from "./routes.ts";

const query = z.strictObject({
  ...periodQuery,
  sort: offenderSort.default("share").describe("What makes an endpoint the worst"),
  q: z.string().max(200).default("").describe("Only endpoints or services that contain this text"),
  limit: rowLimit(100),
});

export const offenderRoutes = apiRoutes((app, context) => {
  app.get(
    "/offenders/endpoints",
    {
      config: { permission: "read" },
      schema: {
        summary: "Endpoints by what they cost their callers",
        tags: ["read"],
        querystring: query,
        response: { 200: endpointOffendersResponse },
      },
    },
    async (request): Promise<EndpointOffendersResponse> => {
      const { facts } = context;
      const nowMs = context.nowMs();
      const { sort, q, limit, ...rest } = request.query;
      const period = readPeriod(rest, nowMs);
      const scope = scopeOf(request);
      const { fromMs, toMs } = sourceFor({ ...period, nowMs }, scope);
      const { catalog } = context.catalog();
      const text = q.toLowerCase();
      const shows = (row: EndpointKey): boolean =>
        (period.team === "" || ownerOf(catalog, { service: row.service })?.team === period.team) &&
        (text === "" || `${row.service} ${row.endpoint}`.toLowerCase().includes(text));
      const [page, markers, freshMs] = await Promise.all([
        readOffenders(facts, { period: { ...period, fromMs, toMs }, nowMs, sort, limit, shows }, scope),
        readChanges(facts, { fromMs, toMs, tags: period.tags }, scope),
        readFreshMs(facts, scope),
      ]);
      return {
        schemaVersion: SCHEMA_VERSION,
        period: { fromMs, toMs, freshMs },
        sort,
        totalTimeMs: page.totalTimeMs,
        total: page.total,
        endpoints: page.endpoints.map((row) => ({ ...row, owner: ownerOf(catalog, { service: row.service }) })),
        markers,
      };
    },
  );
});
