import { lazy, Suspense } from "preact/compat";
import { useEffect, useState } from "preact/hooks";

const load = () => import("./palette.tsx");
const Palette = lazy(load);

/** The button and the key (⌘K, elsewhere Ctrl+K) of the palette, whose code comes when the page has nothing else to do. */
export function PaletteOpener() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey || !(event.metaKey || event.ctrlKey))
        return;
      // The browser's own Ctrl+K goes to its address bar.
      event.preventDefault();
      setOpen((open) => open || document.querySelector("dialog[open]") === null);
    };
    document.addEventListener("keydown", onKey);
    // Safari has no requestIdleCallback.
    const timer = setTimeout(() => void load().catch(() => undefined), PRELOAD_AFTER_MS);
    return () => {
      document.removeEventListener("keydown", onKey);
      clearTimeout(timer);
    };
  }, []);
  return (
    <>
      <button
        type="button"
        class="quiet palette-open"
        aria-haspopup="dialog"
        aria-label="Find and do"
        onClick={() => setOpen(true)}
      >
        <kbd>{IS_APPLE ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <Palette close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

const PRELOAD_AFTER_MS = 2_000;
const IS_APPLE = /mac|iphone|ipad/i.test(navigator.platform);
