import { defineCommand } from "citty";

export default defineCommand({
  meta: { name: "store", description: "Disk use, backup, restore, migrations, erasure of a tenant" },
  subCommands: {
    stats: () => import("./store/stats.ts").then((module) => module.default),
    backup: () => import("./store/backup.ts").then((module) => module.default),
    restore: () => import("./store/restore.ts").then((module) => module.default),
    erase: () => import("./store/erase.ts").then((module) => module.default),
    erasures: () => import("./store/erasures.ts").then((module) => module.default),
    ddl: () => import("./store/ddl.ts").then((module) => module.default),
    migrate: () => import("./store/migrate.ts").then((module) => module.default),
  },
});
