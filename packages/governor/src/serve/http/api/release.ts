import { SCHEMA_VERSION, type Release, type ReleasesResponse } from "@governor/contract";
import { z } from "zod";
import { ownerOf } from "../../../catalog/catalog.ts";
import { readChanges, readReleasesSeen } from "../../../explain/change/read.ts";
import { cameMs, releasesOf } from "../../../explain/change/releases.ts";
import { scopeOf } from "../access.ts";
import { periodQuery, periodStart, readPeriod, rowLimit, type PeriodFilter } from "../period.ts";
import { releasesResponse } from "../schema/responses.ts";
import { readFreshMs } from "./fresh.ts";
import { apiRoutes } from "./routes.ts";

const query = z.strictObject({
  ...periodQuery,
  from: periodStart("now-30d"),
  limit: rowLimit(100),
});

export const releaseRoutes = apiRoutes((app, context) => {
  app.get(
    "/releases",
    {
      config: { permission: "read" },
      schema: {
        summary: "Releases, newest first: what was announced and what telemetry saw",
        tags: ["read"],
        querystring: query,
        response: { 200: releasesResponse },
      },
    },
    async (request): Promise<ReleasesResponse> => {
      const { limit, ...rest } = request.query;
      const period = readPeriod(rest, context.nowMs());
      const { fromMs, toMs, tags } = period;
      const scope = scopeOf(request);
      // Not narrowed to the release that is asked for: which one came before it is part of the answer.
      const { release: _release, ...otherTags } = tags;
      const services = tags.service === undefined ? {} : { services: [tags.service] };
      const [seen, events, freshMs] = await Promise.all([
        readReleasesSeen(context.facts, { fromMs, toMs, ...services, env: tags.env ?? "", tags }, scope),
        readChanges(context.facts, { fromMs, toMs, tags: otherTags }, scope),
        readFreshMs(context.facts, scope),
      ]);
      const { catalog } = context.catalog();
      const releases = releasesOf(seen, events)
        .filter((release) => wanted(release, period))
        .filter((release) => period.team === "" || ownerOf(catalog, { service: release.service })?.team === period.team)
        .sort((a, b) => cameMs(b) - cameMs(a))
        .slice(0, limit);
      return { schemaVersion: SCHEMA_VERSION, period: { fromMs, toMs, freshMs }, releases };
    },
  );
});

function wanted(release: Release, { tags }: PeriodFilter): boolean {
  return tags.release === undefined || release.release === tags.release;
}
