import "../look/forms.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  label: string;
  /** Called when it is closed, by Escape too. */
  close: () => void;
  children: ComponentChildren;
}

/** A native dialog that is open for as long as it is drawn. */
export function Dialog({ label, close, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-label={label} onClose={close}>
      {children}
    </dialog>
  );
}
