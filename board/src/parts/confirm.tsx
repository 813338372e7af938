import type { ComponentChildren } from "preact";
import type { ApiError } from "../data/api.ts";
import { Dialog } from "./dialog.tsx";
import { Problem } from "./problem.tsx";

interface Props {
  title: string;
  /** What the button that does it says. */
  verb: string;
  danger?: boolean;
  busy: boolean;
  problem: ApiError | null;
  confirm: () => void;
  close: () => void;
  /** What it means, and what else there is to choose. */
  children: ComponentChildren;
}

/** A change that is said in full before it is made. */
export function Confirm({ title, verb, danger, busy, problem, confirm, close, children }: Props) {
  const submit = (event: Event) => {
    event.preventDefault();
    confirm();
  };
  return (
    <Dialog label={title} close={close}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        {children}
        <Problem error={problem} />
        <div class="dialog-do">
          <button type="button" class="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" class={danger ? "btn danger" : "btn primary"} disabled={busy}>
            {verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
