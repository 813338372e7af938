import { DRILL_KINDS, type Drill, type DrillKind, type DrillResponse } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { useAct } from "../../data/settings.ts";
import { useUrl } from "../../data/url.ts";
import { Confirm } from "../../parts/confirm.tsx";

const KINDS: Record<DrillKind, string> = {
  rollback: "Rolled a release back",
  "cache-invalidation": "Made a cache forget",
};
const OUTCOMES: Record<Drill["outcome"], string> = { passed: "It worked", failed: "It did not" };
const MINUTE_MS = 60_000;

/** Puts on record that the way back was practised. */
export function RecordDrill({ services, close }: { services: string[]; close: () => void }) {
  const { search } = useUrl();
  const { busy, problem, act } = useAct();
  const [kind, setKind] = useState<DrillKind>("rollback");
  const [outcome, setOutcome] = useState<Drill["outcome"]>("passed");
  const [service, setService] = useState(search.open ?? services[0] ?? "");
  const [minutes, setMinutes] = useState("");
  const [note, setNote] = useState("");
  const confirm = async () => {
    const durationMs = minutes === "" ? null : Math.round(Number(minutes) * MINUTE_MS);
    const body = { kind, outcome, service, durationMs, note: note.trim() };
    if (await act(() => send<DrillResponse>("POST", "/drills", body))) close();
  };
  return (
    <Confirm
      title="Record a drill"
      verb="Put it on record"
      busy={busy}
      problem={problem}
      confirm={() => void confirm()}
      close={close}
    >
      <Radios label="What was practised" words={KINDS} ids={DRILL_KINDS} chosen={kind} choose={setKind} />
      <label class="labelled">
        Service
        <select class="field" value={service} onChange={(event) => setService(event.currentTarget.value)}>
          {services.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <Radios
        label="Outcome"
        words={OUTCOMES}
        ids={["passed", "failed"] as const}
        chosen={outcome}
        choose={setOutcome}
      />
      <label class="labelled">
        Minutes until users were served rightly again
        <input
          class="field"
          type="number"
          min="0"
          step="any"
          placeholder="Not measured"
          value={minutes}
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />
      </label>
      <label class="labelled">
        What was learnt
        <input class="field" maxLength={2_000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
    </Confirm>
  );
}

interface RadiosProps<Id extends string> {
  label: string;
  ids: readonly Id[];
  words: Record<Id, string>;
  chosen: Id;
  choose: (id: Id) => void;
}

function Radios<Id extends string>({ label, ids, words, chosen, choose }: RadiosProps<Id>) {
  return (
    <fieldset class="options">
      <legend class="offscreen">{label}</legend>
      {ids.map((id) => (
        <label key={id}>
          <input type="radio" name={label} checked={id === chosen} onChange={() => choose(id)} />
          {words[id]}
        </label>
      ))}
    </fieldset>
  );
}
