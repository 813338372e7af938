import { LIMITS } from "@governor/contract";
import { useState } from "preact/hooks";
import { snoozeChoices } from "../../data/finding-change.ts";
import { timeText } from "../../data/format.ts";

interface Props {
  /** What was typed as a note already. */
  reason: string;
  snooze: (untilMs: number, reason: string) => void;
  cancel: () => void;
}

/** How long it is left alone, and why: without a reason nobody knows later whether it still holds. */
export function Snooze({ reason: typed, snooze, cancel }: Props) {
  const [nowMs] = useState(Date.now);
  const choices = snoozeChoices(nowMs);
  const [at, setAt] = useState(2);
  const [reason, setReason] = useState(typed);
  const untilMs = choices[at]?.untilMs ?? nowMs;
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() !== "") snooze(untilMs, reason.trim());
  };
  return (
    <form class="snooze" onSubmit={submit}>
      <fieldset class="options">
        <legend class="offscreen">For how long</legend>
        {choices.map(({ name }, i) => (
          <label key={name}>
            <input type="radio" name="snooze-for" checked={i === at} onChange={() => setAt(i)} />
            {name}
          </label>
        ))}
      </fieldset>
      <label class="labelled">
        Reason
        <input
          class="field"
          required
          autofocus
          maxLength={LIMITS.noteChars}
          placeholder="Why it can wait"
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="triage-do">
        <button type="button" class="btn" onClick={cancel}>
          Cancel
        </button>
        <button type="submit" class="btn primary">
          Snooze until {timeText(untilMs, nowMs)}
        </button>
      </div>
      <p class="mut">It alerts nobody until then, unless it gets markedly worse.</p>
    </form>
  );
}
