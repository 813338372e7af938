import { expect, test } from "vitest";
import { citedIn, renderAnswer } from "./render.ts";

const occurredAt = new Date("2026-01-02T03:04:05Z");

test("each event is cited once, however often the answer names it", () => {
  expect(citedIn("seen [event 7], later [event 12], again [event 7]")).toEqual([7, 12]);
});

test("a citation becomes a footnote where the event is there, and what the model says is text", () => {
  const html = renderAnswer("Who?", "<b>Amber</b> [event 7] and [event 99]", [
    { id: 7, kind: "call", note: 'to "Basalt"', occurredAt },
  ]);
  expect(html).toContain('&lt;b&gt;Amber&lt;/b&gt; <sup><a href="#event-7">1</a></sup> and [event 99]');
  expect(html).toContain('<li id="event-7"><time>2026-01-02T03:04:05.000Z</time> call: to &quot;Basalt&quot;</li>');
});
