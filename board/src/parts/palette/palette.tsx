import "./palette.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { found, type Found } from "./choices.ts";
import { useChoices } from "./use-choices.ts";

/** Everything by name. A combobox with a list (WAI-ARIA, Combobox Pattern) in a native dialog. */
export default function Palette({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const results = found(useChoices(typed), typed);
  const chosen = Math.min(at, results.length - 1);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => document.getElementById(optionId(chosen))?.scrollIntoView({ block: "nearest" }), [chosen, typed]);
  const act = (index: number) => {
    const choice = results[index]?.choice;
    if (!choice) return;
    dialog.current?.close();
    choice.act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move !== undefined) setAt(Math.min(Math.max(chosen + move, 0), results.length - 1));
    else if (event.key === "Enter") act(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label="Find and do"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <input
        type="text"
        role="combobox"
        aria-label="Page, endpoint, journey, tenant, finding, trace id or action"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={results.length > 0 ? optionId(chosen) : undefined}
        placeholder="Page, endpoint, journey, tenant, finding, trace id, action"
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-list" role="listbox" aria-label="What was found">
        {results.map((result, i) => (
          <Option
            key={result.choice.id}
            result={result}
            index={i}
            isChosen={i === chosen}
            point={() => i !== chosen && setAt(i)}
            act={() => act(i)}
          />
        ))}
      </ul>
      <p class="palette-foot" role="status">
        {results.length === 0 ? `Nothing is called “${typed.trim()}” in this period.` : ""}
      </p>
    </dialog>
  );
}

interface OptionProps {
  result: Found;
  index: number;
  isChosen: boolean;
  point: () => void;
  act: () => void;
}

function Option({ result, index, isChosen, point, act }: OptionProps) {
  return (
    <li id={optionId(index)} role="option" aria-selected={isChosen} onPointerMove={point} onClick={act}>
      <span class="palette-name">
        <Marked {...result} /> <span class="mut">{result.choice.note}</span>
      </span>
      <span class="palette-kind">{result.choice.kind}</span>
    </li>
  );
}

/** The name, with the letters that were typed. */
function Marked({ choice, at }: Found) {
  if (at.length === 0) return <>{choice.name}</>;
  const marked = new Set(at);
  const runs: { text: string; isMarked: boolean }[] = [];
  for (const [i, letter] of Array.from(choice.name).entries()) {
    const last = runs.at(-1);
    if (last && last.isMarked === marked.has(i)) last.text += letter;
    else runs.push({ text: letter, isMarked: marked.has(i) });
  }
  return <>{runs.map((run, i) => (run.isMarked ? <b key={i}>{run.text}</b> : <span key={i}>{run.text}</span>))}</>;
}

function optionId(index: number): string {
  return `palette-${index}`;
}
