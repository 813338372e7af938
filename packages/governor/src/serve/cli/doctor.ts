import type { DoctorCheck } from "@governor/contract";
import { CONNECTION_ARGS, serverUrl } from "./client.ts";
import { command } from "./command.ts";
import { otelChecks } from "./doctor/otel.ts";
import { askServer, corsCheck, endpointCheck } from "./doctor/probe.ts";
import { JSON_ARG, note, paint, printJson, printLine, showable, type Paint } from "./output.ts";

const PAINTS: Record<DoctorCheck["level"], Paint> = { ok: "green", warn: "yellow", fail: "red" };

export default command({
  name: "doctor",
  description: "What is wrong with the set-up: each with its cause and its fix; exits 1 where something fails",
  args: {
    origin: {
      type: "string",
      valueHint: "https://app.example.com",
      description: "A page's origin that is to send spans",
    },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const { checks: met, said } = await askServer(args);
    const checks = [
      ...met,
      ...(met.some(({ id, level }) => id === "server.reachable" && level === "fail")
        ? []
        : [await corsCheck(serverUrl(args), args.origin)]),
      ...otelChecks(process.env),
      ...(await endpointCheck(process.env)),
      ...(said?.checks ?? []),
    ];
    const failed = checks.filter(({ level }) => level === "fail").length;
    const warned = checks.filter(({ level }) => level === "warn").length;
    if (args.json) printJson({ schemaVersion: 1, checks, aliases: said?.aliases ?? [] });
    else {
      // The worst last, where a terminal stops.
      for (const level of ["ok", "warn", "fail"] as const) {
        for (const check of showable(checks)) if (check.level === level) printCheck(check);
      }
      for (const { tag, attribute, spans } of showable(said?.aliases ?? [])) {
        printLine(`${paint("dim", "hint")}  ${spans} spans carry ${attribute}: add it under tags as ${tag}`);
      }
    }
    note(`${failed} failed, ${warned} to look at, ${checks.length - failed - warned} well.`);
    return failed > 0 ? 1 : 0;
  },
});

function printCheck({ level, title, cause, fix }: DoctorCheck): void {
  printLine(`${paint(PAINTS[level], level.padEnd(4))}  ${paint("bold", title)}: ${cause}`);
  if (fix !== "") printLine(`      → ${fix}`);
}
