import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

interface Props {
  /** Made when it is pressed, so that a link holds the period of that moment. */
  text: string | (() => string | Promise<string>);
  children: ComponentChildren;
  class?: string;
}

/** A button that copies and says so. */
export function Copy({ text, children, class: look = "btn" }: Props) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), 1_600);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    const done = await Promise.resolve(typeof text === "string" ? text : text())
      .then(toClipboard)
      .catch(() => false);
    setState(done ? "copied" : "failed");
  };
  return (
    <button type="button" class={`${look} copy`} onClick={() => void copy()} data-state={state}>
      <span class="copy-label">{children}</span>
      <span class="copy-done" role="status">
        {state === "copied" ? "Copied" : state === "failed" ? "Press Ctrl+C" : ""}
      </span>
    </button>
  );
}

/** The clipboard API wants HTTPS or localhost; a selected text area works where a team reads the board over plain HTTP. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "offscreen";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** A snippet with its copy button. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div class="snippet">
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <Copy text={text}>Copy</Copy>
    </div>
  );
}
