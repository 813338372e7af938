import { emitFindings, sendingBy, startAlerts, type MailServer } from "../act/alert/alert.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { openSecretBox } from "../store/secret-box.ts";
import type { State } from "../store/state/state.ts";
import type { ServerContext } from "./http/context.ts";

export interface Alerting {
  context: Pick<ServerContext, "alerting" | "told">;
  /** Routes that do not work, in words. */
  problems(): string[];
  /** Begins to deliver; `url` is where this server listens, for links where no board address is set. Returns how to stop. */
  start(url: string): () => Promise<void>;
}

/** Alerts of this server: what is written with the findings, and what is delivered later. */
export async function openAlerting(
  config: Config,
  { state, log, nowMs }: { state: State; log: Log; nowMs: () => number },
): Promise<Alerting> {
  const box = await openSecretBox(config.dataDir);
  const mail = mailServerOf(config);
  const send = sendingBy(mail, nowMs);
  let listening = "";
  let problems = (): string[] => [];
  const boardUrl = (): string => config.boardUrl ?? listening;
  return {
    context: {
      alerting: { box, send, boardUrl, hasMail: mail !== null },
      told: (queries, changes) => emitFindings(queries, changes, nowMs()),
    },
    problems: () => problems(),
    start(url) {
      listening = url;
      const alerts = startAlerts({ state, box, send, boardUrl, log, nowMs });
      problems = alerts.problems;
      return alerts.stop;
    },
  };
}

function mailServerOf({ smtpUrl, smtpFrom }: Config): MailServer | null {
  if (smtpUrl === null) return null;
  const { username, hostname } = new URL(smtpUrl);
  const user = decodeURIComponent(username);
  return { url: smtpUrl, from: smtpFrom ?? (user.includes("@") ? user : `governor@${hostname}`) };
}
