import type { RefObject } from "preact";

const KEYS: [string, string][] = [
  ["Ctrl+K", "find a page, an endpoint, a trace by its id; do something (⌘K on a Mac)"],
  ["j  k", "next and previous row"],
  ["Enter", "open the row"],
  ["/", "narrow the table"],
  ["z", "zoom out; drag over a chart to zoom in, Back undoes"],
  ["c", "trace: fold and unfold repeats"],
  ["p", "trace: mark the critical path"],
  ["P", "trace: only the critical path"],
  ["e  E", "trace: next and previous failed span"],
  ["n  N", "trace: next and previous span that was found"],
  ["g", "trace: next gap"],
  ["←  →", "trace: close and open a span"],
  ["u", "trace: up to the endpoint"],
  ["?", "these keys"],
];

export function KeysDialog({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog.current) dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClick={closeOutside}>
      <form method="dialog">
        <h2 id="keys-title">Keys</h2>
        <dl>
          {KEYS.map(([key, what]) => [
            <dt key={key}>
              {key.split(/\s+/).map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>,
            <dd key={what}>{what}</dd>,
          ])}
        </dl>
        <button type="submit" class="btn">
          Close
        </button>
      </form>
    </dialog>
  );
}
