import type { FindingAlert } from "./event.ts";
import { factsOf, linkOf, plain, titleOf, WORDS, type AlertContent } from "./message.ts";

/** Slack's limits: 3,000 characters a section, 50 blocks a message. */
const SECTION_CHARS = 3_000;
const FALLBACK_CHARS = 2_000;
const MARKS = {
  opened: ":red_circle:",
  reopened: ":red_circle:",
  unsnoozed: ":alarm_clock:",
  fixed: ":white_check_mark:",
};

/** The body that Slack's incoming webhooks take, and those of chats that copy them: a text, and blocks in mrkdwn. */
export function slackBody(content: AlertContent): string {
  const { findings, total, boardUrl } = content;
  const title = escapeMrkdwn(titleOf(content));
  const more = total - findings.length;
  const blocks = [
    section(`*${title}*`),
    ...(content.isTest || total === 1 ? [] : [{ type: "divider" }]),
    ...findings.map((alert) => section(textOf(alert, boardUrl, total > 1))),
    ...(more > 0 ? [section(`… and ${more} more: <${escapeMrkdwn(`${boardUrl}/findings`)}|all findings>`)] : []),
  ];
  return JSON.stringify({ text: cut(title, FALLBACK_CHARS), blocks });
}

/** The three characters that mrkdwn reads as its own; with them escaped no name can link, or call a whole channel. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function textOf(alert: FindingAlert, boardUrl: string, withSummary: boolean): string {
  const head = withSummary
    ? [`${MARKS[alert.event]} *${WORDS[alert.event]}* ${escapeMrkdwn(plain(alert.summary))}`]
    : [];
  const facts = factsOf(alert).map(({ label, words }) => {
    const escaped = escapeMrkdwn(words);
    return `*${label}* ${label === "Back" ? `\`${escaped.replaceAll("`", "'")}\`` : escaped}`;
  });
  // The link last and never cut away: it is the way to everything else.
  const link = `<${escapeMrkdwn(linkOf(boardUrl, alert))}|Open the finding>`;
  return `${cut([...head, ...facts].join("\n"), SECTION_CHARS - link.length - 1)}\n${link}`;
}

function section(text: string): object {
  return { type: "section", text: { type: "mrkdwn", text: cut(text, SECTION_CHARS) } };
}

/** Cut without leaving half of an escape behind. */
function cut(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1).replace(/&[a-z]{0,3}$/, "")}…`;
}
