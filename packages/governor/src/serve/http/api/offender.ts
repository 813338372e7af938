import { SCHEMA_VERSION, type EndpointOffendersResponse } from "@governor/contract";
import { z } from "zod";
import { ownerOf } from "../../../catalog/catalog.ts";
import { readChanges } from "../../../explain/change/read.ts";
import { rankEndpoints, seriesOf } from "../../../judge/offender/rank.ts";
import { endpointId, readEndpoints } from "../../../judge/offender/read.ts";
import { scopeOf } from "../access.ts";
import { periodQuery, readPeriod, rowLimit, slotsOf } from "../period.ts";
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
      const { facts, nowMs } = context;
      const { sort, q, limit, ...rest } = request.query;
      const period = readPeriod(rest, nowMs());
      const { fromMs, toMs, tags, team } = period;
      const scope = scopeOf(request);
      const lengthMs = toMs - fromMs;
      const [now, before, markers, freshMs] = await Promise.all([
        readEndpoints(facts, { fromMs, toMs, tags, withTraces: true }, scope),
        readEndpoints(facts, { fromMs: fromMs - lengthMs, toMs: fromMs, tags }, scope),
        readChanges(facts, { fromMs, toMs, tags }, scope),
        readFreshMs(facts, scope),
      ]);
      const { catalog } = context.catalog();
      const ranked = rankEndpoints({
        cells: now.cells,
        previous: before.cells,
        series: [],
        periodMs: lengthMs,
        totalTimeMs: now.totalTimeMs,
        sort,
      });
      const text = q.toLowerCase();
      const matching = ranked
        .map((row) => ({ ...row, owner: ownerOf(catalog, { service: row.service }) }))
        .filter((row) => team === "" || row.owner?.team === team)
        .filter((row) => text === "" || `${row.service} ${row.endpoint}`.toLowerCase().includes(text));
      const shown = matching.slice(0, limit);
      // Charts only of what is shown: a slot times every endpoint of a large fleet would be most of the work.
      const { cells } = await readEndpoints(facts, { ...slotsOf(period), toMs, tags, only: shown }, scope);
      const slots = Map.groupBy(cells, endpointId);
      return {
        schemaVersion: SCHEMA_VERSION,
        period: { fromMs, toMs, freshMs },
        sort,
        totalTimeMs: now.totalTimeMs,
        total: matching.length,
        endpoints: shown.map((row) => ({ ...row, series: seriesOf(slots.get(endpointId(row)) ?? []) })),
        markers,
      };
    },
  );
});
