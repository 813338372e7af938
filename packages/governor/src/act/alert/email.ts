import { factsOf, linkOf, plain, titleOf, WORDS, type AlertContent } from "./message.ts";

const SUBJECT_CHARS = 200;

export interface Mail {
  subject: string;
  text: string;
  messageId: string;
}

/** A mail in plain text. Its Message-ID is that of the message, so that a mailbox shows a repetition once. */
export function mailOf(content: AlertContent): Mail {
  const { id, findings, total, boardUrl, isTest } = content;
  const title = titleOf(content);
  const parts = findings.map((alert) => {
    const facts = factsOf(alert).map(({ label, words }) => `  ${`${label}:`.padEnd(9)}${words}`);
    return [`${WORDS[alert.event]}: ${plain(alert.summary)}`, ...facts, `  ${linkOf(boardUrl, alert)}`].join("\n");
  });
  const more = total - findings.length;
  if (more > 0) parts.push(`… and ${more} more: ${boardUrl}/findings`);
  const body = isTest ? title : parts.join("\n\n");
  const foot = `--\nGovernor at ${boardUrl}`;
  const subject = title.length > SUBJECT_CHARS ? `${title.slice(0, SUBJECT_CHARS - 1)}…` : title;
  return { subject: `[Governor] ${subject}`, text: `${body}\n\n${foot}\n`, messageId: `<${id}@governor>` };
}
