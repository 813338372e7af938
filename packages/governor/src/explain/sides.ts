/** Items of one group, how many of them are on the wrong side of the limit, and their p95. */
export interface Side {
  n: number;
  hits: number;
  p95Ms: number | null;
}

/** The subject's spans of one release, before the breach began and since. */
export interface ReleaseSide {
  release: string;
  before: Side;
  since: Side;
}

/** A factor on a suspect's weight, and why. */
export interface Weighed {
  weight: number;
  reasons: string[];
}

/** Fewer spans than this say nothing about a release. */
export const SIDE_MIN_N = 50;
/** So many good spans before the breach are a good record. */
const RECORD_MIN_N = 200;

const WEIGHTS = {
  /** Its own spans keep the limit: something else is slow. */
  ownWithin: 0.05,
  /** Old releases got slow at the same time: it is not in the new code. */
  othersToo: 0.15,
  /** Side by side, only the new one is slow: as good as an experiment. */
  onlyOwn: 8,
  /** Slow since, and the release before it was not. */
  worseThanBefore: 3,
  /** No span of it: an announcement that telemetry cannot confirm. */
  unseen: 0.7,
  goodRecord: 0.3,
} as const;

/** What the spans of a release, against those of the others, say about it as the cause. */
export function judgeSides(release: string, sides: readonly ReleaseSide[], allowed: number): Weighed {
  const own = sides.find((side) => side.release === release);
  const others = sides.filter((side) => side.release !== release);
  if (own === undefined || own.since.n < SIDE_MIN_N) {
    return { weight: WEIGHTS.unseen, reasons: [`Too few spans carry ${release} to compare it with others.`] };
  }
  const isOver = (side: Side): boolean => side.hits > allowed * side.n;
  if (!isOver(own.since)) {
    return { weight: WEIGHTS.ownWithin, reasons: [`Its own spans are within the limit: ${measured(own.since)}.`] };
  }
  const record: Weighed =
    own.before.n >= RECORD_MIN_N && !isOver(own.before)
      ? { weight: WEIGHTS.goodRecord, reasons: [`It had been within the limit before: ${measured(own.before)}.`] }
      : { weight: 1, reasons: [] };
  const compared = compare(release, own, others, isOver);
  return { weight: compared.weight * record.weight, reasons: [...compared.reasons, ...record.reasons] };
}

function compare(
  release: string,
  own: ReleaseSide,
  others: readonly ReleaseSide[],
  isOver: (side: Side) => boolean,
): Weighed {
  const beside = largest(others, "since");
  if (beside !== null && beside.since.n >= SIDE_MIN_N) {
    const against = `${measured(own.since)} with ${release}, ${measured(beside.since)} with ${named(beside)} at the same time`;
    return isOver(beside.since)
      ? { weight: WEIGHTS.othersToo, reasons: [`Other releases are over the limit too: ${against}.`] }
      : { weight: WEIGHTS.onlyOwn, reasons: [`Only its own spans are over the limit: ${against}.`] };
  }
  const earlier = largest(others, "before");
  if (earlier !== null && earlier.before.n >= SIDE_MIN_N && !isOver(earlier.before)) {
    const against = `${measured(own.since)} with ${release}, ${measured(earlier.before)} with ${named(earlier)} before`;
    return { weight: WEIGHTS.worseThanBefore, reasons: [`The release before it was within the limit: ${against}.`] };
  }
  return { weight: 1, reasons: [`${measured(own.since)} with ${release}; no other release to compare it with.`] };
}

function largest(sides: readonly ReleaseSide[], when: "before" | "since"): ReleaseSide | null {
  return sides.toSorted((a, b) => b[when].n - a[when].n)[0] ?? null;
}

function named(side: ReleaseSide): string {
  return side.release === "" ? "spans without a release" : side.release;
}

function measured(side: Side): string {
  const share = side.n === 0 ? 0 : Math.round((1_000 * side.hits) / side.n) / 10;
  const p95 = side.p95Ms === null ? "" : `p95 ${Math.round(side.p95Ms)} ms, `;
  return `${p95}${share} % over (n = ${side.n.toLocaleString("en-US")})`;
}
