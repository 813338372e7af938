import { existsSync, writeFileSync } from "node:fs";
import type { DoctorResponse, EndpointOffendersResponse, TagValuesResponse } from "@governor/contract";
import { GovernorError } from "../../errors.ts";
import { apiGet, CONNECTION_ARGS, serverUrl } from "./client.ts";
import { command, usage } from "./command.ts";
import { nextSteps, stackOf } from "./init/stack.ts";
import { JSON_ARG, note, printJson } from "./output.ts";

export default command({
  name: "init",
  description: "Propose a first governor.yaml from what telemetry has shown, and say what to do next",
  args: {
    write: { type: "boolean", description: "Write it to the file instead of stdout" },
    file: { type: "string", valueHint: "path", default: "governor.yaml", description: "The file to write" },
    force: { type: "boolean", description: "With --write: replace the file that is there" },
    from: { type: "string", description: "How far to look back (default now-24h)" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    if (args.write && !args.force && existsSync(args.file))
      throw usage(`${args.file} is there already; add --force to replace it`, "init");
    const period = { from: args.from ?? "now-24h" };
    const [services, offenders, doctor] = await Promise.all([
      apiGet<TagValuesResponse>(args, "/api/v1/values", { ...period, tag: "service" }),
      apiGet<EndpointOffendersResponse>(args, "/api/v1/offenders/endpoints", { ...period, limit: 1000 }),
      apiGet<DoctorResponse>(args, "/api/v1/doctor"),
    ]);
    const seen = {
      services: services.values.map(({ value }) => value),
      endpoints: offenders.endpoints,
      aliases: doctor.aliases,
    };
    const { proposeCatalog } = await import("../../catalog/propose/propose.ts");
    const yaml = proposeCatalog(seen);
    if (args.write) writeText(args.file, yaml);
    const steps = nextSteps(stackOf("."), serverUrl(args));
    if (args.json)
      printJson({ schemaVersion: 1, file: args.write ? args.file : null, content: yaml, nextSteps: steps });
    else if (!args.write) process.stdout.write(yaml);
    if (args.write) note(`${args.file} is written. Look it over: targets are today's p95 with a quarter more.`);
    if (seen.services.length === 0) note("No span was seen yet, so there is little to propose.");
    note(["", "Next:", ...steps.map((step, i) => `  ${i + 1}. ${step}`)].join("\n"));
    return 0;
  },
});

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const problem = `${file} cannot be written (${error instanceof Error ? error.message : String(error)})`;
    throw new GovernorError("usage.invalid", { problem, command: "governor init" }, { cause: error });
  }
}
