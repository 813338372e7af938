import { SCHEMA_VERSION, type DoctorResponse } from "@governor/contract";
import { stepsOf } from "../../../../catalog/catalog.ts";
import { scopeOf } from "../../access.ts";
import { doctorResponse } from "../../schema/doctor.ts";
import { apiRoutes } from "../routes.ts";
import { aliasCandidates, factChecks } from "./checks.ts";
import { serverChecks } from "./machine.ts";
import { ALIAS_CANDIDATES, OLD_NAMES } from "./names.ts";
import { readObserved } from "./read.ts";

const NAMES = [...OLD_NAMES.keys(), ...Object.values(ALIAS_CANDIDATES).flat()];

export const doctorRoutes = apiRoutes((app, context) => {
  app.get(
    "/doctor",
    {
      config: { permission: "read" },
      schema: {
        summary: "What is wrong with the set-up, each with its cause and its fix",
        tags: ["status"],
        response: { 200: doctorResponse },
      },
    },
    async (request): Promise<DoctorResponse> => {
      const { catalog } = context.catalog();
      const nowMs = context.nowMs();
      const stepServices = [...new Set(stepsOf(catalog).map(({ service }) => service))];
      const [server, observed] = await Promise.all([
        serverChecks({ problems: context.problems(), blockers: context.blockers(), dataDir: context.config.dataDir }),
        readObserved(context.facts, { nowMs, names: NAMES, stepServices }, scopeOf(request)),
      ]);
      return {
        schemaVersion: SCHEMA_VERSION,
        version: context.version,
        nowMs,
        checks: [...server, ...factChecks(observed, catalog)],
        aliases: aliasCandidates(observed, catalog),
      };
    },
  );
});
