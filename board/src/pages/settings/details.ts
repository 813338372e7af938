import type { AuditEntry } from "@governor/contract";

/** `name ci-main, role ci · key:4f1c…`: what a line was about, without braces and quotes. */
export function detailsText({ subject, details }: Pick<AuditEntry, "subject" | "details">): string {
  const facts = Object.entries(details)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name} ${valueOf(value)}`)
    .join(", ");
  return [facts, subject].filter(Boolean).join(" · ");
}

function valueOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueOf).join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
