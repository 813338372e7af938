import "../../look/drawer.css";
import "../../look/forms.css";
import type { Finding } from "@governor/contract";
import { useEffect, useRef } from "preact/hooks";
import { useFinding } from "../../data/api.ts";
import { useMay } from "../../data/session.ts";
import { useUrl } from "../../data/url.ts";
import { isTyping } from "../keyboard.ts";
import { Failure, Loading } from "../states.tsx";
import { FindingBody } from "./finding-body.tsx";
import { Triage } from "./triage.tsx";

interface Props {
  /** The finding as the page has it already, shown until it is read with its whole history. */
  known?: Finding | undefined;
  /** Opens the next one of the page's list (1), or the one before (−1). */
  walk?: (by: number) => void;
}

/** The opened finding, at the side: what is known, why, and what to do. Its id is in the URL. */
export function FindingPanel({ known, walk }: Props) {
  const { search, set } = useUrl();
  const dialog = useRef<HTMLDialogElement>(null);
  const answer = useFinding(search.finding);
  const mayTriage = useMay("triage");
  useEffect(() => {
    if (search.finding !== undefined && !dialog.current?.open) dialog.current?.showModal();
    if (search.finding === undefined) dialog.current?.close();
  }, [search.finding]);
  const close = () => search.finding !== undefined && set({ finding: undefined });
  // While the next one is read, the answer is still the one before.
  const read = answer.data?.finding.id === search.finding ? answer.data?.finding : undefined;
  const finding = read ?? (known?.id === search.finding ? known : undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
    if (by !== 0 && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) walk?.(by);
  };
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-label="Finding"
      onClose={close}
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      {search.finding !== undefined && (
        <div class="drawer-body" tabIndex={-1} autofocus>
          <button type="button" class="quiet drawer-close" onClick={() => dialog.current?.close()}>
            Close
          </button>
          {answer.error && !finding && <Failure error={answer.error} retry={() => void answer.refetch()} />}
          {finding ? (
            <>
              <FindingBody finding={finding} />
              {mayTriage && <Triage key={finding.id} finding={finding} />}
            </>
          ) : (
            !answer.error && <Loading rows={8} label="Reading the finding" />
          )}
        </div>
      )}
    </dialog>
  );
}
