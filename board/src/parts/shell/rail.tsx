import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useOpenFindings } from "../../data/api.ts";
import { currentTheme, nextTheme, setTheme } from "../../data/theme.ts";
import { useUrl } from "../../data/url.ts";
import { PageLink } from "../link.tsx";
import { pageAt, PAGES } from "./pages.ts";

export function Rail({ openKeys }: { openKeys: () => void }) {
  const { path } = useUrl();
  const [theme, setShown] = useState(currentTheme);
  const pages = useRef<HTMLDivElement>(null);
  const open = useOpenFindings().data?.findings.filter(({ state }) => state === "open").length ?? 0;
  const here = pageAt(path);
  // Where the rail is a bar it scrolls: the page that is open must be in view.
  useEffect(() => {
    pages.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
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
      <div class="pages" ref={pages}>
        {PAGES.map((page, i) => (
          <Fragment key={page.to}>
            {page.group !== (PAGES[i - 1]?.group ?? "") && <span class="page-group">{page.group}</span>}
            <PageLink to={page.to} class={page === here ? "page on" : "page"} current={page === here}>
              {page.name}
              {page.to === "/findings" && open > 0 && <em aria-label={`${open} open findings`}>{open}</em>}
            </PageLink>
          </Fragment>
        ))}
      </div>
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
