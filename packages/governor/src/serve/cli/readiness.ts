import { defineCommand } from "citty";
import {
  DRILL_KINDS,
  RESPONSIBILITIES,
  type DrillResponse,
  type DrillsResponse,
  type Outcome,
  type ReadinessResponse,
  type ServiceReadiness,
} from "@governor/contract";
import { parseDurationMs } from "../../duration.ts";
import { apiGet, apiPost, CONNECTION_ARGS } from "./client.ts";
import { command, usage } from "./command.ts";
import { formatMs, JSON_ARG, note, paint, printJson, printLine, printTable, showable, type Paint } from "./output.ts";

const MARKS: Record<Outcome, { mark: string; paint: Paint }> = {
  breach: { mark: "fail", paint: "red" },
  "not-enough-data": { mark: "–", paint: "dim" },
  pass: { mark: "ok", paint: "green" },
};

const show = command({
  name: "readiness show",
  description: "The delivery checklist per service: exit 0 all pass, 1 a check fails, 3 some cannot be judged yet",
  args: {
    service: { type: "string", description: "Only this service, with every check" },
    team: { type: "string", description: "Only services of this team" },
    owners: { type: "boolean", description: "Who answers for what, instead of the checks" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiGet<ReadinessResponse>(args, "/api/v1/readiness");
    const services = response.services.filter(
      (one) =>
        (args.service === undefined || one.service === args.service) &&
        (args.team === undefined || (one.owner?.team ?? "") === args.team),
    );
    if (args.service !== undefined && services.length === 0) {
      throw usage(`No service ${JSON.stringify(args.service)} is in the catalog or sent spans today`, "readiness show");
    }
    if (args.json) printJson({ ...response, services });
    else if (services.length === 0) note("No service yet: send spans, or write governor.yaml (docs/catalog.md).");
    else if (args.owners) printOwners(showable(services));
    else showable(services).forEach((service) => printService(service, args.service !== undefined));
    if (services.some((one) => one.failed > 0)) return 1;
    return services.some((one) => one.unjudged > 0) ? 3 : 0;
  },
});

const drill = command({
  name: "readiness drill",
  description: "Put on record that the way back, or making a cache forget, was practised",
  args: {
    service: { type: "string", required: true, description: "The service it was practised on" },
    kind: { type: "string", default: "rollback", valueHint: DRILL_KINDS.join("|"), description: "What was practised" },
    env: { type: "string", description: "Where" },
    passed: { type: "boolean", description: "It worked" },
    failed: { type: "boolean", description: "It did not" },
    took: { type: "string", valueHint: "duration", description: "Until users were served rightly again, e.g. 4m" },
    note: { type: "string", description: "What was learnt" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    if (Boolean(args.passed) === Boolean(args.failed)) throw usage("Say --passed or --failed", "readiness drill");
    const durationMs = args.took === undefined ? null : parseDurationMs(args.took);
    if (args.took !== undefined && durationMs === null)
      throw usage(`--took is ${JSON.stringify(args.took)}; write a duration such as 4m`, "readiness drill");
    const response = await apiPost<DrillResponse>(args, "/api/v1/drills", {
      kind: args.kind,
      service: args.service,
      env: args.env ?? "",
      outcome: args.passed ? "passed" : "failed",
      durationMs,
      note: args.note ?? "",
    });
    if (args.json) printJson(response);
    else note(`On record: ${response.drill.kind} of ${response.drill.service}, ${response.drill.outcome}.`);
    return 0;
  },
});

const drills = command({
  name: "readiness drills",
  description: "Drills on record, newest first",
  args: { service: { type: "string", description: "Only of this service" }, ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiGet<DrillsResponse>(args, "/api/v1/drills", { service: args.service });
    if (args.json) printJson(response);
    else if (response.drills.length === 0) note("No drill is on record.");
    else
      printTable(showable(response.drills), [
        { title: "TIME", value: (one) => new Date(one.timeUnixMs).toISOString().slice(0, 16).replace("T", " ") },
        { title: "SERVICE", value: (one) => one.service },
        { title: "KIND", value: (one) => one.kind },
        { title: "OUTCOME", value: (one) => one.outcome },
        { title: "TOOK", value: (one) => formatMs(one.durationMs), align: "right" },
        { title: "BY", value: (one) => one.actor },
        { title: "NOTE", value: (one) => one.note },
      ]);
    return 0;
  },
});

function printService(service: ServiceReadiness, whole: boolean): void {
  const { passed, failed, unjudged, owner } = service;
  const counts = [
    `${passed} ok`,
    ...(failed ? [`${failed} fail`] : []),
    ...(unjudged ? [`${unjudged} not judged`] : []),
  ];
  printLine(`${paint("bold", service.service)}  ${owner?.team ?? "nobody's"}  ${counts.join(", ")}`);
  for (const check of service.checks) {
    if (!whole && check.outcome === "pass") continue;
    const { mark, paint: colour } = MARKS[check.outcome];
    printLine(`  ${paint(colour, mark.padEnd(4))}  ${check.title}: ${check.summary}`);
    if (check.remedy !== "") printLine(`        ${paint("dim", check.remedy)}`);
  }
}

function printOwners(services: readonly ServiceReadiness[]): void {
  printTable(services, [
    { title: "SERVICE", value: (one) => one.service },
    ...RESPONSIBILITIES.map((responsibility) => ({
      title: responsibility.toUpperCase(),
      value: (one: ServiceReadiness) => one.owners[responsibility]?.team ?? "nobody",
      paint: (one: ServiceReadiness) => (one.owners[responsibility] === null ? ("red" as const) : null),
    })),
  ]);
}

export default defineCommand({
  meta: { name: "readiness", description: "Is every service ready to be run: checklist, owners, drills" },
  subCommands: { show, drill, drills },
  default: "show",
});
