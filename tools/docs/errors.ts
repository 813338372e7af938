import { ERRORS } from "../../packages/governor/src/errors.ts";

/** docs/errors.md, from the table of errors. */
export function errorsMarkdown(): string {
  return [
    "<!-- Made from packages/governor/src/errors/ by `npm run docs`; change it there. -->",
    "",
    "# Errors",
    "",
    "What each error means and what to do. The command line shows `error <code>: …` and ends with the exit code; the API",
    "answers with the HTTP status and the same code. Words in braces are filled in.",
    "",
    "Exit codes: 0 pass, 1 a budget is breached, 2 usage or configuration, 3 not enough data to judge, 4 not allowed,",
    "5 the server failed.",
    ...Object.entries(ERRORS).flatMap(([code, { message, remedy, exit, http }]) => [
      "",
      `## ${code}`,
      "",
      escaped(message),
      "",
      `**Do:** ${escaped(remedy)}`,
      "",
      `Exit code ${exit}, HTTP status ${http}.`,
    ]),
  ].join("\n");
}

/** Outside of code, `<name>` would read as HTML. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;").replaceAll(">", "&gt;")))
    .join("");
}
