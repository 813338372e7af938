import { useQueryClient } from "@tanstack/react-query";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError, signIn } from "../data/api.ts";
import { Prose } from "./prose.tsx";

/** A page's own trouble. That the server is away, or wants a key, is said once, above every page. */
export function PageFailure({ error, retry }: { error: ApiError | null; retry: () => void }) {
  return error === null || [0, 401, 403].includes(error.status) ? null : <Failure error={error} retry={retry} />;
}

/** Lines that keep the place of a table while it is first read, so that nothing jumps. */
export function Loading({ rows, label }: { rows: number; label: string }) {
  return (
    <div class="card loading" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, i) => (
        <i key={i} />
      ))}
    </div>
  );
}

/** Why there is nothing to show, and what to do. */
export function Failure({ error, retry }: { error: ApiError; retry: () => void }) {
  if (error.status === 401 || error.status === 403) return <AskKey error={error} retry={retry} />;
  return (
    <div class="notice bad-notice" role="alert">
      <div>
        <b>{error.message}</b> <Prose text={error.remedy} />
      </div>
      <button type="button" class="btn" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** One line above the page for what is not well while the page still shows something. */
export function Notice({ children, tone }: { children: ComponentChildren; tone: "bad" | "warn" }) {
  return (
    <div class={`notice ${tone}-notice`} role="status">
      <div>{children}</div>
    </div>
  );
}

function AskKey({ error, retry }: { error: ApiError; retry: () => void }) {
  const queries = useQueryClient();
  const [key, setKey] = useState("");
  const [refusal, setRefusal] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await signIn(key);
    } catch (refused) {
      setRefusal(refused instanceof ApiError ? `${refused.message} ${refused.remedy}` : String(refused));
      return;
    }
    retry();
    await queries.invalidateQueries();
  };
  return (
    <form class="notice warn-notice" onSubmit={(event) => void submit(event)}>
      <label>
        <b>{error.status === 401 ? "This server wants a key." : error.message}</b> Make one with{" "}
        <code>governor keys create --name board --role viewer</code>.
        <input
          class="field"
          type="password"
          autocomplete="off"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
          placeholder="Key"
        />
        {refusal && <span role="alert">{refusal}</span>}
      </label>
      <button type="submit" class="btn primary" disabled={key.trim() === ""}>
        Use key
      </button>
    </form>
  );
}
