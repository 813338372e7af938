import "../../look/forms.css";
import type { KeyCreated } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { useAct } from "../../data/settings.ts";
import { useUrl } from "../../data/url.ts";
import { Snippet } from "../../parts/copy.tsx";
import { Problem } from "../../parts/problem.tsx";

/** Where the link leads that the first start prints: its token, in the hash, is exchanged once for an owner's key. */
export function Setup() {
  const { go } = useUrl();
  const { busy, problem, act } = useAct();
  // The hash never leaves the browser; out of the address it does not stay in the history either.
  const [token] = useState(takeHash);
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const made = await act(() => send<KeyCreated>("POST", "/setup", { token, name: name.trim() }));
    if (made) setSecret(made.secret);
  };
  return (
    <>
      <h1>Set up this server</h1>
      <p class="sub">The first key is an owner’s: it makes all others.</p>
      {secret !== "" ? (
        <div class="card lead">
          <h2>Your key</h2>
          <p>Keep it now: it is not shown again. This browser is signed in with it already.</p>
          <Snippet text={secret} label="Secret" />
          <p>
            <button type="button" class="btn primary" onClick={() => go("/")}>
              I have it
            </button>
          </p>
        </div>
      ) : (
        <form class="card lead" onSubmit={(event) => void submit(event)}>
          <h2>Make the owner’s key</h2>
          {token === "" ? (
            <p>
              This address lacks its token. Open the whole link that <code>governor up</code> printed when it first
              started; it works once, for an hour.
            </p>
          ) : (
            <>
              <label class="labelled">
                Your name
                <input
                  class="field"
                  required
                  autofocus
                  maxLength={100}
                  placeholder="It stands in the audit log"
                  value={name}
                  onInput={(event) => setName(event.currentTarget.value)}
                />
              </label>
              <Problem error={problem} />
              <p>
                <button type="submit" class="btn primary" disabled={busy || name.trim() === ""}>
                  Make it
                </button>
              </p>
            </>
          )}
        </form>
      )}
    </>
  );
}

function takeHash(): string {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token !== "") history.replaceState(history.state, "", location.pathname);
  return token;
}
