import "../../look/drawer.css";
import { useEffect, useRef } from "preact/hooks";
import { useFinding } from "../../data/api.ts";
import { useUrl } from "../../data/url.ts";
import { Failure, Loading } from "../states.tsx";
import { FindingBody } from "./finding-body.tsx";
import { Acknowledge } from "./triage.tsx";

/** The opened finding, at the side: what is known, why, and what to do. Its id is in the URL. */
export function FindingPanel() {
  const { search, set } = useUrl();
  const dialog = useRef<HTMLDialogElement>(null);
  const finding = useFinding(search.finding);
  useEffect(() => {
    if (search.finding !== undefined && !dialog.current?.open) dialog.current?.showModal();
    if (search.finding === undefined) dialog.current?.close();
  }, [search.finding]);
  const close = () => search.finding !== undefined && set({ finding: undefined });
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-label="Finding"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      {search.finding !== undefined && (
        <div class="drawer-body" tabIndex={-1} autofocus>
          <button type="button" class="quiet drawer-close" onClick={() => dialog.current?.close()}>
            Close
          </button>
          {finding.error && <Failure error={finding.error} retry={() => void finding.refetch()} />}
          {finding.data ? (
            <>
              <FindingBody finding={finding.data.finding} />
              {finding.data.finding.state === "open" && <Acknowledge id={finding.data.finding.id} />}
            </>
          ) : (
            !finding.error && <Loading rows={8} label="Reading the finding" />
          )}
        </div>
      )}
    </dialog>
  );
}
