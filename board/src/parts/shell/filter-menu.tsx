import { useState } from "preact/hooks";
import { useTagValues } from "../../data/api.ts";
import { countText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Popover } from "../popover.tsx";

type Tag = "env" | "service" | "tenant" | "team" | "release";

/** How many values a menu lists before one has to type. */
const SHOWN = 60;

/** One filter: what it is set to, and the values seen in the period. */
export function FilterMenu({ tag }: { tag: Tag }) {
  const { search } = useUrl();
  const value = search[tag];
  return (
    <Popover
      label={`Filter by ${tag}: ${value ?? "all"}`}
      class={value ? "pill set" : "pill"}
      face={
        <>
          {tag} <b>{value ?? "all"}</b>
        </>
      }
    >
      {(close) => <Values tag={tag} close={close} />}
    </Popover>
  );
}

function Values({ tag, close }: { tag: Tag; close: () => void }) {
  const { search, set } = useUrl();
  const [text, setText] = useState("");
  const values = useTagValues(tag, search, true);
  const matching = (values.data?.values ?? []).filter((each) => each.value.toLowerCase().includes(text.toLowerCase()));
  const choose = (value: string | undefined) => {
    set({ [tag]: value });
    close();
  };
  return (
    <div class="menu">
      <input
        class="field"
        type="text"
        aria-label={`Find a ${tag}`}
        placeholder={`Find a ${tag}`}
        value={text}
        autofocus
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && matching[0]) choose(matching[0].value);
        }}
      />
      <ul>
        <li>
          <button type="button" onClick={() => choose(undefined)} aria-pressed={search[tag] === undefined}>
            all
          </button>
        </li>
        {matching.slice(0, SHOWN).map((each) => (
          <li key={each.value}>
            <button type="button" onClick={() => choose(each.value)} aria-pressed={search[tag] === each.value}>
              <span>{each.value || "(not tagged)"}</span>
              <span class="mut">{countText(each.spans)} spans</span>
            </button>
          </li>
        ))}
      </ul>
      {matching.length > SHOWN && <p class="mut">{matching.length - SHOWN} more: type to find them</p>}
      {values.error && <p class="mut">{values.error.message}</p>}
      {values.data?.values.length === 0 && <p class="mut">No {tag} was seen in this period.</p>}
    </div>
  );
}
