import { type Attributes, coveredNs, isSequential, type SpanView, type TraceTree } from "@governor/contract";
import type { ComponentChildren } from "preact";
import { shareText, shortId, wholeText } from "../../data/format.ts";
import { Copy } from "../../parts/copy.tsx";
import { TraceLink } from "../../parts/link.tsx";
import { membersOf, nsText } from "./look.ts";
import type { FoldedRepeat, TraceRow } from "./rows.ts";

interface Props {
  tree: TraceTree<SpanView>;
  row: TraceRow;
  durationNs: number;
  colours: ReadonlyMap<string, string>;
}

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];

/** Everything that is known of the selected row. */
export function Detail({ tree, row, durationNs, colours }: Props) {
  const span = row.kind === "span" ? tree.spans[row.index] : undefined;
  return (
    <aside class="card span-detail" aria-label="Selected span" aria-live="polite">
      {row.kind === "repeat" && <RepeatDetail tree={tree} repeat={row.repeat} durationNs={durationNs} />}
      {span && <SpanDetail span={span} durationNs={durationNs} colour={colours.get(span.service) ?? "--s1"} />}
    </aside>
  );
}

function RepeatDetail({
  tree,
  repeat,
  durationNs,
}: {
  tree: TraceTree<SpanView>;
  repeat: FoldedRepeat;
  durationNs: number;
}) {
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
      <Query span={members[0]} />
      {repeat.dbQuery && (
        <p class="hint">
          Ask once for all {wholeText(count)}: one query with the ids as a list (<code>= any($1)</code>), or a join
          where they are found.
        </p>
      )}
    </>
  );
}

function SpanDetail({ span, durationNs, colour }: { span: SpanView; durationNs: number; colour: string }) {
  return (
    <>
      <h2>{span.name}</h2>
      {span.status === 2 && <p class="bad">Failed{span.statusMessage && `: ${span.statusMessage}`}</p>}
      <dl class="facts">
        <Fact name="Service">
          <i class="swatch" style={{ background: `var(${colour})` }} /> {span.service}
        </Fact>
        <Fact name="Took">
          {nsText(span.durationNs)}, {shareText(span.durationNs / durationNs)} of the trace
        </Fact>
        <Fact name="Began">{nsText(span.startOffsetNs)}</Fact>
        <Fact name="Kind">{KINDS[span.kind] ?? ""}</Fact>
        <Fact name="HTTP">{[span.httpMethod, span.httpRoute, span.httpStatus || ""].filter(Boolean).join(" ")}</Fact>
        <Fact name="Tenant">{span.tenant}</Fact>
        <Fact name="Release">{span.release}</Fact>
        <Fact name="Journey">{[span.journey, span.step].filter(Boolean).join(" / ")}</Fact>
        <Fact name="Made by">{span.scopeName}</Fact>
        <Fact name="Span">
          <Copy text={span.spanId} class="quiet mono">
            {span.spanId}
          </Copy>
        </Fact>
      </dl>
      <Query span={span} />
      <Events span={span} />
      <Links span={span} />
      <AttributeList title="Attributes" attributes={span.attributes} open />
      <AttributeList title="Resource" attributes={span.resourceAttributes} />
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

function Query({ span }: { span: SpanView | undefined }) {
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
