import { SCHEMA_VERSION, type SqlResponse } from "@governor/contract";
import { z } from "zod";
import { GovernorError } from "../../../errors.ts";
import { recordReads, scriptOf } from "../../../store/facts/recorded.ts";
import { scopeOf } from "../access.ts";
import { sqlResponse } from "../schema/sql.ts";
import { apiRoutes } from "./routes.ts";

/** Reads whose statements are shown: those behind the board's tables and charts. */
const READS = /^\/(?:offenders\/endpoints|journeys|traces(?:\/[0-9a-fA-F]{32})?|releases|values)(?:\?|$)/;
/** What a request is known by: passed on, so that the read is made, and refused, as its own. */
const IDENTITY = ["authorization", "cookie", "host", "origin", "sec-fetch-site"] as const;

const query = z.strictObject({
  of: z
    .string()
    .max(4_000)
    .regex(READS, "is not a read of offenders, journeys, traces, releases or values")
    .describe("A path of this API with its parameters, `/offenders/endpoints?from=now-1h&sort=p95`"),
});

/**
 * The statements behind a read, to run by hand. They are asked for by making the read, so they are those that were used.
 * Only for who may see all: the limits of others are the store's, not the statement's, and would be missing from it.
 */
export const sqlRoutes = apiRoutes((app) => {
  app.get(
    "/sql",
    {
      config: { permission: "read" },
      schema: {
        summary: "The statements that a read asks the facts store",
        tags: ["read"],
        querystring: query,
        response: { 200: sqlResponse },
      },
    },
    async (request): Promise<SqlResponse> => {
      const { tenants, services } = scopeOf(request);
      if (tenants !== "all" || services !== "all") throw new GovernorError("auth.limited");
      const headers = Object.fromEntries(
        IDENTITY.flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])),
      );
      const refusals: string[] = [];
      const reads = await recordReads(async () => {
        const answer = await app.inject({ url: `/api/v1${request.query.of}`, headers, remoteAddress: request.ip });
        if (answer.statusCode !== 200) refusals.push(answer.json<{ error: { message: string } }>().error.message);
      });
      if (refusals[0] !== undefined) throw new GovernorError("request.invalid", { problem: `\`of\`: ${refusals[0]}` });
      return {
        schemaVersion: SCHEMA_VERSION,
        statements: reads.map((read) => ({ name: read.sql.name, text: scriptOf(read) })),
      };
    },
  );
});
