import { useState } from "preact/hooks";
import { clockText, dayText, PRESETS, rangeLabel, rangeOf, timeMs } from "../../data/range.ts";
import { useUrl } from "../../data/url.ts";
import { Popover } from "../popover.tsx";

/** The period: presets that follow the clock, two exact times, or the present one pinned. */
export function RangeMenu({ defaultFrom }: { defaultFrom: string }) {
  const { search } = useUrl();
  const label = rangeLabel(rangeOf(search, defaultFrom));
  return (
    <Popover label={`Period: ${label}`} class="pill range" face={<b>{label}</b>}>
      {(close) => <Choices close={close} defaultFrom={defaultFrom} />}
    </Popover>
  );
}

function Choices({ close, defaultFrom }: { close: () => void; defaultFrom: string }) {
  const { search, set } = useUrl();
  const range = rangeOf(search, defaultFrom);
  const nowMs = Date.now();
  const [from, setFrom] = useState(localText(timeMs(range.from, nowMs)));
  const [to, setTo] = useState(localText(timeMs(range.to, nowMs)));
  const choose = (next: { from: string | undefined; to: string | undefined }) => {
    set(next);
    close();
  };
  const apply = (event: Event) => {
    event.preventDefault();
    const [a, b] = [new Date(from).getTime(), new Date(to).getTime()];
    if (a < b) choose({ from: String(a), to: String(b) });
  };
  return (
    <div class="menu">
      <ul>
        {PRESETS.map((preset) => (
          <li key={preset}>
            <button
              type="button"
              aria-pressed={range.from === preset && range.to === "now"}
              onClick={() => choose({ from: preset === defaultFrom ? undefined : preset, to: undefined })}
            >
              {rangeLabel({ from: preset, to: "now", live: true })}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={apply}>
        <label>
          from
          <input
            class="field"
            type="datetime-local"
            value={from}
            onInput={(event) => setFrom(event.currentTarget.value)}
          />
        </label>
        <label>
          to
          <input class="field" type="datetime-local" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
        </label>
        <div class="menu-row">
          <button type="submit" class="btn primary">
            Show
          </button>
          {range.live && (
            <button
              type="button"
              class="btn"
              onClick={() => choose({ from: String(timeMs(range.from, nowMs)), to: String(nowMs) })}
            >
              Pin to now
            </button>
          )}
        </div>
      </form>
    </div>
  );
}

function localText(ms: number): string {
  const date = new Date(ms);
  return `${dayText(date)}T${clockText(date)}`;
}
