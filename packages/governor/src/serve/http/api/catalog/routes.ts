import {
  FILE_PART,
  LIMITS,
  SCHEMA_VERSION,
  type CatalogPartResponse,
  type CatalogPushed,
  type CatalogResponse,
  type CatalogVersionsResponse,
} from "@governor/contract";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { CATALOG_LIMITS } from "../../../../catalog/limits.ts";
import { mergeCatalog } from "../../../../catalog/merge.ts";
import { pushPart, removePart, rollBack, type Change, type Changed } from "../../../../catalog/part/change.ts";
import { readPartsAt, readVersions } from "../../../../catalog/part/read.ts";
import { GovernorError } from "../../../../errors.ts";
import { scopeOf } from "../../access.ts";
import type { ServerContext } from "../../context.ts";
import { periodStart, readPeriod, rowLimit } from "../../period.ts";
import { catalogPartResponse, catalogPushed, catalogResponse, catalogVersionsResponse } from "../../schema/catalog.ts";
import { apiRoutes } from "../routes.ts";
import { readSeen } from "./seen.ts";
import { catalogView } from "./view.ts";

const tags = ["catalog"];
const version = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const dryRun = z.stringbool().default(false).describe("Say what would change, and store nothing");

const partName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .refine((name) => name !== FILE_PART, { message: `"${FILE_PART}" is the server's own file` })
  .describe("The repository's name: letters, digits and . _ -, at most 100");
const partParams = z.object({ part: partName });

const push = z.strictObject({
  content: z
    .string()
    .max(LIMITS.catalogPushBytes)
    .refine((text) => Buffer.byteLength(text) <= CATALOG_LIMITS.fileBytes, {
      message: `has more than ${CATALOG_LIMITS.fileBytes} bytes`,
    })
    .describe("The governor.yaml, as text"),
  file: z.string().min(1).max(500).default("governor.yaml").describe("Its path in the repository"),
  revision: z.string().max(200).default("").describe("The commit it comes from"),
});

export const catalogRoutes = apiRoutes((app, context) => {
  app.get(
    "/catalog",
    {
      config: { permission: "read" },
      schema: {
        summary: "The merged catalog: where each line came from, conflicts, services nobody owns, services nobody sees",
        tags,
        querystring: z.strictObject({
          from: periodStart("now-24h"),
          version: version.optional().describe("As it was when this version was the newest"),
        }),
        response: { 200: catalogResponse },
      },
    },
    async (request): Promise<CatalogResponse> => {
      const { fromMs, toMs } = readPeriod({ from: request.query.from, to: "now" }, context.nowMs());
      const [seen, versions, side] = await Promise.all([
        readSeen(context.facts, { fromMs, toMs }, scopeOf(request)),
        readVersions(context.state, { part: "", limit: VERSIONS_SHOWN }),
        sideAt(context, request.query.version),
      ]);
      return catalogView(side, seen, versions, { fromMs, toMs });
    },
  );
  app.get(
    "/catalog/versions",
    {
      config: { permission: "read" },
      schema: {
        summary: "What was pushed, newest first",
        tags,
        querystring: z.strictObject({ part: partName.optional(), limit: rowLimit(100) }),
        response: { 200: catalogVersionsResponse },
      },
    },
    async ({ query: { part = "", limit } }): Promise<CatalogVersionsResponse> => ({
      schemaVersion: SCHEMA_VERSION,
      versions: await readVersions(context.state, { part, limit }),
    }),
  );
  app.get(
    "/catalog/parts/:part",
    {
      config: { permission: "read" },
      schema: {
        summary: "A part as it was pushed",
        tags,
        params: z.object({ part: z.string().max(100).describe("`file` is the server's own file") }),
        querystring: z.strictObject({
          version: version.optional().describe("As it was when this version was the newest"),
        }),
        response: { 200: catalogPartResponse },
      },
    },
    async (request): Promise<CatalogPartResponse> => partAt(context, request.params.part, request.query.version),
  );
  changeRoutes(app, context);
});

type App = Parameters<Parameters<typeof apiRoutes>[0]>[0];

function changeRoutes(app: App, context: ServerContext): void {
  const response = { 200: catalogPushed };
  app.put(
    "/catalog/parts/:part",
    {
      config: { permission: "catalog" },
      bodyLimit: LIMITS.catalogPushBytes,
      schema: {
        summary: "Push a repository's part",
        description: "Refused, with every problem and its place, where the merged catalog would not be sound.",
        tags,
        params: partParams,
        querystring: z.strictObject({ dryRun }),
        body: push,
        response,
      },
    },
    async (request): Promise<CatalogPushed> => {
      const { part } = request.params;
      const { content, ...rest } = request.body;
      const change = changeBy(context, request, request.query.dryRun);
      return taken(context, part, await pushPart(context.state, { part, text: content, ...rest }, change));
    },
  );
  app.delete(
    "/catalog/parts/:part",
    {
      config: { permission: "write" },
      schema: {
        summary: "Take a part out of the catalog",
        tags,
        params: partParams,
        querystring: z.strictObject({ dryRun }),
        response,
      },
    },
    async (request): Promise<CatalogPushed> => {
      const { part } = request.params;
      const change = changeBy(context, request, request.query.dryRun);
      return taken(context, part, await removePart(context.state, part, change));
    },
  );
  app.post(
    "/catalog/rollback",
    {
      config: { permission: "write" },
      schema: {
        summary: "Bring a version's content back, as a new version of its part",
        tags,
        querystring: z.strictObject({ dryRun }),
        body: z.strictObject({ version: z.int().min(1) }),
        response,
      },
    },
    async (request): Promise<CatalogPushed> => {
      const change = changeBy(context, request, request.query.dryRun);
      const { part, ...changed } = await rollBack(context.state, request.body.version, change);
      return taken(context, part, changed);
    },
  );
}

const VERSIONS_SHOWN = 50;

function changeBy(context: ServerContext, request: FastifyRequest, isDryRun: boolean): Change {
  // The catalog says which services are a team's: who is limited to teams by it could give them any service.
  if (!isDryRun && scopeOf(request).teams !== "all") throw new GovernorError("auth.limited");
  const { filePart } = context.catalog();
  return { actor: request.principal.actor, nowMs: context.nowMs(), dryRun: isDryRun, filePart };
}

/** What was stored is in force here at once; other nodes follow within seconds. */
async function taken(context: ServerContext, part: string, changed: Changed): Promise<CatalogPushed> {
  if (changed.outcome === "stored") await context.refreshCatalog();
  return { schemaVersion: SCHEMA_VERSION, part, ...changed };
}

/** The parts in force, or those of an earlier version; the server's own file has no versions. */
async function sideAt(context: ServerContext, at: number | undefined): Promise<Parameters<typeof catalogView>[0]> {
  if (at === undefined) return context.catalog();
  const parts = await readPartsAt(context.state, at);
  if (parts.length === 0) throw noSuch(`catalog version ${at}`, "`governor catalog versions` lists them.");
  return { merged: mergeCatalog(parts), parts, filePart: null };
}

async function partAt(context: ServerContext, name: string, at: number | undefined): Promise<CatalogPartResponse> {
  const { parts, filePart } = await sideAt(context, at);
  const part = parts.find((one) => one.name === name);
  if (part === undefined && name === FILE_PART && filePart !== null) {
    const { file, text } = filePart;
    return { schemaVersion: SCHEMA_VERSION, part: name, version: 0, file, revision: "", content: text };
  }
  if (part === undefined) throw noSuch(`part "${name}" in the catalog`, "`governor catalog show` lists the parts.");
  const { version: of, file, revision, text: content } = part;
  return { schemaVersion: SCHEMA_VERSION, part: name, version: of, file, revision, content };
}

function noSuch(what: string, hint: string): GovernorError {
  return new GovernorError("request.not-found", { what, hint });
}
