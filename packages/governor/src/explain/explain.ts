import type { BareVerdict, ChangeEvent, Evidence, Verdict } from "@governor/contract";
import { ownerOf, type Catalog } from "../catalog/catalog.ts";
import type { SeenRelease } from "./change/read.ts";
import { releasesOf } from "./change/releases.ts";
import { evidenceOf, shapeOf, type ExemplarTrace } from "./evidence.ts";
import { allowedShare } from "./limit.ts";
import { remedyOf } from "./remedy.ts";
import { rollbackOf } from "./rollback.ts";
import type { ReleaseSide } from "./sides.ts";
import { suspectsOf } from "./suspects.ts";

/** What was looked up about a breach; `readKnown` does. */
export interface Known {
  /** Start of the breach; null when unknown. */
  sinceMs: number | null;
  lookbackFromMs: number;
  events: readonly ChangeEvent[];
  releases: readonly SeenRelease[];
  sides: readonly ReleaseSide[];
  /** The verdict's example, where it names one that is stored. */
  trace: ExemplarTrace | null;
}

/**
 * Makes a bare verdict one to act on: owner, start, suspects, the way back and what to do. Without `known`, as for a pass,
 * there is the owner alone. Pure.
 */
export function explain(bare: BareVerdict, catalog: Catalog, known: Known | null): Verdict {
  const owner = ownerOf(catalog, bare.subject);
  if (known === null) {
    const evidence = bare.evidence.filter((one) => isShown(one, firstTraceOf(bare)));
    return { ...bare, evidence, owner, sinceMs: null, suspects: [], rollback: null, remedy: remedyOf(bare, null) };
  }
  const { service = "", env = "" } = bare.subject;
  const releases = releasesOf(known.releases, known.events);
  const shape = known.trace === null ? null : shapeOf(known.trace);
  const suspects = suspectsOf({
    service,
    env,
    sinceMs: known.sinceMs,
    lookbackFromMs: known.lookbackFromMs,
    toMs: bare.windowToMs,
    allowed: allowedShare(bare),
    releases,
    events: known.events,
    sides: known.sides,
    calledServices: [...new Set(known.trace?.spans.map((span) => span.service))].filter((name) => name !== service),
  });
  return {
    ...bare,
    evidence: [
      ...bare.evidence.filter((one) => isShown(one, shape?.traceId ?? firstTraceOf(bare))),
      ...(shape === null ? [] : evidenceOf(shape)),
    ],
    owner,
    sinceMs: known.sinceMs,
    suspects,
    rollback: rollbackOf(suspects, { catalog, releases, service, env }),
    remedy: remedyOf(bare, shape),
  };
}

/** Of the example traces one is enough: the one that was looked into. */
function isShown(evidence: Evidence, traceId: string | undefined): boolean {
  return evidence.kind !== "trace" || evidence.traceId === traceId;
}

function firstTraceOf({ evidence }: BareVerdict): string | undefined {
  return evidence.find((one) => one.kind === "trace")?.traceId;
}
