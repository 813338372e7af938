import { readFileSync } from "node:fs";
import { GovernorError } from "../../../errors.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson } from "../output.ts";

const SOURCES = ["backstage", "codeowners", "openslo"] as const;
const NAME = "catalog import";

export default command({
  name: NAME,
  description: "Make a governor.yaml out of Backstage's catalog-info.yaml, CODEOWNERS or OpenSLO files",
  args: {
    files: { type: "positional", required: true, description: "The files to read, one or more" },
    from: { type: "string", required: true, valueHint: SOURCES.join("|"), description: "What they are" },
    service: {
      type: "string",
      valueHint: "name[=folder],…",
      description: "With codeowners: the services, and the folder where each lies",
    },
    ...JSON_ARG,
  },
  takesMore: true,
  async run(args) {
    const texts = args._.map(readText);
    const { fragmentYaml } = await import("../../../catalog/import/fragment.ts");
    const fragment = await read(args.from, texts, (args.service ?? "").split(",").filter(Boolean));
    const yaml = fragmentYaml(fragment, args._.join(", "));
    const { teams, services, journeys, remarks, ignored } = fragment;
    if (args.json)
      printJson({
        schemaVersion: 1,
        teams: Object.fromEntries(teams),
        services: Object.fromEntries(services),
        journeys: Object.fromEntries(journeys),
        remarks,
        ignored: Object.fromEntries(ignored),
      });
    else process.stdout.write(yaml);
    const passed = [...ignored.values()].reduce((sum, count) => sum + count, 0);
    note(
      `${teams.size} teams, ${services.size} services, ${journeys.size} journeys; ${remarks.length} remarks, ${passed} passed over.`,
    );
    return 0;
  },
});

async function read(from: string, texts: readonly string[], services: readonly string[]) {
  switch (from) {
    case "backstage":
      return (await import("../../../catalog/import/backstage.ts")).backstageFragment(texts);
    case "openslo":
      return (await import("../../../catalog/import/openslo.ts")).opensloFragment(texts);
    case "codeowners": {
      if (services.length === 0) throw usage("--service is missing: CODEOWNERS knows folders, not services", NAME);
      const paths = services.map((one) => {
        const [service = "", path = ""] = one.split("=", 2);
        return { service, path };
      });
      return (await import("../../../catalog/import/codeowners.ts")).codeownersFragment(texts.join("\n"), paths);
    }
    default:
      throw usage(`--from is ${JSON.stringify(from)}; it takes ${SOURCES.join(", ")}`, NAME);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new GovernorError("catalog.unreadable", { file, problem }, { cause: error });
  }
}
