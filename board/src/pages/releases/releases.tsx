import "../../look/tables.css";
import "./releases.css";
import type { Finding, ReleasesResponse } from "@governor/contract";
import { apiPath } from "../../data/api.ts";
import { countText, dayOrTimeText } from "../../data/format.ts";
import { releasesParams, useAllFindings, useReleases } from "../../data/releases.ts";
import { useUrl } from "../../data/url.ts";
import { Snippet } from "../../parts/copy.tsx";
import { useCursor } from "../../parts/cursor.ts";
import { FindingPanel } from "../../parts/finding/finding-panel.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { pageAt } from "../../parts/shell/pages.ts";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { blamesOf, byService, cameMs, keyOf, type ServiceReleases } from "./by-service.ts";
import { Row } from "./row.tsx";

/** What went out when, what telemetry saw of it, and what it is blamed for. */
export function Releases() {
  const { path, search } = useUrl();
  const from = pageAt(path)?.from ?? "now-30d";
  const releases = useReleases(search, from);
  const findings = useAllFindings(search, from).data?.findings ?? [];
  const { data } = releases;
  return (
    <>
      <h1>Releases</h1>
      <p class="sub">
        By service, newest first: the bar is from first to last span, the dashed line the announcement. Open one for the
        gate's verdict.
      </p>
      {!data && <PageFailure error={releases.error} retry={() => void releases.refetch()} />}
      {!data && !releases.error && <Loading rows={10} label="Reading releases" />}
      {data && (data.releases.length === 0 ? <NoReleases /> : <Timeline data={data} findings={findings} from={from} />)}
      <FindingPanel known={findings.find(({ id }) => id === search.finding)} />
    </>
  );
}

function Timeline({ data, findings, from }: { data: ReleasesResponse; findings: Finding[]; from: string }) {
  const { search, set } = useUrl();
  const groups = byService(data.releases);
  const toggle = (key: string) => set({ open: search.open === key ? undefined : key });
  const [cursor, setCursor] = useCursor(
    groups.flatMap((group) => group.releases.map(keyOf)),
    toggle,
  );
  return (
    <>
      {groups.map((group) => (
        <Group
          key={`${group.service} ${group.env}`}
          group={group}
          data={data}
          findings={findings}
          cursor={cursor}
          toggle={(key) => {
            setCursor(key);
            toggle(key);
          }}
        />
      ))}
      <TableFoot
        command={`curl -s '${location.origin}${apiPath("/releases", releasesParams(search, from))}'`}
        period={data.period}
        csv={{ name: "releases.csv", header: CSV_HEADER, rows: () => csvRows(data, findings) }}
      >
        {countText(data.releases.length)} releases · {countText(groups.length)} services
      </TableFoot>
    </>
  );
}

interface GroupProps {
  group: ServiceReleases;
  data: ReleasesResponse;
  findings: Finding[];
  cursor: string | null;
  toggle: (key: string) => void;
}

function Group({ group, data, findings, cursor, toggle }: GroupProps) {
  const { search } = useUrl();
  const { fromMs, toMs } = data.period;
  return (
    <section class="card scroll service-releases" aria-label={`Releases of ${group.service}`}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="first">
              <h2>{group.service}</h2> <span class="mut">{group.env}</span>
            </th>
            <th scope="col" class="lane-cell">
              <span class="lane-ends">
                <span>{dayOrTimeText(fromMs, toMs)}</span>
                <span>{dayOrTimeText(toMs, toMs)}</span>
              </span>
            </th>
            <th scope="col">First seen</th>
            <th scope="col" class="wide">
              Last seen
            </th>
            <th scope="col" class="wide count-cell">
              Spans
            </th>
            <th scope="col" class="far">
              Announced
            </th>
            <th scope="col" class="mid">
              Blamed for
            </th>
          </tr>
        </thead>
        <tbody>
          {group.releases.map((release) => {
            const key = keyOf(release);
            return (
              <Row
                key={key}
                release={release}
                period={data.period}
                blames={blamesOf(release, findings)}
                selected={key === cursor}
                open={key === search.open}
                toggle={() => toggle(key)}
              />
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function NoReleases() {
  return (
    <div class="card lead">
      <h2>No release in this period</h2>
      <p>
        A release is what spans carry as <code>service.version</code>. Set it where the service starts, and announce a
        deploy from the pipeline, so that what changes with it finds it:
      </p>
      <Snippet
        label="Naming and announcing a release"
        text={
          "export OTEL_RESOURCE_ATTRIBUTES=service.version=v2\n" +
          'governor deploy --service cases-api --release v2 --sha "$(git rev-parse HEAD)"'
        }
      />
    </div>
  );
}

const CSV_HEADER = [
  "service",
  "env",
  "release",
  "previous",
  "came_unix_ms",
  "first_seen_unix_ms",
  "last_seen_unix_ms",
  "spans",
  "sha",
  "actor",
  "url",
  "title",
  "findings",
];

function csvRows(data: ReleasesResponse, findings: readonly Finding[]) {
  return data.releases.map((release) => [
    release.service,
    release.env,
    release.release,
    release.previous,
    cameMs(release),
    release.firstSeenMs,
    release.lastSeenMs,
    release.spans,
    release.event?.sha ?? "",
    release.event?.actor ?? "",
    release.event?.url ?? "",
    release.event?.title ?? "",
    blamesOf(release, findings).length,
  ]);
}
