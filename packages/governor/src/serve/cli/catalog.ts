import { defineCommand } from "citty";

/** Loaded one by one: the schema library costs more than every other command's start. */
export default defineCommand({
  meta: { name: "catalog", description: "The catalog: teams, services, journeys, targets" },
  subCommands: {
    check: () => import("./catalog/check.ts").then((module) => module.default),
    push: () => import("./catalog/push.ts").then((module) => module.default),
    diff: () => import("./catalog/diff.ts").then((module) => module.default),
    show: () => import("./catalog/show.ts").then((module) => module.default),
    versions: () => import("./catalog/versions.ts").then((module) => module.default),
    rollback: () => import("./catalog/rollback.ts").then((module) => module.default),
    import: () => import("./catalog/import.ts").then((module) => module.default),
    remove: () => import("./catalog/remove.ts").then((module) => module.default),
  },
});
