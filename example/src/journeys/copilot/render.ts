export interface CitedEvent {
  id: number;
  kind: string;
  note: string;
  occurredAt: Date;
}

const CITATION = /\[event (\d{1,10})\]/g;

/** Ids of the events that an answer cites, each once. */
export function citedIn(text: string): number[] {
  return [...new Set([...text.matchAll(CITATION)].map((match) => Number(match[1])))];
}

/** The answer as HTML: a citation of an event that is there becomes a footnote, any other stays what it is. */
export function renderAnswer(question: string, text: string, events: readonly CitedEvent[]): string {
  const number = new Map(events.map((event, i) => [event.id, i + 1]));
  const body = escaped(text).replace(CITATION, (citation, id: string) => {
    const footnote = number.get(Number(id));
    return footnote === undefined ? citation : `<sup><a href="#event-${id}">${footnote}</a></sup>`;
  });
  const notes = events.map(
    ({ id, kind, note, occurredAt }) =>
      `<li id="event-${id}"><time>${occurredAt.toISOString()}</time> ${escaped(kind)}: ${escaped(note)}</li>`,
  );
  return `<article><h2>${escaped(question)}</h2><p>${body}</p><ol>${notes.join("")}</ol></article>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
