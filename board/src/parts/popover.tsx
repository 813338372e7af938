import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

interface Props {
  label: string;
  /** What the button says. */
  face: ComponentChildren;
  class?: string;
  /** Drawn only while open. */
  children: (close: () => void) => ComponentChildren;
}

/** A button with a native popover below it: light dismiss, Escape and the top layer come from the browser. */
export function Popover({ label, face, class: look = "pill", children }: Props) {
  const id = useId().replaceAll(":", "");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = (event: ToggleEvent) => {
    setOpen(event.newState === "open");
    if (event.newState !== "open" || !button.current || !panel.current) return;
    const { left, bottom } = button.current.getBoundingClientRect();
    panel.current.style.top = `${bottom + 4}px`;
    panel.current.style.left = `${Math.max(8, Math.min(left, innerWidth - panel.current.offsetWidth - 8))}px`;
  };
  const close = () => {
    panel.current?.hidePopover();
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={look}
        popovertarget={id}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label}
      >
        {face}
      </button>
      <div
        ref={panel}
        id={id}
        class="popover"
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={place as never}
        onToggle={place as never}
      >
        {open && children(close)}
      </div>
    </>
  );
}
