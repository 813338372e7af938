import type { Versioned } from "./base.ts";

export const ALERT_KINDS = ["webhook", "slack", "email"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours in which nothing is sent; what changes in them is told in one message at their end. */
export interface QuietHours {
  /** `22:00`; a `to` before `from` is the next day's. */
  from: string;
  to: string;
  /** IANA name: `Europe/Berlin`. */
  timezone: string;
  /** Days on which they begin. */
  days: readonly Weekday[];
}

/** Where alerts go. Neither its full address nor its secret is ever shown. */
export interface AlertRoute {
  id: string;
  name: string;
  kind: AlertKind;
  /** What to recognise the target by: the address without what may be secret in it. */
  target: string;
  /** Only findings of this team; empty for all, those without an owner included. */
  team: string;
  quiet: QuietHours | null;
  /** Quiet hours run now, and end then; null outside of them. */
  quietUntilMs: number | null;
  createdBy: string;
  createdMs: number;
  /** The newest message that arrived; null before the first. */
  lastSentMs: number | null;
  /** Messages that wait, held ones included. */
  waiting: number;
  /** Why the newest attempt failed; empty where it did not. */
  lastError: string;
}

/** `GET /api/v1/alerts/routes` */
export interface AlertRoutesResponse extends Versioned {
  routes: AlertRoute[];
  /** Why mail cannot be sent; null where it can. */
  mailProblem: string | null;
}

/** Body of `POST /api/v1/alerts/routes`. */
export interface AlertRouteBody {
  kind: AlertKind;
  /** A http or https address, or an e-mail address. */
  target: string;
  /** Made from the target where it is left out. */
  name?: string;
  team?: string;
  quiet?: { from: string; to: string; timezone: string; days?: readonly Weekday[] };
}

/** The answer to `POST /api/v1/alerts/routes`: the only one that holds the secret with which a webhook's messages are signed. */
export interface AlertRouteCreated extends Versioned {
  route: AlertRoute;
  /** `whsec_…`; null where the kind signs nothing. */
  secret: string | null;
}

/** `POST /api/v1/alerts/routes/:id/test` */
export interface AlertTestResponse extends Versioned {
  isSent: boolean;
  /** Why not; empty where it arrived. */
  error: string;
}

/** One message to one route. */
export interface AlertMessage {
  /** The receiver sees the same id at every attempt. */
  id: string;
  routeId: string;
  routeName: string;
  kind: AlertKind;
  /** `held`: waits for the end of quiet hours. `failed`: given up. */
  state: "held" | "pending" | "sent" | "failed";
  isSummary: boolean;
  /** Changes it tells. */
  events: number;
  attempts: number;
  createdMs: number;
  /** When it is next tried; null where it is sent or given up. */
  dueMs: number | null;
  endedMs: number | null;
  lastError: string;
}

/** `GET /api/v1/alerts/messages`, newest first. */
export interface AlertMessagesResponse extends Versioned {
  messages: AlertMessage[];
}
