import { useQueryClient } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { acknowledge } from "../../data/api.ts";

export function Acknowledge({ id }: { id: string }) {
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState("");
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      await acknowledge(id, note);
      await queries.invalidateQueries();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form class="ack" onSubmit={(event) => void send(event)}>
      <input
        class="field"
        aria-label="Note"
        placeholder="Note: who looks at it, what was found"
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <button type="submit" class="btn primary">
        Acknowledge
      </button>
      {problem && <p class="bad">{problem}</p>}
    </form>
  );
}
