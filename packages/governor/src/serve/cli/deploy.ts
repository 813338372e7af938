import type { EventAccepted } from "@governor/contract";
import { apiPost, CONNECTION_ARGS } from "./client.ts";
import { command } from "./command.ts";
import { JSON_ARG, note, printJson, printLine } from "./output.ts";

export default command({
  name: "deploy",
  description: "Mark that a release of a service went live, so that what changes with it finds it",
  args: {
    service: { type: "string", required: true, description: "The service (service.name)" },
    release: { type: "string", required: true, description: "The release (service.version)" },
    env: { type: "string", description: "The environment (deployment.environment.name)" },
    sha: { type: "string", description: "Commit (default: GITHUB_SHA or CI_COMMIT_SHA)" },
    actor: { type: "string", description: "Who deployed (default: GITHUB_ACTOR or GITLAB_USER_LOGIN)" },
    owner: { type: "string", description: "Team that answers for the change" },
    link: { type: "string", valueHint: "url", description: "Pull request or pipeline run" },
    title: { type: "string", description: "A line about the change" },
    time: { type: "string", description: "When, ISO or epoch milliseconds (default: now)" },
    id: { type: "string", description: "Id of the event; the same id sent again is the same event" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const { env: environment } = process;
    const event = {
      kind: "deploy",
      service: args.service,
      release: args.release,
      env: args.env,
      sha: args.sha ?? environment["GITHUB_SHA"] ?? environment["CI_COMMIT_SHA"],
      actor: args.actor ?? environment["GITHUB_ACTOR"] ?? environment["GITLAB_USER_LOGIN"],
      owner: args.owner,
      url: args.link,
      title: args.title,
      time: args.time,
      id: args.id,
    };
    const accepted = await apiPost<EventAccepted>(args, "/v1/events", event);
    if (args.json) printJson(accepted);
    else printLine(accepted.id);
    note(`${args.service} ${args.release} is marked${args.env ? ` in ${args.env}` : ""}.`);
    return 0;
  },
});
