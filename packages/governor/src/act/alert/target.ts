import type { AlertKind } from "@governor/contract";
import { GovernorError } from "../../errors.ts";

const TARGET_CHARS = 2_048;
/** Of an address that may be a secret in itself, as many characters are shown at its end. */
const SHOWN_CHARS = 4;
/** One mailbox, written plainly; what a mail server makes of it is its own matter. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/** Checks where alerts are to go. @throws GovernorError `alert.invalid` */
export function checkTarget(kind: AlertKind, target: string): void {
  const problem = target.length > TARGET_CHARS ? "it is too long" : problemOf(kind, target);
  if (problem !== null) throw new GovernorError("alert.invalid", { problem: `the target is not valid: ${problem}` });
}

/** The target without what may be secret in it: whoever knows a chat's webhook address can write into the chat. */
export function shownTarget(kind: AlertKind, target: string): string {
  if (kind === "email") return target;
  const { origin, pathname, search, hash } = new URL(target);
  const rest = pathname + search + hash;
  return rest === "/" ? origin : `${origin}/…${rest.length > 3 * SHOWN_CHARS ? rest.slice(-SHOWN_CHARS) : ""}`;
}

/** `slack hooks.example.com`, for a route that was given no name. */
export function defaultName(kind: AlertKind, target: string): string {
  return `${kind} ${kind === "email" ? target : new URL(target).host}`;
}

// Never the target itself: it may hold a password.
function problemOf(kind: AlertKind, target: string): string | null {
  if (kind === "email") return EMAIL.test(target) ? null : "write one e-mail address, such as search@example.com";
  if (!URL.canParse(target)) return "it is not a URL; write it like https://host/path";
  const { protocol, username, password } = new URL(target);
  if (protocol !== "https:" && protocol !== "http:") return "it begins with neither https: nor http:";
  if (username !== "" || password !== "") return "it has a user or a password; leave them out, messages are signed";
  return null;
}
