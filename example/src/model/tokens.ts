/** Words, numbers and signs: close enough to what a tokenizer makes of English. */
const TOKEN = /[a-z]+|\d{1,3}|[^\s\w]/gi;

export function countTokens(text: string): number {
  return text.match(TOKEN)?.length ?? 0;
}

/** An answer out of the prompt's own events, always the same for the same prompt; `isCut` where it would have been longer. */
export function completionOf(prompt: string, tokensMax: number): { text: string; tokens: number; isCut: boolean } {
  const events = prompt.split("\n").filter((line) => line.startsWith("[event "));
  let text = "By the file:";
  let cited = 0;
  for (const line of events.slice(0, 3)) {
    const next = `${text} ${line.replace(/^(\[event \d+\]) (.*)$/, "$2 $1")};`;
    if (countTokens(next) > tokensMax) break;
    text = next;
    cited += 1;
  }
  return { text, tokens: countTokens(text), isCut: cited < Math.min(3, events.length) };
}
