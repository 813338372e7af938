import type { Attributes, Repeat, SpanOutline, SpanView, TraceOutlineResponse, TraceTree } from "@governor/contract";
import { coveredNs, isSequential } from "@governor/contract";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSpan } from "../../data/api.ts";
import { shareText, shortId, wholeText } from "../../data/format.ts";
import { Copy } from "../../parts/copy.tsx";
import { PageLink, TraceLink } from "../../parts/link.tsx";
import { membersOf, nsText } from "./look.ts";
import { indexOf, type TraceRow } from "./rows.ts";

interface Props {
  trace: TraceOutlineResponse;
  tree: TraceTree<SpanOutline>;
  row: TraceRow;
  durationNs: number;
  colours: ReadonlyMap<string, string>;
}

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];
/** A key that is held down passes thirty rows a second; only the one it rests on is asked for. */
const REST_MS = 120;

/** Everything that is known of the selected row: what the outline has at once, the rest when it has come. */
export function Detail({ trace, tree, row, durationNs, colours }: Props) {
  const span = tree.spans[indexOf(row)];
  const whole = useWhole(trace.traceId, span);
  return (
    <aside class="card span-detail" aria-label="Selected span">
      {row.kind === "repeat" && <RepeatDetail {...{ tree, whole, durationNs }} repeat={row.repeat} />}
      {row.kind === "span" && span && (
        <SpanDetail {...{ span, whole, durationNs }} colour={colours.get(span.service) ?? "--s1"} />
      )}
    </aside>
  );
}

interface Whole {
  span: SpanView | null;
  problem: string;
}

/** The span with all its attributes, once the selection has rested on it. */
function useWhole(traceId: string, span: SpanOutline | undefined): Whole {
  const [rested, setRested] = useState(span);
  useEffect(() => {
    const timer = setTimeout(() => setRested(span), REST_MS);
    return () => clearTimeout(timer);
  }, [span]);
  const { data, error } = useSpan(traceId, rested?.spanId);
  const twins = (data?.spans ?? []).filter((each) => each.spanId === span?.spanId);
  return {
    // Of two spans of one id, the one that began when this one did.
    span: twins.find((each) => each.startOffsetNs === span?.startOffsetNs) ?? null,
    problem: rested === span ? (error?.message ?? "") : "",
  };
}

interface RepeatProps {
  tree: TraceTree<SpanOutline>;
  repeat: Repeat;
  whole: Whole;
  durationNs: number;
}

function RepeatDetail({ tree, repeat, whole, durationNs }: RepeatProps) {
  const members = membersOf(tree, repeat);
  const covered = coveredNs(members);
  const count = members.length;
  const under = tree.spans[tree.parent[repeat.indices[0] ?? -1] ?? -1];
  return (
    <>
      <h2>
        {repeat.name} <span class="bad">×{wholeText(count)}</span>
      </h2>
      <dl class="facts">
        <Fact name="Total">
          {nsText(covered)}, {shareText(covered / durationNs)} of the trace
        </Fact>
        <Fact name="Each">
          {nsText(repeat.totalNs / count)}, {isSequential(members) ? "one after the other" : "overlapping"}
        </Fact>
        <Fact name="Under">{under ? `${under.service} · ${under.name}` : ""}</Fact>
        <Fact name="Service">{repeat.service}</Fact>
        <Fact name="Release">{members[0]?.release ?? ""}</Fact>
      </dl>
      <Query span={whole.span ?? members[0]} />
      {repeat.dbQuery && (
        <p class="hint">
          Ask once for all {wholeText(count)}: one query with the ids as a list (<code>= any($1)</code>), or a join
          where they are found.
        </p>
      )}
    </>
  );
}

interface SpanProps {
  span: SpanOutline;
  whole: Whole;
  durationNs: number;
  colour: string;
}

function SpanDetail({ span, whole, durationNs, colour }: SpanProps) {
  const more = whole.span;
  const isEntry = span.kind === 2 || span.kind === 5;
  const endpoint = span.httpRoute ? `${span.httpMethod} ${span.httpRoute}`.trim() : span.name;
  return (
    <>
      <h2>{span.name}</h2>
      {span.status === 2 && <p class="bad">Failed{more?.statusMessage && `: ${more.statusMessage}`}</p>}
      <dl class="facts">
        <Fact name="Service">
          <i class="swatch" style={{ background: `var(${colour})` }} /> {span.service}
        </Fact>
        <Fact name="Took">
          {nsText(span.durationNs)}, {shareText(span.durationNs / durationNs)} of the trace
        </Fact>
        <Fact name="Began">{nsText(span.startOffsetNs)}</Fact>
        <Fact name="Kind">{KINDS[span.kind] ?? ""}</Fact>
        <Fact name="HTTP">{[span.httpMethod, span.httpRoute, more?.httpStatus || ""].filter(Boolean).join(" ")}</Fact>
        {isEntry && (
          <Fact name="Endpoint">
            <PageLink to="/offenders" patch={{ service: span.service, open: `${span.service} ${endpoint}` }}>
              its row in Offenders
            </PageLink>
          </Fact>
        )}
        <Fact name="Tenant">{span.tenant}</Fact>
        {span.release && (
          <Fact name="Release">
            <PageLink to="/offenders" patch={{ service: span.service, release: span.release }}>
              {span.release}
            </PageLink>
          </Fact>
        )}
        <Fact name="Journey">{[more?.journey, more?.step].filter(Boolean).join(" / ")}</Fact>
        <Fact name="Made by">{more?.scopeName ?? ""}</Fact>
        <Fact name="Span">
          <Copy text={span.spanId} class="quiet mono">
            {span.spanId}
          </Copy>
        </Fact>
      </dl>
      <Query span={more ?? span} />
      {whole.problem && <p class="warn">{whole.problem}</p>}
      {more && (
        <>
          <Events span={more} />
          <Links span={more} />
          <AttributeList title="Attributes" attributes={more.attributes} open />
          <AttributeList title="Resource" attributes={more.resourceAttributes} />
        </>
      )}
    </>
  );
}

/** A line of facts; nothing where there is nothing to say. */
function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === "" || children === null) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Query({ span }: { span: SpanOutline | undefined }) {
  if (!span?.dbQuery) return null;
  return (
    <section>
      <h3>
        {span.dbSystem || "Query"}{" "}
        <Copy text={span.dbQuery} class="quiet">
          Copy
        </Copy>
      </h3>
      <code class="query">{span.dbQuery}</code>
    </section>
  );
}

function Events({ span }: { span: SpanView }) {
  if (span.events.length === 0) return null;
  return (
    <section>
      <h3>Events</h3>
      {span.events.map((event, i) => (
        <div key={i} class="event">
          <span class="mut">{nsText(event.offsetNs)}</span> <b>{event.name}</b>
          <AttributeRows attributes={event.attributes} />
        </div>
      ))}
    </section>
  );
}

function Links({ span }: { span: SpanView }) {
  if (span.links.length === 0) return null;
  return (
    <section>
      <h3>Links</h3>
      <ul class="plain">
        {span.links.map((link) => (
          <li key={`${link.traceId} ${link.spanId}`}>
            <TraceLink traceId={link.traceId}>trace {shortId(link.traceId)}</TraceLink>
            <AttributeRows attributes={link.attributes} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function AttributeList({ title, attributes, open = false }: { title: string; attributes: Attributes; open?: boolean }) {
  const count = Object.keys(attributes).length;
  if (count === 0) return null;
  return (
    <details open={open}>
      <summary>
        {title} <span class="mut">{count}</span>
      </summary>
      <AttributeRows attributes={attributes} />
    </details>
  );
}

function AttributeRows({ attributes }: { attributes: Attributes }) {
  return (
    <dl class="attributes">
      {Object.entries(attributes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
