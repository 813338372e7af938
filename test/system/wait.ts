import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks again and again until the answer is not null or undefined or false, and fails with what was last seen
 * when the time is over. A question that throws counts as no answer.
 */
export async function until<Answer>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<Answer>,
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadlineMs = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadlineMs) {
    try {
      const answer = await ask();
      last = answer;
      if (answer !== null && answer !== undefined && answer !== false)
        return answer as NonNullable<Exclude<Answer, false>>;
    } catch (error) {
      last = error;
    }
    await pause(100);
  }
  throw new Error(
    `${what}: not within ${timeoutMs} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}

/** A GET that must answer 200 with JSON. */
export async function getJson<Body>(url: string, headers: Record<string, string> = {}): Promise<Body> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}
