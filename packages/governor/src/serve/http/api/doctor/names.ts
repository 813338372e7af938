import type { TagKey } from "@governor/contract";

/** Names that conventions had before, and what they are called now (OpenTelemetry semantic conventions 1.20 to 1.37). */
export const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ["deployment.environment", "deployment.environment.name"],
  ["db.statement", "db.query.text"],
  ["db.system", "db.system.name"],
  ["http.method", "http.request.method"],
  ["http.status_code", "http.response.status_code"],
  ["http.url", "url.full"],
  ["net.peer.name", "server.address"],
  ["gen_ai.system", "gen_ai.provider.name"],
]);

/** Attributes under which teams commonly keep what a tag means. */
export const ALIAS_CANDIDATES: Readonly<Partial<Record<TagKey, readonly string[]>>> = {
  tenant: ["tenant.id", "tenant", "customer.id", "organization.id", "org.id", "account.id", "app.tenant"],
  domain: ["service.namespace", "domain", "team.domain"],
  feature: ["feature", "feature.name", "app.feature"],
  env: ["env", "environment"],
  release: ["app.version", "release", "git.commit.sha", "vcs.ref.head.revision"],
};
