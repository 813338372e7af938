import type { ComponentChildren } from "preact";
import type { SearchPatch } from "../data/search.ts";
import { hrefOf, useUrl } from "../data/url.ts";

interface Props {
  to: string;
  patch?: SearchPatch;
  class?: string;
  current?: boolean;
  children: ComponentChildren;
}

/** A link to a page of the board that carries the period and the filters along. */
export function PageLink({ to, patch, class: look, current, children }: Props) {
  const url = useUrl();
  const follow = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    event.stopPropagation();
    url.go(to, patch);
  };
  return (
    <a class={look} aria-current={current ? "page" : undefined} href={hrefOf(to, url.search, patch)} onClick={follow}>
      {children}
    </a>
  );
}

/** The address of one trace. */
export function TraceLink({ traceId, children }: { traceId: string; children: ComponentChildren }) {
  return <PageLink to={`/traces/${traceId}`}>{children}</PageLink>;
}
