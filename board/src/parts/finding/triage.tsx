import { LIMITS, type Finding } from "@governor/contract";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { noteOf, type FindingChange } from "../../data/finding-change.ts";
import { useFindingChange } from "../../data/findings.ts";
import { Problem } from "../problem.tsx";
import { Snooze } from "./snooze.tsx";

/** What a person can say and do about it. What is typed goes with the button that is pressed, and comes back if it is refused. */
export function Triage({ finding }: { finding: Finding }) {
  const { done, problem, change } = useFindingChange();
  const [note, setNote] = useState("");
  const [snoozing, setSnoozing] = useState(false);
  const act = async (wanted: FindingChange) => {
    setNote("");
    setSnoozing(false);
    if (!(await change(finding, wanted))) setNote(noteOf(wanted));
  };
  return (
    <section class="triage" aria-label="Triage">
      {snoozing ? (
        <Snooze
          reason={note}
          cancel={() => setSnoozing(false)}
          snooze={(untilMs, reason) => void act({ kind: "snooze", untilMs, reason })}
        />
      ) : (
        <>
          <textarea
            class="field"
            rows={2}
            aria-label="Note"
            placeholder="Note: who looks at it, what was found"
            maxLength={LIMITS.noteChars}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <Buttons finding={finding} note={note.trim()} act={act} snooze={() => setSnoozing(true)}>
            {done && (
              <span class="mut" role="status">
                {done.text} {done.undo && <Undo act={() => done.undo && void act(done.undo)} />}
              </span>
            )}
          </Buttons>
        </>
      )}
      <Problem error={problem} />
    </section>
  );
}

interface ButtonsProps {
  finding: Finding;
  note: string;
  act: (change: FindingChange) => Promise<void>;
  snooze: () => void;
  children: ComponentChildren;
}

function Buttons({ finding, note, act, snooze, children }: ButtonsProps) {
  const closed = finding.state === "fixed" || finding.state === "verified";
  return (
    <div class="triage-do">
      <button
        type="button"
        class="btn"
        disabled={note === ""}
        onClick={() => void act({ kind: "comment", text: note })}
      >
        Comment
      </button>
      {!closed && finding.snooze && (
        <button type="button" class="btn" onClick={() => void act({ kind: "unsnooze", note })}>
          End the snooze
        </button>
      )}
      {!closed && !finding.snooze && (
        <button type="button" class="btn" onClick={snooze}>
          Snooze…
        </button>
      )}
      {finding.state === "open" && (
        <button type="button" class="btn primary" onClick={() => void act({ kind: "acknowledge", note })}>
          Acknowledge
        </button>
      )}
      {children}
    </div>
  );
}

function Undo({ act }: { act: () => void }) {
  return (
    <button type="button" class="link" onClick={act}>
      Undo
    </button>
  );
}
