import { Snippet } from "../../parts/copy.tsx";
import { Dialog } from "../../parts/dialog.tsx";

/** The only time that a secret is on screen. */
export function Secret({ title, secret, close }: { title: string; secret: string; close: () => void }) {
  return (
    <Dialog label={title} close={close}>
      <div>
        <h2>{title}</h2>
        <p>Keep it now: it is not shown again, to nobody. The server has only its hash.</p>
        <Snippet text={secret} label="Secret" />
        <div class="dialog-do">
          <button type="button" class="btn primary" onClick={close}>
            I have it
          </button>
        </div>
      </div>
    </Dialog>
  );
}
