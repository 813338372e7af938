import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the folder shows of how the program is built and run. */
export interface Stack {
  /** Frameworks of package.json, by their package names. */
  frameworks: string[];
  hasOtel: boolean;
  /** Null where the folder is no Node.js project. */
  name: string | null;
  hasDockerfile: boolean;
  /** Whether a GitHub workflow runs the gate already; null without workflows. */
  runsGate: boolean | null;
}

const FRAMEWORKS = ["next", "@nestjs/core", "fastify", "express", "koa", "hapi", "@hapi/hapi", "hono"];

export function stackOf(folder: string): Stack {
  const manifest = manifestOf(folder);
  const packages = Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies });
  const workflows = join(folder, ".github", "workflows");
  const texts = existsSync(workflows)
    ? readdirSync(workflows)
        .filter((file) => /\.ya?ml$/.test(file))
        .map((file) => readFileSync(join(workflows, file), "utf8"))
    : [];
  return {
    frameworks: FRAMEWORKS.filter((name) => packages.includes(name)),
    hasOtel: packages.some(
      (name) => name.startsWith("@opentelemetry/sdk") || name === "@opentelemetry/auto-instrumentations-node",
    ),
    name: manifest === null ? null : (manifest.name ?? ""),
    hasDockerfile: existsSync(join(folder, "Dockerfile")),
    runsGate: texts.length === 0 ? null : texts.some((text) => /governor\s+gate/.test(text)),
  };
}

/** What to do next, a line each, in the order to do it. */
export function nextSteps(stack: Stack, url: string): string[] {
  const { name, hasOtel, frameworks, hasDockerfile, runsGate } = stack;
  const steps: string[] = [];
  if (name !== null && !hasOtel) {
    const what = frameworks.length === 0 ? "a Node.js project" : `${frameworks.join(", ")} on Node.js`;
    steps.push(`This is ${what} without OpenTelemetry: npm install @opentelemetry/auto-instrumentations-node`);
    steps.push("Start it with: node --import @opentelemetry/auto-instrumentations-node/register …");
  }
  const where = hasDockerfile ? " (ENV in the Dockerfile, or where the container is started)" : "";
  steps.push(`Set OTEL_EXPORTER_OTLP_ENDPOINT=${url} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf${where}`);
  steps.push(
    `Set OTEL_SERVICE_NAME=${name || "<service>"} OTEL_RESOURCE_ATTRIBUTES=service.version=<release>,deployment.environment.name=<env>`,
  );
  if (runsGate === false)
    steps.push(
      "In the workflow: governor catalog push governor.yaml, and after the deploy governor gate --release <release>",
    );
  if (runsGate === null)
    steps.push("In CI: governor catalog push governor.yaml, and after the deploy governor gate --release <release>");
  steps.push("See that it works: governor doctor");
  return steps;
}

interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function manifestOf(folder: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return null;
  }
}
