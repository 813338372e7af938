import type { AlertMessagesResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, oneLine, printJson, printTable, showable } from "../output.ts";

export default command({
  name: "alerts log",
  description: "Messages that were sent, wait or were given up, newest first",
  args: {
    limit: { type: "string", valueHint: "n", description: "Messages at most (default 50)" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiGet<AlertMessagesResponse>(args, "/api/v1/alerts/messages", { limit: args.limit });
    if (args.json) {
      printJson(response);
      return 0;
    }
    if (response.messages.length === 0) {
      note("Nothing was to be told yet.");
      return 0;
    }
    printTable(showable(response.messages), [
      { title: "TIME", value: (message) => new Date(message.createdMs).toISOString().slice(0, 19).replace("T", " ") },
      { title: "ROUTE", value: (message) => message.routeName },
      {
        title: "STATE",
        value: (message) => message.state,
        paint: ({ state }) => (state === "sent" ? "green" : state === "failed" ? "red" : "yellow"),
      },
      { title: "CHANGES", value: (message) => String(message.events), align: "right" },
      { title: "ATTEMPTS", value: (message) => String(message.attempts), align: "right" },
      { title: "PROBLEM", value: (message) => oneLine(message.lastError, 80) },
    ]);
    return 0;
  },
});
