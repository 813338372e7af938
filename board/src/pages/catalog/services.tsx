import type { CatalogResponse, CatalogService } from "@governor/contract";
import { agoText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { PageLink } from "../../parts/link.tsx";
import { OwnerChip } from "../../parts/owner.tsx";

/** Services with their owner, their way back, and the part that says so. */
export function Services({ catalog }: { catalog: CatalogResponse }) {
  const { search } = useUrl();
  const services = catalog.services.filter(({ owner }) => search.team === undefined || owner?.team === search.team);
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                Service
              </th>
              <th scope="col" class="left">
                Owner
              </th>
              <th scope="col" class="wide left">
                Way back
              </th>
              <th scope="col" class="far left">
                Repository
              </th>
              <th scope="col" class="wide left">
                From
              </th>
              <th scope="col" class="mid">
                Last seen
              </th>
            </tr>
          </thead>
          <tbody>
            {services.map((service) => (
              <Line key={service.service} service={service} />
            ))}
          </tbody>
        </table>
        {services.length === 0 && <p class="nothing">No service{search.team && ` of ${search.team}`} is named yet.</p>}
      </div>
      <TableFoot
        command="governor catalog show"
        period={undefined}
        csv={{ name: "services.csv", header: CSV_HEADER, rows: () => services.map(csvRow) }}
      >
        {services.length} services
      </TableFoot>
    </>
  );
}

function Line({ service }: { service: CatalogService }) {
  const { repositoryUrl, rollback, lastSeenMs } = service;
  return (
    <tr>
      <th scope="row" class="first">
        <PageLink to="/offenders" patch={{ service: service.service }}>
          {service.service}
        </PageLink>{" "}
        <span class="of-service">{service.kind}</span>
      </th>
      <td class="left">
        <OwnerChip owner={service.owner} />
      </td>
      <td class="wide left">
        {rollback === null ? (
          <span class="mut">none</span>
        ) : (
          <code class="cut" title={rollback}>
            {rollback}
          </code>
        )}
      </td>
      <td class="far left">
        {/^https?:/.test(repositoryUrl) ? (
          <a href={repositoryUrl} rel="noreferrer" target="_blank">
            {repositoryUrl.replace(/^https?:\/\//, "")}
          </a>
        ) : (
          <span class="mut">{repositoryUrl || "–"}</span>
        )}
      </td>
      <td class="wide left mut">{service.parts.join(", ")}</td>
      <td class="mid">
        {lastSeenMs === null ? <span class="warn">silent</span> : `${agoText(Date.now() - lastSeenMs)} ago`}
      </td>
    </tr>
  );
}

const CSV_HEADER = ["service", "kind", "owner", "repository", "rollback", "parts", "last_seen_unix_ms"];

function csvRow(service: CatalogService): (string | number | null)[] {
  return [
    service.service,
    service.kind,
    service.owner?.team ?? "",
    service.repositoryUrl,
    service.rollback ?? "",
    service.parts.join(" "),
    service.lastSeenMs,
  ];
}
