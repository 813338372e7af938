import { useTrace } from "../../data/api.ts";
import { shortId } from "../../data/format.ts";
import { PageLink } from "../link.tsx";

/** On a trace the filters have nothing to filter: the way up stands in their place. */
export function Crumbs({ traceId }: { traceId: string }) {
  const entry = useTrace(traceId).data?.entry;
  return (
    <div class="filters crumbs">
      <PageLink to="/offenders">Offenders</PageLink>
      {entry && (
        <PageLink to="/offenders" patch={{ service: entry.service, open: `${entry.service} ${entry.endpoint}` }}>
          {entry.endpoint}
        </PageLink>
      )}
      <span class="mut">trace {shortId(traceId)}</span>
    </div>
  );
}
