import { SCHEMA_VERSION } from "@governor/contract";
import { linkOf, titleOf, type AlertContent } from "./message.ts";

/** A webhook's body; docs/alerts.md describes it. */
export function webhookBody(content: AlertContent): string {
  const { id, timeUnixMs, isSummary, isTest, findings, total, boardUrl } = content;
  return JSON.stringify({
    schemaVersion: SCHEMA_VERSION,
    type: isTest ? "test" : "findings.changed",
    id,
    timeUnixMs,
    title: titleOf(content),
    isSummary,
    total,
    findings: findings.map((alert) => ({ ...alert, url: linkOf(boardUrl, alert) })),
  });
}
