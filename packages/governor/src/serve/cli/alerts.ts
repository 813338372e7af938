import { defineCommand } from "citty";

/** `governor alerts` alone is `governor alerts list`. */
export default defineCommand({
  meta: { name: "alerts", description: "Who is told when a finding opens or is fixed: webhooks, chats, mailboxes" },
  default: "list",
  subCommands: {
    list: () => import("./alerts/routes.ts").then((module) => module.list),
    add: () => import("./alerts/add.ts").then((module) => module.default),
    test: () => import("./alerts/routes.ts").then((module) => module.test),
    remove: () => import("./alerts/routes.ts").then((module) => module.remove),
    log: () => import("./alerts/log.ts").then((module) => module.default),
  },
});
