import type { FindingResponse } from "@governor/contract";
import { parseDurationMs } from "../../../duration.ts";
import { apiPost, CONNECTION_ARGS, type Connection } from "../client.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson, showable } from "../output.ts";
import { printFinding } from "./print.ts";

const ID_ARG = {
  id: { type: "positional", required: true, description: "The finding's id, from `findings list`" },
} as const;

const NOTE_ARG = { note: { type: "string", description: "A line for its history" } } as const;

export const ack = command({
  name: "findings ack",
  description: "Say that somebody is on it",
  args: { ...ID_ARG, ...NOTE_ARG, ...JSON_ARG, ...CONNECTION_ARGS },
  run: (args) => post(args, "acknowledge", noteOf(args)),
});

export const comment = command({
  name: "findings comment",
  description: "Write something down about it",
  args: {
    ...ID_ARG,
    text: { type: "positional", required: true, description: "The comment, in quotes" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  run: (args) => post(args, "comment", { text: args.text }),
});

export const snooze = command({
  name: "findings snooze",
  description: "Leave it alone for a time: it alerts nobody and does not count as open, unless it gets 25 % worse",
  args: {
    ...ID_ARG,
    for: { type: "string", valueHint: "duration", description: "How long: 4h, 3d; at most 90d" },
    until: { type: "string", valueHint: "time", description: "Or until when, an ISO time: 2026-12-24T08:00+01:00" },
    reason: { type: "string", required: true, description: "Why it may wait" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  run: (args) => post(args, "snooze", { untilMs: untilOf(args, Date.now()), reason: args.reason }),
});

export const unsnooze = command({
  name: "findings unsnooze",
  description: "End its snooze before its time",
  args: { ...ID_ARG, ...NOTE_ARG, ...JSON_ARG, ...CONNECTION_ARGS },
  run: (args) => post(args, "unsnooze", noteOf(args)),
});

export const reopen = command({
  name: "findings reopen",
  description: "Open it again: it is not fixed, or nobody is on it",
  args: { ...ID_ARG, ...NOTE_ARG, ...JSON_ARG, ...CONNECTION_ARGS },
  run: (args) => post(args, "reopen", noteOf(args)),
});

async function post(
  args: Connection & { id: string; json?: boolean | undefined },
  what: string,
  body: object,
): Promise<number> {
  const response = await apiPost<FindingResponse>(
    args,
    `/api/v1/findings/${encodeURIComponent(args.id)}/${what}`,
    body,
  );
  if (args.json) printJson(response);
  else {
    printFinding(showable(response.finding));
    note(`Written down. Its history: governor findings show ${args.id}`);
  }
  return 0;
}

function noteOf({ note: text }: { note?: string | undefined }): { note: string } {
  return { note: text ?? "" };
}

function untilOf(args: { for?: string | undefined; until?: string | undefined }, nowMs: number): number {
  if ((args.for === undefined) === (args.until === undefined))
    throw usage("Say either --for <duration> or --until <time>", "findings snooze");
  if (args.for !== undefined) {
    const durationMs = parseDurationMs(args.for);
    if (durationMs !== null) return nowMs + Math.round(durationMs);
    throw usage(`--for is ${JSON.stringify(args.for)}; write a number and its unit, such as 3d`, "findings snooze");
  }
  const untilMs = Date.parse(args.until ?? "");
  if (Number.isFinite(untilMs)) return untilMs;
  const problem = `--until is ${JSON.stringify(args.until)}; write a time such as 2026-12-24T08:00+01:00`;
  throw usage(problem, "findings snooze");
}
