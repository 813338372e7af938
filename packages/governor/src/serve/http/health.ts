import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import type { ServerContext } from "./context.ts";

const readiness = z.object({
  ready: z.boolean(),
  problems: z.array(z.string()),
  lastJudgedMs: z.number().nullable().describe("When findings were last judged, epoch milliseconds"),
});

/** `/healthz` (the process answers), `/readyz` (it can do its work), `/metrics` (its own numbers, OpenMetrics). */
export const healthRoutes: FastifyPluginAsync<{ context: ServerContext }> = async (app, { context }) => {
  app.get(
    "/healthz",
    {
      config: { permission: "none" },
      schema: {
        summary: "The process answers",
        tags: ["health"],
        response: { 200: z.object({ status: z.literal("ok"), version: z.string() }) },
      },
    },
    async () => ({
      status: "ok",
      version: context.version,
    }),
  );
  app.get(
    "/readyz",
    {
      config: { permission: "none" },
      schema: { summary: "Ready to work, or why not", tags: ["health"], response: { 200: readiness, 503: readiness } },
    },
    async (_request, reply) => {
      const problems = context.blockers();
      return reply
        .status(problems.length === 0 ? 200 : 503)
        .send({ ready: problems.length === 0, problems, lastJudgedMs: context.lastJudgedMs() });
    },
  );
  app.get(
    "/metrics",
    {
      config: { permission: "read" },
      schema: {
        summary: "The server's own numbers",
        tags: ["health"],
        response: {
          200: { description: "OpenMetrics", content: { "application/openmetrics-text": { schema: z.string() } } },
        },
      },
    },
    async (_request, reply) => {
      return reply
        .header("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
        .send(openMetrics(context));
    },
  );
};

function openMetrics(context: ServerContext): string {
  const stats = context.intake.stats();
  const memory = process.memoryUsage();
  const lines = [
    ...metric(
      "governor_intake_spans",
      "counter",
      "Spans written to the log and acknowledged.",
      stats.spansAcknowledged,
    ),
    ...metric("governor_intake_spans_rejected", "counter", "Spans refused as invalid.", stats.spansRejected),
    ...metric("governor_intake_spans_pending", "gauge", "Spans acknowledged and not yet readable.", stats.spansPending),
    ...metric(
      "governor_wal_bytes",
      "gauge",
      "Bytes of the write-ahead log that wait for the facts engine.",
      stats.walBytes,
    ),
    ...metric("governor_wal_fsyncs", "counter", "Group commits of the write-ahead log.", stats.fsyncs),
    ...metric("governor_process_resident_memory_bytes", "gauge", "Resident memory of the server process.", memory.rss),
    ...metric("governor_ready", "gauge", "1 when every part is well.", context.blockers().length === 0 ? 1 : 0),
  ];
  return `${lines.join("\n")}\n# EOF\n`;
}

function metric(name: string, type: "counter" | "gauge", help: string, value: number): string[] {
  const sample = type === "counter" ? `${name}_total` : name;
  return [`# TYPE ${name} ${type}`, `# HELP ${name} ${help}`, `${sample} ${value}`];
}
