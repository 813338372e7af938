import type { CatalogVersionsResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson, printTable, showable } from "../output.ts";

export default command({
  name: "catalog versions",
  description: "What was pushed, newest first",
  args: {
    part: { type: "string", valueHint: "name", description: "Only of this part" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiGet<CatalogVersionsResponse>(args, "/api/v1/catalog/versions", { part: args.part });
    if (args.json) printJson(response);
    else if (response.versions.length === 0) note("Nothing was pushed yet: governor catalog push governor.yaml");
    else
      printTable(showable(response.versions), [
        { title: "VERSION", value: ({ version }) => String(version), align: "right" },
        { title: "PART", value: ({ part }) => part },
        {
          title: "CHANGE",
          value: ({ change, restores }) => (restores === null ? change : `${change} to ${restores}`),
        },
        { title: "REVISION", value: ({ revision }) => revision.slice(0, 12) || "–" },
        { title: "BY", value: ({ pushedBy }) => pushedBy },
        { title: "AT", value: ({ pushedMs }) => new Date(pushedMs).toISOString().slice(0, 16).replace("T", " ") },
        {
          title: "",
          value: ({ inForce }) => (inForce ? "in force" : ""),
          paint: ({ inForce }) => (inForce ? "green" : "dim"),
        },
      ]);
    return 0;
  },
});
