import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";
import { askModel } from "./model.ts";
import { citedIn, renderAnswer, type CitedEvent } from "./render.ts";

const PRUNE_INTERVAL_MS = 60_000;

const readCase = sqlFile(import.meta.url, "read-case.sql");
const recentEvents = sqlFile(import.meta.url, "recent-events.sql");
const caseEntities = sqlFile(import.meta.url, "case-entities.sql");
const insertAnswer = sqlFile(import.meta.url, "insert-answer.sql");
const readAnswer = sqlFile(import.meta.url, "read-answer.sql");
const eventsByIds = sqlFile(import.meta.url, "events-by-ids.sql");
const prune = sqlFile(import.meta.url, "prune.sql");

const id = { type: "integer", minimum: 1, maximum: 2_147_483_647 } as const;
const newQuestion = {
  type: "object",
  additionalProperties: false,
  required: ["caseId", "question"],
  properties: { caseId: id, question: { type: "string", minLength: 2, maxLength: 500 } },
} as const;

interface CaseRow {
  number: string;
  title: string;
  status: string;
}

/** The journey "ask about a case": the prompt is put together from the case, the model answers, the answer is rendered. */
export function copilotRoutes(app: FastifyInstance, database: Pool, modelUrl: string): void {
  app.post<{ Body: { caseId: number; question: string } }>(
    "/api/copilot/answers",
    { schema: { body: newQuestion } },
    async (request, reply) => {
      const { caseId, question } = request.body;
      const prompt = await promptOf(database, request.tenantId, caseId);
      if (prompt === null) return reply.code(404).send({ error: `There is no case ${caseId}.` });
      const text = await askModel(modelUrl, prompt, question);
      const { rows } = await database.query<{ id: number }>(insertAnswer, [request.tenantId, caseId, question, text]);
      return reply.code(201).send({ id: rows[0]?.id });
    },
  );

  app.get<{ Params: { id: number } }>(
    "/api/copilot/answers/:id",
    { schema: { params: { type: "object", required: ["id"], properties: { id } } } },
    async (request, reply) => {
      const found = await database.query<{ question: string; text: string }>(readAnswer, [
        request.tenantId,
        request.params.id,
      ]);
      const answer = found.rows[0];
      if (!answer) return reply.code(404).send({ error: `There is no answer ${request.params.id}.` });
      const cited = await database.query<CitedEvent>(eventsByIds, [request.tenantId, citedIn(answer.text)]);
      return reply
        .header("content-type", "text/html; charset=utf-8")
        .send(renderAnswer(answer.question, answer.text, cited.rows));
    },
  );

  const pruning = setInterval(() => {
    // What is not deleted now is deleted a minute later.
    void database.query(prune).catch(() => {});
  }, PRUNE_INTERVAL_MS);
  app.addHook("onClose", async () => clearInterval(pruning));
}

/** What the model is told of the case; null where there is no such case of this tenant. */
async function promptOf(database: Pool, tenantId: number, caseId: number): Promise<string | null> {
  const values = [tenantId, caseId];
  const found = await database.query<CaseRow>(readCase, values);
  const row = found.rows[0];
  if (!row) return null;
  const events = await database.query<CitedEvent>(recentEvents, values);
  const entities = await database.query<{ name: string; kind: string }>(caseEntities, values);
  return [
    `Answer from the file of case ${row.number}, ${row.title} (${row.status}). Cite events as [event <id>].`,
    ...entities.rows.map(({ name, kind }) => `${kind} ${name}`),
    ...events.rows.map((event) => `[event ${event.id}] ${event.kind}: ${event.note}`),
  ].join("\n");
}
