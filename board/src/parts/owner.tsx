import type { Owner } from "@governor/contract";

/** Who answers for it; nobody is a state of its own, because it is never guessed. */
export function OwnerChip({ owner }: { owner: Owner | null }) {
  if (!owner) return <span class="chip nobody">no owner</span>;
  return (
    <span
      class="chip"
      title={owner.contact ? `${owner.contact} · owner of the ${owner.source}` : `owner of the ${owner.source}`}
    >
      {owner.team}
    </span>
  );
}
