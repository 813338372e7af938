import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { useStatus } from "../../data/api.ts";
import { DEFAULT_FROM, rangeOf, zoomOut } from "../../data/range.ts";
import { useUrl, type BoardUrl } from "../../data/url.ts";
import { useKeys } from "../keyboard.ts";
import { useArrival } from "./arrival.ts";
import { Failure, Notice } from "../states.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { pageAt } from "./pages.ts";
import { Rail } from "./rail.tsx";
import { TopBar } from "./top-bar.tsx";

const FirstSpan = lazy(() => import("../../pages/first-span/first-span.tsx"));

/** Rail, filters, what is not well, and the page; or the way to the first span where nothing was ever stored. */
export function Shell() {
  const [empty, setEmpty] = useState(false);
  const status = useStatus(empty ? 1_000 : 5_000);
  const url = useUrl();
  const keys = useRef<HTMLDialogElement>(null);
  useArrival(url.path);
  const hasData = status.data?.hasData;
  // Once empty, the first-span page stays until it has said that the span arrived and moves on by itself.
  useEffect(() => {
    if (hasData === false) setEmpty(true);
  }, [hasData]);
  useKeys({
    z: () => url.set(url.search.at === undefined ? widened(url) : { at: undefined }),
    "?": () => keys.current?.showModal(),
    "/": () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
  });
  const leave = () => {
    setEmpty(false);
    url.go("/offenders");
  };
  return (
    <div class="app">
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <Rail openKeys={() => keys.current?.showModal()} />
      <div class="side">
        {!(empty && waitsForData(url.path)) && <TopBar freshMs={status.data?.freshMs ?? null} />}
        <main id="page" tabIndex={-1}>
          {status.error && url.path !== SETUP && <Failure error={status.error} retry={() => void status.refetch()} />}
          {status.data?.problems.map((problem) => (
            <Notice key={problem} tone="warn">
              {problem}
            </Notice>
          ))}
          {empty && status.data && waitsForData(url.path) ? (
            <Suspense fallback={null}>
              <FirstSpan status={status.data} leave={leave} />
            </Suspense>
          ) : (
            <Outlet />
          )}
        </main>
      </div>
      <KeysDialog dialog={keys} />
    </div>
  );
}

/** Where the first start's link leads: before there is any key, and before there is any data. */
const SETUP = "/setup";

/** Keys and the catalog can be seen to before the first span. */
function waitsForData(path: string): boolean {
  return path !== SETUP && pageAt(path)?.from !== null;
}

function widened({ path, search }: BoardUrl) {
  const defaultFrom = pageAt(path)?.from ?? DEFAULT_FROM;
  return zoomOut(rangeOf(search, defaultFrom), Date.now(), defaultFrom);
}
