/** Period and filters of every command that reads, as the API takes them. */
export const PERIOD_ARGS = {
  from: { type: "string", description: "Start: now-15m, an ISO time or epoch milliseconds (default now-1h)" },
  to: { type: "string", description: "End, same forms (default now)" },
  service: { type: "string", description: "Only this service" },
  env: { type: "string", description: "Only this environment" },
  tenant: { type: "string", description: "Only this tenant" },
  release: { type: "string", description: "Only this release" },
  team: { type: "string", description: "Only what this team owns" },
} as const;

type PeriodArgs = { [Name in keyof typeof PERIOD_ARGS]?: string | undefined };

export function periodOf(args: PeriodArgs): Record<string, string | undefined> {
  const { from, to, service, env, tenant, release, team } = args;
  return { from, to, service, env, tenant, release, team };
}
