import { useQueryClient } from "@tanstack/react-query";
import { useJourneys, useOffenders, useOpenFindings, useTagValues } from "../../data/api.ts";
import { rangeOf, timeMs } from "../../data/range.ts";
import { stringifySearch, withPatch } from "../../data/search.ts";
import { useSession } from "../../data/session.ts";
import { currentTheme, setTheme, type Theme } from "../../data/theme.ts";
import { useUrl } from "../../data/url.ts";
import { PAGES } from "../shell/pages.ts";
import { traceIn, type Choice } from "./choices.ts";

const THEMES: readonly [Theme, string][] = [
  ["light", "Light colours"],
  ["dark", "Dark colours"],
  ["system", "Colours of the system"],
];

/** Everything the palette offers: what was pasted, pages, actions, then what the period holds. */
export function useChoices(typed: string): Choice[] {
  const { go } = useUrl();
  const pasted = traceIn(typed);
  const trace: Choice[] = pasted
    ? [
        {
          id: "trace",
          name: typed.trim(),
          kind: pasted.spanId ? "open trace at span" : "open trace",
          act: () => go(`/traces/${pasted.traceId}`, { span: pasted.spanId }),
        },
      ]
    : [];
  const pages = PAGES.map((page) => ({ id: page.to, name: page.name, kind: "page", act: () => go(page.to) }));
  return [...trace, ...pages, ...useActions(), ...useThings()];
}

/** Findings, journeys, endpoints, services and tenants of the period. */
function useThings(): Choice[] {
  const { search, set, go } = useUrl();
  const findings = useOpenFindings().data?.findings ?? [];
  const journeys = useJourneys(search).data?.journeys ?? [];
  const endpoints = useOffenders(search).data?.endpoints ?? [];
  const services = useTagValues("service", search).data?.values ?? [];
  const tenants = useTagValues("tenant", search).data?.values ?? [];
  return [
    ...findings.map(({ id, verdict }) => ({
      id: `finding ${id}`,
      name: verdict.summary,
      kind: "finding",
      act: () => set({ finding: id }),
    })),
    ...journeys.flatMap(({ journey, title, steps }) =>
      steps.map((step) => ({
        id: `step ${journey}/${step.step}`,
        name: `${title} › ${step.title}`,
        kind: "step",
        act: () => go("/", { open: `${journey}/${step.step}` }),
      })),
    ),
    ...endpoints.map(({ service, env, endpoint }) => ({
      id: `endpoint ${service} ${env} ${endpoint}`,
      name: endpoint,
      note: service,
      kind: "endpoint",
      act: () => go("/offenders", { service, open: `${service} ${endpoint}` }),
    })),
    ...tagged("service", services, (service) => set({ service })),
    ...tagged("tenant", tenants, (tenant) => set({ tenant })),
  ];
}

function tagged(kind: string, values: readonly { value: string }[], choose: (value: string) => void): Choice[] {
  return values
    .filter(({ value }) => value !== "")
    .map(({ value }) => ({ id: `${kind} ${value}`, name: value, kind: `filter by ${kind}`, act: () => choose(value) }));
}

function useActions(): Choice[] {
  const { search, set } = useUrl();
  const queries = useQueryClient();
  const session = useSession();
  const range = rangeOf(search);
  const nowMs = Date.now();
  const pinned = { from: String(timeMs(range.from, nowMs)), to: String(timeMs(range.to, nowMs)) };
  const link = () => location.origin + location.pathname + stringifySearch(withPatch(search, pinned));
  const actions: Choice[] = [
    {
      id: "copy link",
      name: "Copy link",
      note: "to what is shown now",
      kind: "action",
      act: () => void navigator.clipboard.writeText(link()),
    },
    ...(range.live ? [{ id: "pin", name: "Pin the period to now", kind: "action", act: () => set(pinned) }] : []),
    ...THEMES.filter(([theme]) => theme !== currentTheme()).map(([theme, name]) => ({
      id: `theme ${theme}`,
      name,
      note: "theme",
      kind: "action",
      act: () => setTheme(theme),
    })),
  ];
  const leave = async () => {
    await fetch("/api/v1/session", { method: "DELETE" });
    queries.clear();
    location.reload();
  };
  if (session?.by === "cookie")
    actions.push({ id: "sign out", name: "Sign out", kind: "action", act: () => void leave() });
  return actions;
}
