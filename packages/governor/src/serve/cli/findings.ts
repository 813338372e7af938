import { defineCommand } from "citty";

/** `governor findings` alone is `governor findings list`. */
export default defineCommand({
  meta: { name: "findings", description: "What is wrong now: owner, suspect, the way back; and what is done about it" },
  default: "list",
  subCommands: {
    list: () => import("./findings/list.ts").then((module) => module.default),
    show: () => import("./findings/show.ts").then((module) => module.default),
    ack: () => import("./findings/triage.ts").then((module) => module.ack),
    comment: () => import("./findings/triage.ts").then((module) => module.comment),
    snooze: () => import("./findings/triage.ts").then((module) => module.snooze),
    unsnooze: () => import("./findings/triage.ts").then((module) => module.unsnooze),
    reopen: () => import("./findings/triage.ts").then((module) => module.reopen),
  },
});
