import { useState } from "preact/hooks";
import { useTagValues } from "../../data/api.ts";
import { countText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Popover } from "../popover.tsx";
import { useTeams } from "./team-values.ts";

type Tag = "env" | "service" | "tenant" | "release";

interface Value {
  value: string;
  /** What stands beside it. */
  note: string;
}

interface MenuProps {
  name: Tag | "team";
  close: () => void;
}

/** How many values a menu lists before one has to type. */
const SHOWN = 60;

/** One filter: what it is set to, and the values seen in the period. */
export function FilterMenu({ name }: { name: Tag | "team" }) {
  const { search } = useUrl();
  const value = search[name];
  return (
    <Popover
      label={`Filter by ${name}: ${value ?? "all"}`}
      class={value ? "pill set" : "pill"}
      face={
        <>
          {name} <b>{value ?? "all"}</b>
        </>
      }
    >
      {(close) => (name === "team" ? <Teams name={name} close={close} /> : <TagValues name={name} close={close} />)}
    </Popover>
  );
}

function Teams({ name, close }: MenuProps) {
  const teams = useTeams(useUrl().search);
  return <Choices name={name} close={close} values={teams.map((value) => ({ value, note: "" }))} problem="" />;
}

function TagValues({ name, close }: MenuProps) {
  const found = useTagValues(name, useUrl().search);
  const values = (found.data?.values ?? []).filter((each) => each.value !== "");
  return (
    <Choices
      name={name}
      close={close}
      values={values.map(({ value, spans }) => ({ value, note: `${countText(spans)} spans` }))}
      problem={found.error?.message ?? (found.data && values.length === 0 ? `No ${name} was seen in this period.` : "")}
    />
  );
}

function Choices({ name, close, values, problem }: MenuProps & { values: Value[]; problem: string }) {
  const { search, set } = useUrl();
  const [text, setText] = useState("");
  const matching = values.filter((each) => each.value.toLowerCase().includes(text.toLowerCase()));
  const choose = (value: string | undefined) => {
    set({ [name]: value });
    close();
  };
  return (
    <div class="menu">
      <input
        class="field"
        type="text"
        aria-label={`Find a ${name}`}
        placeholder={`Find a ${name}`}
        value={text}
        autofocus
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && text !== "" && matching[0]) choose(matching[0].value);
        }}
      />
      <ul>
        <li>
          <button type="button" onClick={() => choose(undefined)} aria-pressed={search[name] === undefined}>
            all
          </button>
        </li>
        {matching.slice(0, SHOWN).map(({ value, note }) => (
          <li key={value}>
            <button type="button" onClick={() => choose(value)} aria-pressed={search[name] === value}>
              <span>{value}</span>
              <span class="mut">{note}</span>
            </button>
          </li>
        ))}
      </ul>
      {matching.length > SHOWN && <p class="mut">{matching.length - SHOWN} more: type to find them</p>}
      {problem && <p class="mut">{problem}</p>}
    </div>
  );
}
