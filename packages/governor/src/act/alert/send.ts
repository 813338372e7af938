import { setTimeout as pause } from "node:timers/promises";
import type { AlertKind } from "@governor/contract";
import { createTransport } from "nodemailer";
import { mailOf } from "./email.ts";
import type { AlertContent } from "./message.ts";
import { signatureOf, type RouteSecrets } from "./route.ts";
import { slackBody } from "./slack.ts";
import { webhookBody } from "./webhook.ts";

/** How mail goes out; `url` is `smtp(s)://user:password@host:port`. */
export interface MailServer {
  url: string;
  from: string;
}

/** Sends a message; resolves with why it did not arrive, and never throws. No secret is in what it says. */
export type Send = (kind: AlertKind, to: RouteSecrets, content: AlertContent) => Promise<SendFailure | null>;

export interface SendFailure {
  problem: string;
  /** The receiver said that it wants no more. */
  isFinal: boolean;
}

const HTTP_TIMEOUT_MS = 10_000;
const SMTP_TIMEOUT_MS = 5_000;
/** Of the whole dialogue with a mail server, well within a message's claim. */
const MAIL_TIMEOUT_MS = 20_000;
const PROBLEM_CHARS = 300;

/** The way out to other systems. */
export function sendingBy(mail: MailServer | null, nowMs: () => number): Send {
  return async (kind, to, content) => {
    if (kind === "email") return mail === null ? unset() : sendMail(mail, to.target, content);
    if (kind === "slack") return post(to.target, slackBody(content), {});
    const body = webhookBody(content);
    const timeSeconds = Math.floor(nowMs() / 1_000);
    return post(to.target, body, {
      "webhook-id": content.id,
      "webhook-timestamp": String(timeSeconds),
      "webhook-signature": signatureOf(to.secret ?? "", content.id, timeSeconds, body),
    });
  };
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<SendFailure | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "user-agent": "Governor", ...headers },
      // Followed, an address that was checked could lead to one that nobody would have entered.
      redirect: "manual",
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    });
    // What it says is of no interest, and to show it would let a route read what only this server can reach.
    await response.body?.cancel();
    if (response.ok) return null;
    const isRedirect = response.status >= 300 && response.status < 400;
    const problem = `HTTP ${response.status}${isRedirect ? ": redirects are not followed" : ""}`;
    return { problem, isFinal: response.status === 410 };
  } catch (error) {
    return { problem: networkProblem(error), isFinal: false };
  }
}

/** By its code alone: the message of a network error can hold the address. */
function networkProblem(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${HTTP_TIMEOUT_MS} ms`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  return typeof code === "string" ? `the connection failed (${code})` : "the connection failed";
}

async function sendMail(server: MailServer, to: string, content: AlertContent): Promise<SendFailure | null> {
  const transport = createTransport({
    url: server.url,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const headers = { "Auto-Submitted": "auto-generated" };
    const mail = { ...mailOf(content), from: server.from, to: { name: "", address: to }, headers };
    return await Promise.race([transport.sendMail(mail).then(() => null), tooLate(MAIL_TIMEOUT_MS)]);
  } catch (error) {
    return { problem: mailProblem(error, server), isFinal: false };
  } finally {
    transport.close();
  }
}

async function tooLate(timeoutMs: number): Promise<SendFailure> {
  await pause(timeoutMs, undefined, { ref: false });
  return { problem: `the mail server did not take it within ${timeoutMs} ms`, isFinal: false };
}

function mailProblem(error: unknown, server: MailServer): string {
  const { code = "", response = "" } = error as { code?: string; response?: string };
  const said = `the mail server refused it${code === "" ? "" : ` (${code})`}${response === "" ? "" : `: ${response}`}`;
  const { password } = new URL(server.url);
  const secrets = [password, decodeURIComponent(password)].filter((secret) => secret !== "");
  return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), said).slice(0, PROBLEM_CHARS);
}

function unset(): SendFailure {
  return { problem: "this server knows no mail server; start it with GOVERNOR_SMTP_URL", isFinal: false };
}
