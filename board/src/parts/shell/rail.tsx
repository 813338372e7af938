import { useState } from "preact/hooks";
import { useOpenFindings } from "../../data/api.ts";
import { currentTheme, nextTheme, setTheme } from "../../data/theme.ts";
import { useUrl } from "../../data/url.ts";
import { PageLink } from "../link.tsx";

/** Only pages that exist. */
export const PAGES = [
  { to: "/", name: "Journeys", holds: (path: string) => path === "/" },
  {
    to: "/offenders",
    name: "Offenders",
    holds: (path: string) => path === "/offenders" || path.startsWith("/traces/"),
  },
  { to: "/traces", name: "Traces", holds: (path: string) => path === "/traces" },
];

export function Rail({ openKeys }: { openKeys: () => void }) {
  const { path } = useUrl();
  const [theme, setShown] = useState(currentTheme);
  const open = useOpenFindings().data?.findings.length ?? 0;
  const change = () => {
    const next = nextTheme(theme);
    setTheme(next);
    setShown(next);
  };
  return (
    <nav class="rail" aria-label="Pages">
      <PageLink to="/" class="brand">
        <i aria-hidden="true" />
        Governor
      </PageLink>
      {PAGES.map((page) => (
        <PageLink key={page.to} to={page.to} class={page.holds(path) ? "page on" : "page"} current={page.holds(path)}>
          {page.name}
          {page.to === "/" && open > 0 && <em aria-label={`${open} open findings`}>{open}</em>}
        </PageLink>
      ))}
      <span class="rail-end">
        <button type="button" class="quiet theme" onClick={change} aria-label={`Theme: ${theme}. Change it`}>
          Theme: {theme === "system" ? "auto" : theme}
        </button>
        <button type="button" class="quiet" onClick={openKeys} aria-label="Keys">
          <kbd>?</kbd>
        </button>
      </span>
    </nav>
  );
}
