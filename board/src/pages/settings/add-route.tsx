import { ALERT_KINDS, type AlertKind, type AlertRouteBody, type AlertRouteCreated } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { useAct } from "../../data/settings.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Secret } from "./secret.tsx";

const KINDS: Record<AlertKind, { name: string; target: string; type: "url" | "email" }> = {
  webhook: { name: "Webhook", target: "https://example.com/hooks/governor", type: "url" },
  slack: { name: "Slack", target: "https://hooks.slack.com/services/…", type: "url" },
  email: { name: "E-mail", target: "on-call@example.com", type: "email" },
};

/** A new route: what kind, where to, for whom, and when not. */
export function AddRoute({ mailProblem, close }: { mailProblem: string | null; close: () => void }) {
  const { busy, problem, act } = useAct();
  const [route, setRoute] = useState<AlertRouteBody>({ kind: "webhook", target: "" });
  const [quiet, setQuiet] = useState<NonNullable<AlertRouteBody["quiet"]> | null>(null);
  const [made, setMade] = useState<AlertRouteCreated | null>(null);
  if (made !== null && made.secret !== null)
    return <Secret title={`The signing secret of ${made.route.name}`} secret={made.secret} close={close} />;
  const submit = async (event: Event) => {
    event.preventDefault();
    const { name, team, ...rest } = route;
    const body = { ...rest, ...(name && { name }), ...(team && { team }), ...(quiet && { quiet }) };
    const answer = await act(() => send<AlertRouteCreated>("POST", "/alerts/routes", body));
    if (answer !== null && answer.secret === null) close();
    else setMade(answer);
  };
  const set = (patch: Partial<AlertRouteBody>) => setRoute({ ...route, ...patch });
  return (
    <Dialog label="Add a route" close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <h2>Add a route</h2>
        <fieldset class="options">
          <legend class="offscreen">Kind</legend>
          {ALERT_KINDS.map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" checked={route.kind === kind} onChange={() => set({ kind })} />
              {KINDS[kind].name}
            </label>
          ))}
        </fieldset>
        {route.kind === "email" && mailProblem !== null && <p class="warn">Mail cannot be sent: {mailProblem}</p>}
        <Text
          label="Target"
          type={KINDS[route.kind].type}
          placeholder={KINDS[route.kind].target}
          value={route.target}
          required
          change={(target) => set({ target })}
        />
        <Text
          label="Name"
          placeholder="Made from the target"
          value={route.name ?? ""}
          change={(name) => set({ name })}
        />
        <Text
          label="Team"
          placeholder="All, those without an owner included"
          value={route.team ?? ""}
          change={(team) => set({ team })}
        />
        <Quiet quiet={quiet} change={setQuiet} />
        <Problem error={problem} />
        <div class="dialog-do">
          <button type="button" class="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="btn primary" disabled={busy || route.target.trim() === ""}>
            Add it
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type QuietBody = NonNullable<AlertRouteBody["quiet"]>;

function Quiet({ quiet, change }: { quiet: QuietBody | null; change: (quiet: QuietBody | null) => void }) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={quiet !== null}
          onChange={(event) =>
            change(event.currentTarget.checked ? { from: "22:00", to: "07:00", timezone: timeZone } : null)
          }
        />
        Quiet hours: what changes in them is told in one message at their end
      </label>
      {quiet && (
        <div class="quiet-hours">
          <Text label="From" type="time" value={quiet.from} change={(from) => change({ ...quiet, from })} />
          <Text label="To" type="time" value={quiet.to} change={(to) => change({ ...quiet, to })} />
          <Text label="Time zone" value={quiet.timezone} change={(timezone) => change({ ...quiet, timezone })} />
        </div>
      )}
    </>
  );
}

interface TextProps {
  label: string;
  value: string;
  change: (value: string) => void;
  type?: "text" | "url" | "email" | "time" | undefined;
  placeholder?: string;
  required?: boolean;
}

function Text({ label, value, change, type = "text", placeholder, required }: TextProps) {
  return (
    <label class="labelled">
      {label}
      <input
        class="field"
        // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- the types of inputs are a union of single kinds
        type={type as "text"}
        value={value}
        placeholder={placeholder ?? ""}
        required={required ?? false}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}
